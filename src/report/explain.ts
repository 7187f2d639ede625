import type { Control } from '../controls/index.ts';
import { fixDiff } from './fix-diff.ts';
import { ruleOf } from './report-control.ts';
import type { Finding, Report, VerdictCounts } from './schema.ts';
import { storyOf } from './story.ts';
import { evidenceText } from './text/evidence-value.ts';
import { type Palette, plainPalette, severityMark } from './text/palette.ts';
import { sentence, subjectText } from './text/phrases.ts';
import { hang, wrap } from './text/wrap.ts';

export interface ExplainOptions {
  readonly palette?: Palette;
  readonly width?: number;
}

/** The whole story of one finding for a terminal: what, where, why it matters, the cure, what it may break, how to check. */
export function explainFinding(report: Report, finding: Finding, options: ExplainOptions = {}): string {
  const { palette, width } = pageOf(options);
  const story = storyOf(report, finding);
  const { severity } = finding;
  const field = (label: string, text: string | undefined) =>
    text === undefined || text === '' ? [] : hang(label.padEnd(12), text, width);
  const diff =
    finding.fix === undefined ? [] : fixDiff(finding.fix, finding.evidence, finding.subject.container);
  const change = story.reverts
    ? `${story.changeAt}; a change to the object itself is reverted`
    : story.changeAt;
  const lines = [
    ...wrap(`${severityMark[severity]} ${story.title}`, width).map(palette[severity]),
    ...wrap(`${story.verdict} ${sentence(finding.message)}`, width),
    '',
    ...field('id', finding.objectId),
    ...field('control', finding.control),
    ...field('where', subjectText(finding)),
    ...field('file', story.position),
    ...field('clusters', story.clusters),
    ...field('scopes', finding.scopes.join(', ')),
    ...field('owner', story.owner),
    ...field('change at', change),
    ...story.sourceEvidence.flatMap((fact) => hang('            ', fact, width).map(palette.faint)),
    ...finding.evidence.flatMap((evidence) => field('field', evidenceText(evidence))),
    '',
    ...section('How it is used', story.attack, palette, width),
    ...section('Cure', story.cure, palette, width),
    ...(diff.length === 0 ? [] : [...diff.map((line) => paintDiff(line, palette)), '']),
    ...section('May break', story.mayBreak, palette, width),
    ...section('Undo', story.undo, palette, width),
    palette.strong('Verify'),
    // In one line, so that it can be copied.
    palette.command(story.verify),
    ...wrap('exits 0 once it is cured, 3 while it cannot be judged.', width),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

export interface ControlFacts {
  readonly counts?: VerdictCounts;
  /** How many good, bad and trap objects are judged by its tests. */
  readonly cases?: number;
}

/** What a control asks for, why, by which rule, and how it has judged here. */
export function explainControl(
  control: Control,
  facts: ControlFacts = {},
  options: ExplainOptions = {},
): string {
  const { palette, width } = pageOf(options);
  const { remediation } = control;
  const list = (items: readonly string[]) => items.flatMap((item) => hang('  ', item, width));
  const titled = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [palette.strong(title), ...lines, ''];
  const mark = `${severityMark[control.severity]} ${control.severity}`;
  const lines = [
    ...wrap(control.title, width).map(palette.strong),
    `${control.id}, ${palette[control.severity](mark)}, ${control.area}`,
    '',
    ...section('Why', control.why, palette, width),
    ...titled('Rule', ruleOf(control).flatMap(indented)),
    ...titled(
      'Parameters',
      list(
        control.parameters.map(
          ({ name, type, description, default: value }) =>
            `${name} (${type}, default ${defaultText(value)}): ${description}`,
        ),
      ),
    ),
    ...section('Cure', remediation.summary, palette, width),
    ...section('May break', remediation.mayBreak, palette, width),
    ...section('Undo', remediation.undo, palette, width),
    ...titled('Covers', control.refs.length === 0 ? [] : list([control.refs.join(', ')])),
    ...titled(
      'Frameworks',
      list(
        control.mappings.map(
          ({ framework, requirement, provenance }) => `${framework} ${requirement} (${provenance})`,
        ),
      ),
    ),
    ...titled('Verdicts in this run', facts.counts === undefined ? [] : list([countsText(facts.counts)])),
    ...titled('References', list(control.references)),
    `${control.file}${facts.cases === undefined ? '' : `, ${facts.cases} ${facts.cases === 1 ? 'case' : 'cases'}`}`,
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

function pageOf({ palette = plainPalette, width = 80 }: ExplainOptions) {
  return { palette, width: Math.max(60, width) };
}

function section(title: string, text: string | undefined, palette: Palette, width: number): string[] {
  return text === undefined || text === '' ? [] : [palette.strong(title), ...wrap(text, width), ''];
}

function paintDiff(line: string, palette: Palette): string {
  if (line.startsWith('+')) return palette.good(line);
  return line.startsWith('-') ? palette.high(line) : palette.faint(line);
}

function defaultText(value: string): string {
  return value === '' ? 'empty' : value.split('\n').join(', ');
}

function countsText(counts: VerdictCounts): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}
