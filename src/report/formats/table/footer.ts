import { doctorCommand, explainCommand } from '../../commands.ts';
import type { Report } from '../../schema.ts';
import { exceptionSentences } from '../../text/exceptions-text.ts';
import {
  contributorTexts,
  counted,
  listed,
  percentText,
  scoreText,
  scoreWithAcceptedText,
  sentence,
} from '../../text/phrases.ts';
import { type UnknownGroup, unknownGroups } from '../../text/unknown-groups.ts';
import { hang } from '../../text/wrap.ts';
import type { Page } from './page.ts';

const unknownsAtMost = 8;
const clustersAtMost = 20;

/** What the verdicts are worth: coverage, what hides what, the score, the gate, and what to type next. */
export function footerLines(report: Report, page: Page): string[] {
  return [
    ...clusterScores(report, page),
    ...coverageLines(report, page),
    ...scoreLines(report, page),
    ...exceptionLines(report, page),
    ...gateLines(report, page),
    ...nextLines(report, page),
  ];
}

function clusterScores({ clusters }: Report, { width }: Page): string[] {
  if (clusters.length < 2) return [];
  const more = clusters.length - clustersAtMost;
  const lines = clusters
    .slice(0, clustersAtMost)
    .flatMap(({ name, state, score }) =>
      hang(
        '         ',
        `${name}: ${state}${score === undefined ? '' : `, score ${scoreText(score)}`}`,
        width,
      ),
    );
  return label('CLUSTERS', more > 0 ? [...lines, `         and ${more} more: --by cluster`] : lines);
}

function coverageLines(report: Report, { palette, width }: Page): string[] {
  const all = unknownGroups(report);
  const groups = all.filter(({ verdicts }) => verdicts > 0);
  const idle = all.length - groups.length;
  const away = report.clusters.some(({ state }) => state === 'unreachable')
    ? '; a cluster that was not reached counts as none'
    : '';
  const share =
    report.score === undefined
      ? 'nothing was judged'
      : `${percentText(report.score.coverage)} of the verdicts of ${counted(report.controls.length, 'control')} were reached${away}`;
  const shown = groups
    .slice(0, unknownsAtMost)
    .flatMap((group) => unknownLines(group, report, width).map(palette.unknown));
  const more = groups.length - unknownsAtMost;
  return [
    ...label('COVERAGE', hang('         ', share, width)),
    ...shown,
    ...(more > 0 ? [`  and ${more} more that could not be read: ${doctorCommand(report)}`] : []),
    ...idleLines(idle, groups.length > 0, report, width),
    ...notConnectedLines(report, width),
  ];
}

/** Kinds that could not be read and that no verdict names. Where nothing was judged, that does not say that none needs them. */
function idleLines(idle: number, isRest: boolean, { score }: Report, width: number): string[] {
  if (idle === 0) return [];
  const kinds = counted(idle, isRest ? 'more resource type' : 'resource type');
  const meaning = score === undefined ? 'and what that hides was not judged' : 'which no control here needs';
  return hang('  could not read  ', `${kinds}, ${meaning}`, width);
}

/** Sources that controls wait for, each with what that hides; the others in one line. */
function notConnectedLines({ notConnected }: Report, width: number): string[] {
  const label = '  not connected   ';
  const waiting = notConnected.filter(({ controls }) => controls > 0);
  const others = notConnected.filter(({ controls }) => controls === 0).map(({ source }) => source);
  return [
    ...waiting.flatMap(({ source, meaning, controls }) => {
      const wait = `${counted(controls, 'control')} ${controls === 1 ? 'waits' : 'wait'}`;
      return hang(label, `${source}: ${sentence(meaning)} ${wait} for it.`, width);
    }),
    ...(others.length === 0
      ? []
      : hang(label, `${listed(others)}; no control waits for ${others.length === 1 ? 'it' : 'them'}`, width)),
  ];
}

function unknownLines(
  { state, reason, permission, verdicts, clusters, about }: UnknownGroup,
  report: Report,
  width: number,
): string[] {
  const waiting =
    verdicts === 0
      ? 'no verdict needed it'
      : `${counted(verdicts, 'verdict')} ${verdicts === 1 ? 'waits' : 'wait'}`;
  const where =
    report.clusters.length < 2
      ? ''
      : ` in ${clusters.length <= 3 ? listed(clusters) : counted(clusters.length, 'cluster')}`;
  const subject = about === undefined ? '' : ` about ${about}`;
  const text = permission === undefined ? `${state}${subject}: ${reason}` : `${state}; grant ${permission}`;
  return hang('  could not read  ', `${text} (${waiting}${where})`, width);
}

function scoreLines({ score }: Report, { width }: Page): string[] {
  if (score === undefined) return [];
  const unknown = score.lo === score.hi ? '' : '; the range is what could not be judged';
  const cap = score.cap === undefined ? '' : `; ${score.cap}`;
  const part = score.coverage < 0.9 ? `; it speaks for ${percentText(score.coverage)} of the verdicts` : '';
  const [costliest] = score.contributors ?? [];
  const most =
    costliest === undefined
      ? []
      : hang('         ', `costs most: ${listed(contributorTexts(score).slice(0, 3))}`, width);
  return label('SCORE', [
    ...hang('         ', `${scoreWithAcceptedText(score)}${cap}${unknown}${part}`, width),
    ...most,
  ]);
}

function exceptionLines(report: Report, { width }: Page): string[] {
  const sentences = exceptionSentences(report);
  return label('EXCEPTED', sentences.length === 0 ? [] : hang('         ', sentences.join(' '), width));
}

function gateLines({ gate }: Report, { palette, width }: Page): string[] {
  const verdict = gate.errors ? 'error' : gate.incomplete ? 'incomplete' : gate.failed ? 'failed' : 'passed';
  const [first = '', ...rest] = hang(
    '         ',
    `${verdict}, exit ${gate.exitCode}: ${gate.reasons.join(' ')}`,
    width,
  );
  const paint = gate.exitCode === 0 ? palette.good : palette.critical;
  return label('GATE', [first.replace(verdict, paint(verdict)), ...rest]);
}

function nextLines(report: Report, { palette }: Page): string[] {
  const fresh = report.findings.find(({ baseline }) => baseline === 'new' || baseline === 'changed');
  const first = fresh ?? report.findings.find(({ cause }) => cause === 0);
  const denied = report.findings.some(({ unknown }) => unknown?.permission !== undefined);
  const commands = [
    ...(first === undefined ? [] : [explainCommand(report, first.objectId)]),
    ...(denied ? [doctorCommand(report)] : []),
  ];
  return label(
    'NEXT',
    commands.map((command) => `         ${palette.command(command)}`),
  );
}

/** Writes a heading into the margin of the first line. */
function label(heading: string, [first, ...rest]: readonly string[]): string[] {
  return first === undefined ? [] : [`${heading.padEnd(9)}${first.slice(9)}`, ...rest];
}
