import { createHash } from 'node:crypto';
import {
  compileSelectorText,
  type Problem,
  SelectorError,
  type UnconnectedSource,
} from '../../cluster/index.ts';
import { type JudgeOptions, reviewExceptions } from '../../controls/index.ts';
import {
  type Baseline,
  buildReport,
  type GateOptions,
  type Report,
  type ReportFilter,
} from '../../report/index.ts';
import { withoutValues } from '../command-line.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { exceptionRow, issueProblem, type LoadedExceptions } from '../exceptions/load.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { timeoutOf } from '../options.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import type { Targets } from '../target.ts';
import { toolVersion } from '../version.ts';
import type { LoadedCatalogue } from './catalogue.ts';
import { type Judged, judgedControls, judgeFleet, judgeOptions } from './judge-fleet.ts';
import { judgeOnto } from './onto.ts';
import { configuredScopes } from './scopes.ts';

export interface ReportRequest {
  readonly command: string;
  readonly startedAt: string;
  readonly targets: Targets;
  readonly members: readonly FleetMember[];
  /** With `--onto`: what runs where the manifests are laid. */
  readonly base?: FleetMember;
  readonly loaded: LoadedCatalogue;
  readonly config: LoadedConfig;
  readonly exceptions: LoadedExceptions;
  /** With `--baseline`: only what it does not have fails the gate. */
  readonly baseline?: Baseline;
  readonly flags: ReadFlags & GateFlags;
}

/** What a run is asked to judge and to show, and when it fails; checked before anything is read. */
export type Plan = Pick<ReportRequest, 'targets' | 'loaded' | 'config' | 'flags'>;

/** Judges what was read and builds the report that every output is made from. */
export function produceReport(request: ReportRequest): Report {
  const { base, loaded, config, exceptions, baseline, flags } = request;
  const { options, filter, gate } = checkPlan(request);
  const report = buildReport({
    toolVersion: toolVersion(),
    run: {
      command: request.command,
      startedAt: request.startedAt,
      endedAt: new Date().toISOString(),
      flagsDigest: digest(JSON.stringify({ ...flags, set: flags.set?.map(withoutValues) })),
      configDigest: digest(config.text),
      catalogueDigest: loaded.digest,
    },
    clusters: judgeAll(request),
    controls: judgedControls(loaded.catalogue, options),
    scopes: configuredScopes(config),
    ...(filter && { filter }),
    exceptions: exceptions.exceptions.map((exception) => exceptionRow(exception, options.now)),
    gate: { ...gate, newOnly: base !== undefined, ...(baseline && { baseline }) },
    problems: problemsOf(request),
  });
  return withExceptionIssues(report, exceptions, options.now);
}

/** Judges each cluster that was read, or with `--onto` the one world that the manifests make. */
export function judgeAll(request: ReportRequest): Judged[] {
  const { members, base, loaded, config, exceptions, flags, targets } = request;
  const rules = { options: checkPlan(request).options, exceptions, config };
  if (base !== undefined) return [judgeOnto(members, base, loaded.catalogue, rules)];
  const asked = { objects: targets.objects, namespaces: flags.namespace ?? [] };
  return judgeFleet(members, loaded.catalogue, rules, asked);
}

/**
 * Reads filter, gate and choice of controls from flags and configuration. A mistake in them ends the command before a
 * cluster was asked anything.
 */
export function checkPlan({ targets, loaded, config, flags }: Plan): {
  options: JudgeOptions;
  filter: ReportFilter | undefined;
  gate: GateOptions;
} {
  timeoutOf(flags.timeout);
  return {
    options: judgeOptions(config, loaded.catalogue, flags.control),
    filter: reportFilter({ flags, config, targets }),
    gate: gateOptions(config, flags),
  };
}

function problemsOf({ members, base, loaded, exceptions }: ReportRequest): Problem[] {
  const read = [...members, ...(base === undefined ? [] : [base])].filter(isRead);
  return [
    ...loaded.problems,
    ...read.flatMap(({ problems }) => problems),
    ...read.flatMap(({ cluster }) => exceptions.annotatedIn(cluster).problems),
  ];
}

/** What is wrong with the exceptions is said beside the findings; how much each covers is known only now. */
function withExceptionIssues(
  report: Report,
  { exceptions, maxFindings, maxDays }: LoadedExceptions,
  now: number,
): Report {
  const covered = new Map(report.exceptions.map(({ id, matched }) => [id, matched]));
  const issues = reviewExceptions(exceptions, {
    now,
    covered,
    ...(maxFindings !== undefined && { maxFindings }),
    ...(maxDays !== undefined && { maxDays }),
  });
  if (issues.length === 0) return report;
  return { ...report, problems: [...report.problems, ...issues.map(issueProblem)] };
}

/** Options of the command line win over the configuration. */
function gateOptions({ config: { gate } }: LoadedConfig, flags: GateFlags): GateOptions {
  const minCoverage = flags.minCoverage ?? gate?.minCoverage?.toString();
  const require = flags.require?.length ? flags.require.map(sourceNamed) : gate?.require;
  return {
    failOn: flags.failOn ?? gate?.failOn ?? 'high',
    ...(minCoverage !== undefined && { minCoverage: percentage(minCoverage) }),
    ...(require && { require }),
  };
}

const sources: readonly UnconnectedSource[] = [
  'cloud',
  'audit-log',
  'sensor',
  'flows',
  'registry',
  'secrets',
  'whole-cluster',
];

function sourceNamed(text: string): UnconnectedSource {
  const source = sources.find((each) => each === text);
  if (source === undefined)
    throw new CliError(
      'usage',
      `--require ${text}: there is no such source`,
      `Sources: ${sources.join(', ')}.`,
    );
  return source;
}

function percentage(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (!(value >= 0 && value <= 100))
    throw new CliError('usage', `--min-coverage ${text}: not a percentage`, 'Write a number from 0 to 100.');
  return value / 100;
}

function reportFilter({
  flags,
  config,
  targets,
}: Pick<Plan, 'flags' | 'config' | 'targets'>): ReportFilter | undefined {
  const { namespace = [], selector, scope = [] } = flags;
  for (const name of scope) {
    if (config.config.scopes?.[name] === undefined) {
      const known = Object.keys(config.config.scopes ?? {});
      throw new CliError(
        'scope-unknown',
        `There is no scope "${name}"`,
        known.length === 0
          ? 'Scopes are named in plimsoll.yaml: plimsoll config init.'
          : `Scopes: ${known.join(', ')}.`,
      );
    }
  }
  const objects = targets.objects.map(
    ({ namespace: within, kind, name }) =>
      `${within === undefined ? '' : `${within}/`}${kind.toLowerCase()}/${name}`,
  );
  const text = [
    ...namespace.map((name) => `-n ${name}`),
    ...(selector === undefined ? [] : [`-l ${selector}`]),
    ...scope.map((name) => `--scope ${name}`),
    ...objects,
  ];
  if (text.length === 0) return undefined;
  return {
    text,
    ...(namespace.length > 0 && { namespaces: namespace }),
    ...(scope.length > 0 && { scopes: scope }),
    ...(selector !== undefined && { labels: labelFilter(selector) }),
  };
}

function labelFilter(selector: string) {
  try {
    return compileSelectorText(selector);
  } catch (error) {
    if (error instanceof SelectorError) throw new CliError('usage', `-l ${selector}: ${error.message}`);
    throw error;
  }
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
