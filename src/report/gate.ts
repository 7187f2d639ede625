import type { Problem, UnconnectedSource } from '../cluster/index.ts';
import type { Severity } from '../controls/index.ts';
import type { Finding, Report, ReportCluster } from './schema.ts';
import { sentence } from './text/phrases.ts';

export interface GateOptions {
  /** The lowest severity that fails the gate. */
  readonly failOn: Severity | 'never';
  /** 0 to 1: lower coverage fails the gate. */
  readonly minCoverage?: number;
  /** Sources that must be connected. */
  readonly require?: readonly UnconnectedSource[];
  /** With `--onto`: only what the manifests make new or change fails the gate. */
  readonly newOnly?: boolean;
}

export type Gate = Report['gate'];

export const defaultGate: GateOptions = { failOn: 'high' };

/** What the exit code rests on. */
export interface GateInput {
  readonly findings: readonly Finding[];
  readonly clusters: readonly ReportCluster[];
  /** 0 to 1; absent when nothing was judged. */
  readonly coverage?: number;
  readonly notConnected: readonly { readonly source: string }[];
  /** What kept the tool from doing what it was told. */
  readonly errors: readonly Problem[];
  /** What could not be used of the input. */
  readonly problems: readonly Problem[];
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
 * gate: a run that could not see everything has no right to say that what it saw decides. All that holds is stated.
 */
export function decideGate(input: GateInput, options: GateOptions = defaultGate): Gate {
  const errors = errorReasons(input);
  const incomplete = incompleteReasons(input);
  const failed = failedReasons(input, options);
  const reasons = [...errors, ...incomplete, ...failed];
  return {
    exitCode: errors.length > 0 ? 2 : incomplete.length > 0 ? 3 : failed.length > 0 ? 1 : 0,
    failed: failed.length > 0,
    incomplete: incomplete.length > 0,
    errors: errors.length > 0,
    failOn: options.failOn,
    reasons: reasons.length > 0 ? reasons : [cleanReason(options)],
  };
}

function errorReasons({ errors }: GateInput): string[] {
  return errors.filter((problem) => problem.severity === 'error').map((problem) => problem.message);
}

function incompleteReasons({ clusters, findings, problems }: GateInput): string[] {
  const reasons: string[] = [];
  const unreachable = clusters
    .filter((cluster) => cluster.state === 'unreachable')
    .map((cluster) => cluster.name);
  if (unreachable.length > 0) {
    const verb = unreachable.length === 1 ? 'Cluster' : 'Clusters';
    reasons.push(`${verb} ${unreachable.join(', ')} could not be reached.`);
  }
  const unknown = findings.filter(
    (finding) => finding.verdict === 'unknown' && finding.unknown?.state !== 'not-connected',
  );
  if (unknown.length > 0) {
    const verdicts = unknown.length === 1 ? 'verdict' : 'verdicts';
    reasons.push(
      `${unknown.length} ${verdicts} could not be reached because something could not be read or judged.`,
    );
  }
  const lost = problems.filter((problem) => problem.severity === 'error');
  const first = lost[0];
  if (first !== undefined) {
    const more = lost.length > 1 ? ` (and ${lost.length - 1} more like it)` : '';
    const place = [first.file, first.line].filter((part) => part !== undefined).join(':');
    reasons.push(
      `Part of the input could not be used${more}: ${place === '' ? '' : `${place}: `}${sentence(first.message)}`,
    );
  }
  return reasons;
}

function failedReasons(input: GateInput, options: GateOptions): string[] {
  const reasons: string[] = [];
  const open = input.findings.filter((finding) => isOpen(finding, options));
  if (open.length > 0) {
    const counts = (['critical', 'high', 'medium', 'low'] as const)
      .map((severity) => ({
        severity,
        count: open.filter((finding) => finding.severity === severity).length,
      }))
      .filter(({ count }) => count > 0)
      .map(({ severity, count }) => `${count} ${severity}`);
    reasons.push(`${counts.join(', ')} open, and the gate fails on ${options.failOn} or worse.`);
  }
  if (options.minCoverage !== undefined && (input.coverage ?? 0) < options.minCoverage) {
    reasons.push(
      `Coverage is ${percent(input.coverage ?? 0)}, below the ${percent(options.minCoverage)} that is required.`,
    );
  }
  for (const source of options.require ?? []) {
    if (input.notConnected.some((missing) => missing.source === source)) {
      reasons.push(`The source ${source} is required and was not connected.`);
    }
  }
  return reasons;
}

function isOpen(finding: Finding, options: GateOptions): boolean {
  if (finding.verdict !== 'fail' || finding.change === 'cured') return false;
  if (options.newOnly === true && finding.change === 'unchanged') return false;
  return rank[finding.severity] >= rank[options.failOn];
}

function cleanReason({ failOn, newOnly }: GateOptions): string {
  if (failOn === 'never')
    return 'The gate never fails on findings, and everything that was asked for was read.';
  const what = newOnly === true ? 'Nothing that this change brings or touches' : 'Nothing open';
  return `${what} is ${failOn} or worse, and everything that was asked for was read.`;
}

/** Rounded down: 89.96% is not 90%. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10}%`;
}
