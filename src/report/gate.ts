import type { Problem, UnconnectedSource } from '../cluster/index.ts';
import type { Severity } from '../controls/index.ts';
import { type Baseline, compareWithBaseline } from './gate-baseline.ts';
import type { Finding, Gate, Report, ReportCluster } from './schema.ts';
import { isOpen, nothingApplies, sentence, severities } from './text/phrases.ts';

export interface GateOptions {
  /** The lowest severity that fails the gate. */
  readonly failOn: Severity | 'never';
  /** 0 to 1: lower coverage fails the gate. */
  readonly minCoverage?: number;
  /** Sources that must be connected. */
  readonly require?: readonly UnconnectedSource[];
  /** With `--onto`: only what the manifests make new or change fails the gate. */
  readonly newOnly?: boolean;
  /** Only failures that this earlier report does not have fail the gate. */
  readonly baseline?: Baseline;
}

export const defaultGate: GateOptions = { failOn: 'high' };

/** What the exit code rests on. */
export interface GateInput {
  readonly findings: readonly Finding[];
  readonly clusters: readonly ReportCluster[];
  readonly run: Report['run'];
  /** Whether any control came to a verdict about anything. */
  readonly decided: boolean;
  /** 0 to 1; absent when nothing was judged. */
  readonly coverage?: number;
  readonly notConnected: readonly { readonly source: string }[];
  /** What kept the tool from doing what it was told. */
  readonly errors: readonly Problem[];
  /** What could not be used of the input. */
  readonly problems: readonly Problem[];
}

/** One rule as it was applied; `reasons` are told when it does not hold. */
interface Rule {
  readonly rule: string;
  readonly limit: string;
  readonly measured: string;
  readonly reasons: readonly string[];
  /** The exit code of a run that breaks it. */
  readonly exitCode: 1 | 2 | 3;
}

const rank: Readonly<Record<Severity | 'never', number>> = {
  critical: 4,
  high: 3,
  medium: 2,
  low: 1,
  never: 5,
};

/**
 * 0 clean, 1 gate failed, 2 usage or error, 3 incomplete. An error outranks an incomplete reading, which outranks a failed
 * gate: a run that could not see everything has no right to say that what it saw decides. All that holds is stated. With a
 * baseline each failure is marked as new or known.
 */
export function decideGate(input: GateInput, options: GateOptions = defaultGate): Gate {
  const baseline = options.baseline && compareWithBaseline(input, options.baseline);
  const rules = [
    errorRule(input),
    completeRule(input),
    findingsRule(input, options),
    ...coverageRule(input, options),
    ...(options.require ?? []).map((source) => sourceRule(input, source)),
  ];
  const broken = rules.filter(({ reasons }) => reasons.length > 0);
  const breaks = (code: Rule['exitCode']) => broken.some(({ exitCode }) => exitCode === code);
  const exitCode = breaks(2) ? 2 : breaks(3) ? 3 : breaks(1) ? 1 : 0;
  const reasons = broken.flatMap((rule) => rule.reasons);
  return {
    exitCode,
    failed: breaks(1),
    incomplete: breaks(3),
    errors: breaks(2),
    failOn: options.failOn,
    reasons: reasons.length > 0 ? reasons : [input.decided ? cleanReason(options) : nothingApplies],
    rules: rules.map(({ rule, limit, measured, reasons: why, exitCode: code }) => ({
      rule,
      limit,
      measured,
      holds: why.length === 0,
      decides: why.length > 0 && code === exitCode,
    })),
    ...(baseline && { baseline }),
  };
}

function errorRule({ errors }: GateInput): Rule {
  const reasons = errors.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return {
    rule: 'no-error',
    limit: 'what was asked for can be done',
    measured: counts(reasons.length, 'error'),
    reasons,
    exitCode: 2,
  };
}

