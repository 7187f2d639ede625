import type { UnconnectedSource } from '../../cluster/index.ts';
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
import { reportFilter } from './report-filter.ts';

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
    filter: reportFilter(asked.targets.objects, flags, config),
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
