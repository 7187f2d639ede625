import type { Cause, Finding, Report } from '../../schema.ts';
import { evidenceText } from '../../text/evidence-value.ts';
import { examplesOf, membersByCause } from '../../text/examples.ts';
import { severityMark } from '../../text/palette.ts';
import {
  counted,
  listed,
  objectText,
  positionText,
  sentence,
  severities,
  subjectText,
} from '../../text/phrases.ts';
import { hang } from '../../text/wrap.ts';
import type { Page } from './page.ts';

/** The first causes are told with several findings, the others with one: a page is read from the top. */
const toldInFull = 3;
const examplesInFull = 3;
/** Longer values are told whole by `explain` and `-o json`. */
const longestValue = 80;
const margin = '    ';

/** One entry per cure, what to do first on top, each with a few findings and the way to the whole story. */
export function causeLines(report: Report, page: Page, atMost: number): string[] {
  const { causes } = report;
  if (causes.length === 0) return [];
  const members = membersByCause(report);
  const shown = causes
    .slice(0, atMost)
    .flatMap((cause, index) => [
      ...(index === 0 ? [] : ['']),
      ...oneCause(report, cause, members.get(index) ?? [], index, page),
    ]);
  return [page.palette.strong('WHAT TO DO FIRST'), '', ...shown, ...restLines(causes.slice(atMost), page)];
}

function oneCause(
  report: Report,
  cause: Cause,
  members: readonly Finding[],
  index: number,
  page: Page,
): string[] {
  const { palette, width } = page;
  const number = String(index + 1).padStart(3);
  const mark = `${severityMark[cause.severity]} ${cause.severity}`;
  const control = report.controls.find(({ id }) => id === cause.control);
  const [title = '', ...more] = hang(`${number} ${mark}  `, cause.title, width);
  const { examples, rest } = examplesOf(members, index < toldInFull ? examplesInFull : 1);
  return [
    title.replace(mark, palette[cause.severity](mark)),
    ...more,
    ...hang(`${margin}change   `, cause.changeAt, width),
    ...hang(`${margin}found    `, foundText(report, cause), width),
    ...examples.flatMap((finding) => exampleLines(finding, page)),
    ...(rest > 0 ? [palette.faint(`${margin}         and ${counted(rest, 'more finding')}`)] : []),
    ...(control === undefined ? [] : hang(`${margin}cure     `, control.remediation.summary, width)),
    ...(cause.controls === undefined
      ? []
      : hang(`${margin}also     `, cause.controls.slice(1).join(', '), width)),
    ...(examples[0] === undefined
      ? []
      : [`${margin}explain  ${palette.command(`plimsoll explain ${examples[0].objectId}`)}`]),
  ];
}

function foundText(report: Report, { findings, workloads, clusters }: Cause): string {
  const text = `${counted(findings, 'finding')} on ${counted(workloads, 'object')}`;
  if (report.clusters.length < 2) return text;
  const all = report.clusters.length;
  const names = clusters.length <= 3 ? `: ${listed(clusters)}` : '';
  return `${text}, ${clusters.length > 1 ? 'the same ' : ''}in ${clusters.length} of ${all} clusters${names}`;
}

function exampleLines(finding: Finding, { palette, width }: Page): string[] {
  const indent = `${margin}         `;
  const change = finding.change === undefined ? '' : ` (${finding.change})`;
  const facts = [
    positionText(finding),
    ...finding.evidence.slice(0, 1).map((evidence) => evidenceText(evidence, longestValue)),
  ];
  const message = sentence(finding.message);
  const named = message.includes(objectText(finding.subject)) ? [message] : [subjectText(finding), message];
  const [first = '', ...more] = named;
  return [
    ...hang(`${margin}       - `, `${first}${change}`, width),
    ...more.flatMap((text) => hang(indent, text, width)),
    ...facts.flatMap((fact) => (fact === undefined ? [] : hang(indent, fact, width).map(palette.faint))),
  ];
}

function restLines(rest: readonly Cause[], { width }: Page): string[] {
  if (rest.length === 0) return [];
  const counts = severities
    .map((severity) => ({ severity, count: rest.filter((cause) => cause.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const text = `and ${counted(rest.length, 'more place')} to change (${counts.join(', ')}); all of them: -o html=report.html or --by workload`;
  return ['', ...hang(margin, text, width)];
}