function completeRule({ clusters, findings, problems, decided }: GateInput): Rule {
  const unreachable = clusters.filter(({ state }) => state === 'unreachable').map(({ name }) => name);
  const unknown = findings.filter(
    (finding) => finding.verdict === 'unknown' && finding.unknown?.state !== 'not-connected',
  );
  const lost = problems.filter((problem) => problem.severity === 'error');
  const reasons: string[] = [];
  if (unreachable.length > 0) {
    const verb = unreachable.length === 1 ? 'Cluster' : 'Clusters';
    reasons.push(`${verb} ${unreachable.join(', ')} could not be reached.`);
  }
  if (unknown.length > 0) {
    const verdicts = unknown.length === 1 ? 'verdict' : 'verdicts';
    reasons.push(
      `${unknown.length} ${verdicts} could not be reached because something could not be read or judged.`,
    );
  }
  const first = lost[0];
  if (first !== undefined) {
    const more = lost.length > 1 ? ` (and ${lost.length - 1} more like it)` : '';
    const place = [first.file, first.line].filter((part) => part !== undefined).join(':');
    reasons.push(
      `Part of the input could not be used${more}: ${place === '' ? '' : `${place}: `}${sentence(first.message)}`,
    );
  }
  const partly = clusters.filter(({ state }) => state === 'incomplete').map(({ name }) => name);
  if (!decided && reasons.length === 0 && partly.length > 0)
    reasons.push(`Nothing was judged, and not everything in ${partly.join(', ')} could be read.`);
  const measured = [
    counts(unreachable.length, 'unreachable cluster'),
    counts(unknown.length, 'verdict without an answer', 'verdicts without an answer'),
    counts(lost.length, 'part of the input lost', 'parts of the input lost'),
  ].join(', ');
  return {
    rule: 'complete',
    limit: 'everything that was asked for was read and judged',
    measured,
    reasons,
    exitCode: 3,
  };
}

function findingsRule({ findings }: GateInput, options: GateOptions): Rule {
  const failures = findings.filter(isOpen);
  const held = failures.filter((finding) => isHeld(finding, options));
  const open = held.filter(({ severity }) => rank[severity] >= rank[options.failOn]);
  const only = options.baseline === undefined ? '' : 'new ';
  const aside = failures.length - held.length;
  return {
    rule: 'fail-on',
    limit:
      options.failOn === 'never'
        ? 'findings never fail it'
        : `no ${only}finding of ${options.failOn} or worse`,
    measured: [
      `${bySeverity(held)} ${only}open`,
      ...(aside > 0 ? [`and ${aside} that ${aside === 1 ? 'was' : 'were'} there before`] : []),
      ...reopened(held),
    ].join(', '),
    reasons:
      open.length === 0
        ? []
        : [`${bySeverity(open)} ${only}open, and the gate fails on ${options.failOn} or worse.`],
    exitCode: 1,
  };
}

/** Failures that somebody decided to live with, and why that does not hold: the first thing to look at. */
function reopened(held: readonly Finding[]): string[] {
  const states = [
    ['expired', 'until a day that has passed'],
    ['changed', 'for something else at the same place'],
  ] as const;
  return states.flatMap(([state, until]) => {
    const count = held.filter(({ exceptionState }) => exceptionState === state).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? 'was' : 'were'} excepted ${until}`];
  });
}

function isHeld(finding: Finding, { newOnly, baseline }: GateOptions): boolean {
  if (newOnly === true && finding.change === 'unchanged') return false;
  return baseline === undefined || finding.baseline !== 'known';
}

function coverageRule({ coverage = 0 }: GateInput, { minCoverage }: GateOptions): Rule[] {
  if (minCoverage === undefined) return [];
  // As it was written: 99.99 is no 99.9.
  const limit = `${Number((minCoverage * 100).toFixed(6))}%`;
  const reasons =
    coverage < minCoverage ? [`Coverage is ${percent(coverage)}, below the ${limit} that is required.`] : [];
  return [
    {
      rule: 'min-coverage',
      limit: `at least ${limit} of the verdicts reached`,
      measured: percent(coverage),
      reasons,
      exitCode: 1,
    },
  ];
}

function sourceRule({ notConnected }: GateInput, source: UnconnectedSource): Rule {
  const isMissing = notConnected.some((missing) => missing.source === source);
  return {
    rule: `require ${source}`,
    limit: `${source} is connected`,
    measured: isMissing ? 'not connected' : 'connected',
    reasons: isMissing ? [`The source ${source} is required and was not connected.`] : [],
    exitCode: 1,
  };
}

function bySeverity(findings: readonly Finding[]): string {
  const parts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function counts(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;
}

function cleanReason({ failOn, newOnly, baseline }: GateOptions): string {
  if (failOn === 'never')
    return 'The gate never fails on findings, and everything that was asked for was read.';
  const what =
    newOnly === true
      ? 'Nothing that this change brings or touches'
      : baseline === undefined
        ? 'Nothing open'
        : 'Nothing that the baseline does not have';
  return `${what} is ${failOn} or worse, and everything that was asked for was read.`;
}

/** Rounded down: 89.96% is not 90%. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10}%`;
}
