import { existsSync } from 'node:fs';
import path from 'node:path';
import { type KubernetesObject, type Origin, type Problem, splitApiVersion } from '../../cluster/index.ts';
import { counted } from './counted.ts';
import { type DeployedSource, repositoryUrl, sourcesOf } from './deployed-source-kinds.ts';
import { manifestProblem } from './errors.ts';
import { isBelow } from './links.ts';
import type { ManifestInput } from './manifest-input.ts';

/** So many of one kind are told one by one, the rest is counted. */
const toldAtMost = 5;

interface Deployer {
  readonly kind: string;
  readonly name: string;
  readonly sources: readonly DeployedSource[];
  readonly origin: Origin;
}

/** Notices objects that deploy what lies elsewhere: Argo CD applications, Flux releases, charts of k3s. */
export class DeployedSources {
  private readonly deployers: Deployer[] = [];
  private readonly repositories = new Map<string, string>();

  learn(object: KubernetesObject, origin: Origin): void {
    const { group } = splitApiVersion(object.apiVersion);
    const { kind } = object;
    const { name } = object.metadata;
    const url = repositoryUrl(group, object['spec']);
    if (url !== undefined) this.repositories.set(`${kind} ${name}`, url);
    const sources = sourcesOf(group, kind, object['spec']);
    if (sources.length > 0) this.deployers.push({ kind, name, sources, origin });
  }

  /**
   * What they deploy and nothing here judged, as warnings: it is not connected to this run rather than unreadable. In a dump
   * of a whole cluster what they deployed is there.
   */
  problems(complete: boolean, isScanned: (folder: string) => boolean): readonly Problem[] {
    if (complete) return [];
    const open = this.deployers.flatMap((deployer) => {
      const sources = deployer.sources.filter(({ folder }) => folder === undefined || !isScanned(folder));
      return sources.length === 0 ? [] : [{ ...deployer, sources }];
    });
    return [...Map.groupBy(open, ({ kind }) => kind).values()].flatMap((deployers) => [
      ...deployers.slice(0, toldAtMost).map((deployer) => this.told(deployer)),
      ...rest(deployers.slice(toldAtMost)),
    ]);
  }

  private told({ kind, name, sources, origin }: Deployer): Problem {
    const what = sources.map(({ text, repository }) => {
      const url = repository === undefined ? undefined : this.repositories.get(repository);
      return url === undefined ? text : `${text} (${url})`;
    });
    const message = `${kind} ${name} deploys ${what.join(' and ')}, which is not among these files, so it was not judged`;
    return warning(message, origin);
  }
}

function rest(deployers: readonly Deployer[]): readonly Problem[] {
  const [first] = deployers;
  if (first === undefined) return [];
  const more = counted(deployers.length, `more ${first.kind}`);
  return [
    warning(`${more} deploy${deployers.length === 1 ? 's' : ''} what is not among these files`, first.origin),
  ];
}

function warning(message: string, { file, line, column }: Origin): Problem {
  return manifestProblem('not-rendered-source', message, { file, line, column }, 'warning');
}

/**
 * Whether a folder of a repository, as its applications name it, is among what is read: from the root of the Git repository
 * that an input lies in, from an input, or from the folder that relative names start from.
 */
export function scannedPlaces(
  inputs: readonly ManifestInput[],
  named: readonly string[],
  folder: string,
): (folder: string) => boolean {
  const read = inputs.flatMap((input) => (input.kind === 'stdin' ? [] : [input.path]));
  const starts = named.filter((input) => input !== '-').map((input) => path.resolve(folder, input));
  const roots = new Set([folder, ...starts, ...starts.flatMap(repositoryRoot)]);
  return (name) =>
    [...roots].some((root) => {
      const place = path.join(root, name);
      return place !== root && read.some((file) => isBelow(file, place));
    });
}

function repositoryRoot(file: string): readonly string[] {
  for (let current = file; ; current = path.dirname(current)) {
    if (existsSync(path.join(current, '.git'))) return [current];
    if (path.dirname(current) === current) return [];
  }
}
