import { type Cluster, compileSelector, entryPointsOf } from '../../cluster/index.ts';
import { type Catalogue, type Control, type JudgeOptions, judge } from '../../controls/index.ts';
import {
  type JudgedCluster,
  type Scope,
  type UnreachableCluster,
  viewOfCluster,
} from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { type Asked, aboutWhatWasAsked } from './about.ts';
import { configuredParameters } from './catalogue.ts';

/** What the report is built from, cluster by cluster. */
export type Judged = JudgedCluster | UnreachableCluster;

/** Judges every cluster that was read; the others stay rows with their reason. */
export function judgeFleet(
  members: readonly FleetMember[],
  catalogue: Catalogue,
  options: JudgeOptions,
  asked: Asked,
): Judged[] {
  return members.map((member) => {
    if (!isRead(member)) return member;
    const { cluster } = member;
    const isAsked = aboutWhatWasAsked(cluster, catalogue, asked);
    return judgedCluster(cluster, (take) => {
      judge(cluster, catalogue, { ...options, onResult: (result) => isAsked(result) && take(result) });
    });
  });
}

/** A judged cluster as the report takes it: exposure to the internet makes a subject weigh more. */
export function judgedCluster(cluster: Cluster, results: JudgedCluster['results']): JudgedCluster {
  const entryPoints = entryPointsOf(cluster);
  return {
    ...viewOfCluster(cluster),
    results,
    factsOf: (reference) => {
      const workload = cluster.workloadNamed(reference);
      if (workload === undefined) return undefined;
      return {
        internetReachable: entryPoints.isInternetExposed(workload),
        powerfulIdentity: false,
        production: false,
      };
    },
  };
}

/** The judge's options from flags and configuration. `--control` names that do not exist are an error, not an empty run. */
export function judgeOptions(
  config: LoadedConfig,
  catalogue: Catalogue,
  only: readonly string[] | undefined,
): JudgeOptions {
  const parameters = configuredParameters(config, catalogue);
  const now = Date.now();
  if (only === undefined || only.length === 0) return { parameters, now };
  const wanted = new Set(only);
  for (const id of wanted) {
    if (catalogue.control(id) === undefined)
      throw new CliError('control-not-found', `There is no control "${id}"`, nearControls(id, catalogue));
  }
  return { parameters, now, controls: ({ id }: Control) => wanted.has(id) };
}

/** The controls that a run judges by, in the order of the catalogue. */
export function judgedControls(catalogue: Catalogue, { controls }: JudgeOptions): Control[] {
  return catalogue.controls.filter(controls ?? (({ enforcement }) => enforcement === 'scan'));
}

/** Scopes of the configuration as the report takes them. */
export function configuredScopes({ config }: LoadedConfig): Scope[] {
  return Object.entries(config.scopes ?? {}).map(([name, { namespaces, clusters, labels }]) => ({
    name,
    ...(namespaces && { namespaces }),
    ...(clusters && { clusters }),
    ...(labels && { labels: compileSelector({ matchLabels: labels }) }),
  }));
}

/** Controls whose id shares a word with what was written. */
export function nearControls(id: string, catalogue: Catalogue): string {
  const words = id
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
  const near = catalogue.controls
    .filter((control) => words.some((word) => control.id.includes(word)))
    .map((control) => control.id);
  return near.length === 0
    ? 'plimsoll policy list names them.'
    : `Did you mean ${near.slice(0, 5).join(', ')}?`;
}
