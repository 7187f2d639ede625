import { explainCommand } from '../../commands.ts';
import type { Cause, Finding, Report } from '../../schema.ts';
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

/** The first causes of several objects are told with two findings, the others with one: a page is read from the top. */
const toldInFull = 3;
const examplesInFull = 2;
const margin = '    ';

/** One entry per cure, what to do first on top, each with a finding or two and the way to the whole story. */
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
  const atMost = cause.workloads > 1 && index < toldInFull ? examplesInFull : 1;
  const { examples, rest } = examplesOf(members, atMost);
  const [first] = examples;
  const elsewhere = first === undefined || positionText(first)?.startsWith(cause.changeAt) !== true;
  return [
    title.replace(mark, palette[cause.severity](mark)),
    ...more,
    ...examples.flatMap((finding) => exampleLines(finding, page)),
    ...restOfCause(report, cause, rest, page),
    ...(elsewhere ? hang(`${margin}change  `, cause.changeAt, width) : []),
    ...(control === undefined ? [] : hang(`${margin}cure    `, control.remediation.summary, width)),
    ...(first === undefined
      ? []
      : [`${margin}story   ${palette.command(explainCommand(report, first.objectId))}`]),
  ];
}

/** What else has this cause, in one line. */
function restOfCause(report: Report, cause: Cause, rest: number, { palette, width }: Page): string[] {
  const wide = cause.workloads > 1 || report.clusters.length > 1;
  const more = rest > 0 ? `and ${counted(rest, 'more finding')}` : '';
  const text = [more, wide ? `in all ${foundText(report, cause)}` : '']
    .filter((part) => part !== '')
    .join('; ');
  return text === '' ? [] : hang(margin, text, width).map(palette.faint);
}

function foundText(report: Report, { findings, workloads, clusters }: Cause): string {
  const text = `${counted(findings, 'finding')} on ${counted(workloads, 'object')}`;
  if (report.clusters.length < 2) return text;
  const all = report.clusters.length;
  const names = clusters.length <= 3 ? `: ${listed(clusters)}` : '';
  return `${text}, ${clusters.length > 1 ? 'the same ' : ''}in ${clusters.length} of ${all} clusters${names}`;
}

function exampleLines(finding: Finding, { palette, width }: Page): string[] {
  const state = finding.change ?? finding.baseline;
  const change = state === undefined ? '' : ` (${state})`;
  const message = sentence(finding.message);
  const subject = message.includes(objectText(finding.subject)) ? message : subjectText(finding);
  const position = positionText(finding);
  return [
    ...hang(margin, `${subject}${change}`, width),
    ...(position === undefined ? [] : hang(margin, position, width).map(palette.faint)),
    ...(subject === message ? [] : hang(margin, message, width)),
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
