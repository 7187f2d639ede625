import { explainCommand } from '../commands.ts';
import type { Cause, Finding, Report, ReportCluster } from '../schema.ts';
import { examplesOf, membersByCause } from '../text/examples.ts';
import { exceptionSentences } from '../text/exceptions-text.ts';
import { headline } from '../text/headline.ts';
import { networkLines } from '../text/network-text.ts';
import {
  counted,
  isOpen,
  percentText,
  positionText,
  problemPlace,
  scoreText,
  scoreWithAcceptedText,
  severities,
  subjectText,
  timeText,
} from '../text/phrases.ts';
import { powerLines } from '../text/power-text.ts';
import { unknownGroups } from '../text/unknown-groups.ts';
import { catalogueText, inlineCode, plainText, tableCell } from './markdown-escape.ts';

export interface MarkdownOptions {
  /** In characters. A GitHub comment holds 65,536; a GitLab note 1,000,000; a step summary 1 MiB. */
  readonly maximumLength?: number;
}

const causesAtMost = 20;
const examplesPerCause = 3;
const powerAtMost = 20;

/** A summary for a pull request comment or a step summary. Whole sections are left out, with a line that says so, never half of one. */
export function formatMarkdown(report: Report, { maximumLength = 60_000 }: MarkdownOptions = {}): string {
  const tail = [gateSection(report), provenanceSection(report)];
  const sections = [`## Plimsoll\n\n**${plainText(headline(report))}**`];
  const optional = [
    problemsSection(report),
    clustersSection(report),
    unseenSection(report),
    powerSection(report),
    networkSection(report),
    ...causeSections(report),
  ];
  const notice = 'The rest does not fit here: `plimsoll scan … -o html=report.html` has all.';
  for (const section of optional.filter((each) => each !== '')) {
    if (size([...sections, section, notice, ...tail]) > maximumLength) {
      sections.push(notice);
      break;
    }
    sections.push(section);
  }
  return `${[...sections, ...tail.filter((each) => size([...sections, each]) <= maximumLength)].join('\n\n')}\n`;
}

function size(sections: readonly string[]): number {
  return sections.join('\n\n').length + 1;
}

function causeSections(report: Report): string[] {
  if (report.causes.length === 0) return [];
  const members = membersByCause(report);
  const shown = report.causes.slice(0, causesAtMost);
  const rest = report.causes.length - shown.length;
  return [
    '### What to do first',
    ...shown.map((cause, index) => causeSection(report, cause, index, members.get(index) ?? [])),
    rest === 0 ? '' : `And ${counted(rest, 'more place')} to change.`,
  ];
}

function causeSection(report: Report, cause: Cause, index: number, members: readonly Finding[]): string {
  const control = report.controls.find(({ id }) => id === cause.control);
  const { examples, rest } = examplesOf(members, examplesPerCause);
  const where =
    report.clusters.length < 2 ? '' : `, in ${cause.clusters.length} of ${report.clusters.length} clusters`;
  return [
    `${index + 1}. **${cause.severity}** ${plainText(cause.title)}: ${counted(cause.findings, 'finding')}${where}`,
    `   - Change ${inlineCode(cause.changeAt)}`,
    ...examples.map((finding) => {
      const place = positionText(finding);
      return `   - ${inlineCode(subjectText(finding))}: ${plainText(finding.message)}${place === undefined ? '' : ` ${inlineCode(place)}`}`;
    }),
    ...(rest > 0 ? [`   - and ${rest} more`] : []),
    ...(control === undefined ? [] : [`   - Cure: ${catalogueText(control.remediation.summary)}`]),
    ...(examples[0] === undefined
      ? []
      : [`   - ${inlineCode(explainCommand(report, examples[0].objectId))}`]),
  ].join('\n');
}

function clustersSection({ clusters, findings }: Report): string {
  if (clusters.length < 2) return '';
  const rows = clusters.map((cluster) => {
    const own = findings.filter((finding) => finding.cluster === cluster.id && isOpen(finding));
    const counts = severities.map(
      (severity) => own.filter((finding) => finding.severity === severity).length,
    );
    return `| ${[tableCell(inlineCode(cluster.name)), cluster.state, scoreOf(cluster), ...counts].join(' | ')} |`;
  });
  return [
    '| cluster | state | score | critical | high | medium | low |',
    '|---|---|---|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function scoreOf({ score }: ReportCluster): string {
  return score === undefined ? 'unknown' : scoreText(score);
}

function unseenSection(report: Report): string {
  const groups = unknownGroups(report).filter(({ verdicts }) => verdicts > 0);
  const unreachable = report.clusters.filter(({ state }) => state === 'unreachable');
  const lines = [
    ...unreachable.map(
      ({ name, error }) => `- Cluster ${inlineCode(name)}: ${plainText(error ?? 'could not be reached')}`,
    ),
    ...groups.map(({ state, reason, permission, verdicts }) => {
      const cure = permission === undefined ? plainText(reason) : `grant ${inlineCode(permission)}`;
      return `- ${counted(verdicts, 'verdict')}, ${state}: ${cure}`;
    }),
  ];
  return lines.length === 0 ? '' : ['### Could not be seen', '', ...lines].join('\n');
}

function powerSection({ power }: Report): string {
  const lines = powerLines(power, powerAtMost).map((line) => `- ${plainText(line)}`);
  return lines.length === 0 ? '' : ['### Whose power changes', '', ...lines].join('\n');
}

function networkSection({ network }: Report): string {
  const lines = networkLines(network).map((line) => `- ${plainText(line)}`);
  return lines.length === 0 ? '' : ['### Connections gained and lost', '', ...lines].join('\n');
}

function problemsSection({ problems }: Report): string {
  if (problems.length === 0) return '';
  const lines = problems.slice(0, 20).map((problem) => {
    const place = problemPlace(problem);
    return `- ${problem.code}${place === undefined ? '' : ` ${inlineCode(place)}`}: ${plainText(problem.message)}`;
  });
  const rest = problems.length - lines.length;
  return ['### Problems in the input', '', ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}

function gateSection(report: Report): string {
  const { gate, score, notConnected } = report;
  const verdict = gate.errors ? 'error' : gate.incomplete ? 'incomplete' : gate.failed ? 'failed' : 'passed';
  const points =
    score === undefined
      ? ''
      : ` Score ${scoreWithAcceptedText(score)}, coverage ${percentText(score.coverage)}.`;
  const missing = notConnected
    .filter(({ controls }) => controls > 0)
    .map(({ source, controls }) => `${source} (${counted(controls, 'control')})`);
  const footer = missing.length === 0 ? '' : ` Not connected: ${missing.join(', ')}.`;
  const accepted = exceptionSentences(report)
    .map((each) => ` ${plainText(each)}`)
    .join('');
  return `**Gate ${verdict}** (exit ${gate.exitCode}). ${plainText(gate.reasons.join(' '))}${points}${footer}${accepted}`;
}

function provenanceSection({ clusters, run, tool }: Report): string {
  const read = clusters.slice(0, 10).map((cluster) => {
    const by = cluster.reader === undefined ? '' : `, read by ${inlineCode(cluster.reader)}`;
    return `${inlineCode(cluster.name)} ${inlineCode(cluster.version.gitVersion)}${by}`;
  });
  const rest = clusters.length - read.length;
  const more = rest > 0 ? ` and ${counted(rest, 'more cluster')}` : '';
  return `<sub>Plimsoll ${tool.version}, catalogue ${run.catalogueDigest}, ${timeText(run.endedAt)}: ${read.join('; ')}${more}</sub>`;
}
