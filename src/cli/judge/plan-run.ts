import { compileSelectorText, SelectorError, type UnconnectedSource } from '../../cluster/index.ts';
import type { JudgeOptions } from '../../controls/index.ts';
import type { GateOptions, ReportFilter } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { type LoadedExceptions, loadExceptions } from '../exceptions/load.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { timeoutOf } from '../options.ts';
import type { Targets } from '../target.ts';
import { type LoadedCatalogue, loadControls } from './catalogue.ts';
import { judgeOptions } from './judge-fleet.ts';

/** What a run is asked to read, to judge and to show, and when it fails. */
export interface RunPlan {
  readonly targets: Targets;
  readonly config: LoadedConfig;
  readonly flags: ReadFlags & GateFlags;
  readonly loaded: LoadedCatalogue;
  readonly exceptions: LoadedExceptions;
  readonly options: JudgeOptions;
  readonly filter: ReportFilter | undefined;
  readonly gate: GateOptions;
}

/** Loads and checks all that a run judges by: a mistake ends the command before a cluster was asked anything. */
export function planRun(asked: Pick<RunPlan, 'targets' | 'config' | 'flags'>): RunPlan {
  const { config, flags } = asked;
  const loaded = loadControls(config, flags);
  const exceptions = loadExceptions(config, flags, loaded.catalogue);
  timeoutOf(flags.timeout);
  return {
    ...asked,
    loaded,
    exceptions,
    options: judgeOptions(config, loaded.catalogue, flags.control),
    filter: reportFilter(asked),
    gate: gateOptions(config, flags),
  };
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
  const value = /^\d+(\.\d+)?%?$/.test(text) ? Number(text.replace(/%$/, '')) : Number.NaN;
  if (!(value <= 100))
    throw new CliError('usage', `--min-coverage ${text}: not a percentage`, 'Write a number from 0 to 100.');
  return value / 100;
}

function reportFilter({
  flags,
  config,
  targets,
}: Pick<RunPlan, 'flags' | 'config' | 'targets'>): ReportFilter | undefined {
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
