import { createHash } from 'node:crypto';
import {
  compileSelectorText,
  type Problem,
  SelectorError,
  type UnconnectedSource,
} from '../../cluster/index.ts';
import type { JudgeOptions } from '../../controls/index.ts';
import { buildReport, type GateOptions, type Report, type ReportFilter } from '../../report/index.ts';
import { withoutValues } from '../command-line.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { timeoutOf } from '../options.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import type { Targets } from '../target.ts';
import { toolVersion } from '../version.ts';
import type { LoadedCatalogue } from './catalogue.ts';
import { configuredScopes, type Judged, judgedControls, judgeFleet, judgeOptions } from './judge-fleet.ts';
import { judgeOnto } from './onto.ts';

export interface ReportRequest {
  readonly command: string;
  readonly startedAt: string;
  readonly targets: Targets;
  readonly members: readonly FleetMember[];
  /** With `--onto`: what runs where the manifests are laid. */
  readonly base?: FleetMember;
  readonly loaded: LoadedCatalogue;
  readonly config: LoadedConfig;
  readonly flags: ReadFlags & GateFlags;
}

/** What a run is asked to judge and to show, and when it fails; checked before anything is read. */
export type Plan = Pick<ReportRequest, 'targets' | 'loaded' | 'config' | 'flags'>;

/** Judges what was read and builds the report that every output is made from. */
export function produceReport(request: ReportRequest): Report {
  const { members, base, loaded, config, flags } = request;
  const { options, filter, gate } = checkPlan(request);
  return buildReport({
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
    gate: { ...gate, newOnly: base !== undefined },
    problems: problemsOf(members, base, loaded),
  });
}

/** Judges each cluster that was read, or with `--onto` the one world that the manifests make. */
export function judgeAll(request: ReportRequest): Judged[] {
  const { members, base, loaded, flags, targets } = request;
  const { options } = checkPlan(request);
  if (base !== undefined) return [judgeOnto(members, base, loaded.catalogue, options)];
  const asked = { objects: targets.objects, namespaces: flags.namespace ?? [] };
  return judgeFleet(members, loaded.catalogue, options, asked);
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

function problemsOf(
  members: readonly FleetMember[],
  base: FleetMember | undefined,
  { problems: left }: LoadedCatalogue,
): Problem[] {
  const read = [...members, ...(base === undefined ? [] : [base])].filter(isRead);
  return [...left, ...read.flatMap(({ problems }) => problems)];
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

function reportFilter({ flags, config, targets }: Omit<Plan, 'loaded'>): ReportFilter | undefined {
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
