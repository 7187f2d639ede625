import path from 'node:path';
import { type KubernetesObject, type Origin, type Problem, splitApiVersion } from '../../cluster/index.ts';
import { counted, listed } from './counted.ts';
import { type DeployedSource, deployersOf, repositoryUrl, sourcesOf } from './deployed-source-kinds.ts';
import { manifestProblem } from './errors.ts';
import { repositoryRoot } from './ignore-rules.ts';
import { isBelow } from './links.ts';
import type { ManifestInput } from './manifest-input.ts';

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
  private readonly deployed = new Set<string>();

  learn(object: KubernetesObject, origin: Origin): void {
    const { group } = splitApiVersion(object.apiVersion);
    const { kind } = object;
    const { name } = object.metadata;
    for (const deployer of deployersOf(object.metadata)) this.deployed.add(deployer);
    const url = repositoryUrl(group, object['spec']);
    if (url !== undefined) this.repositories.set(`${kind} ${name}`, url);
    const sources = sourcesOf(group, kind, object['spec']);
    if (sources.length > 0) this.deployers.push({ kind, name, sources, origin });
  }

  /**
   * What they deploy and nothing here judged, once for each kind, as a warning: it is not connected to this run rather than
   * unreadable. In a dump of a cluster what they deployed is there, and says who deployed it.
   */
  problems(complete: boolean, isScanned: (folder: string) => boolean): readonly Problem[] {
    if (complete) return [];
    const open = this.deployers.flatMap((deployer) => {
      const isHere = this.deployed.has(`${deployer.kind} ${deployer.name}`);
      const sources = deployer.sources.filter(({ folder }) => folder === undefined || !isScanned(folder));
      return isHere || sources.length === 0 ? [] : [{ ...deployer, sources }];
    });
    return [...Map.groupBy(open, ({ kind }) => kind).values()].map((deployers) => this.told(deployers));
  }

  private told(deployers: readonly Deployer[]): Problem {
    const [first] = deployers as [Deployer];
    const { file, line, column } = first.origin;
    const where = 'which is not among these files, so it was not judged';
    const message =
      deployers.length === 1
        ? `${first.kind} ${first.name} deploys ${this.sourceText(first)}, ${where}`
        : `${counted(deployers.length, first.kind)} deploy what is not among these files, so it was not judged: ${listed(deployers.map((each) => `${each.name} (${this.sourceText(each)})`))}`;
    return manifestProblem('not-rendered-source', message, { file, line, column }, 'warning');
  }

  private sourceText({ sources }: Deployer): string {
    const texts = sources.map(({ text, repository }) => {
      const url = repository === undefined ? undefined : this.repositories.get(repository);
      return url === undefined ? text : `${text} at ${url}`;
    });
    return texts.join(' and ');
  }
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
  let roots: ReadonlySet<string> | undefined;
  return (name) => {
    roots ??= rootsOf(named, folder);
    return [...roots].some((root) => {
      const place = path.join(root, name);
      return place !== root && read.some((file) => isBelow(file, place));
    });
  };
}

function rootsOf(named: readonly string[], folder: string): ReadonlySet<string> {
  const starts = named.filter((input) => input !== '-').map((input) => path.resolve(folder, input));
  return new Set([folder, ...starts, ...starts.flatMap((start) => repositoryRoot(start) ?? [])]);
}
