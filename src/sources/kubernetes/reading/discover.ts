import { KubernetesSourceError } from '../errors.ts';
import type { Answer, KubernetesClient, RequestOptions } from '../transport/client.ts';
import { statusMessage } from '../transport/status.ts';
import { discoveryAccept, type GroupVersion, parseAggregatedDiscovery } from './aggregated-discovery.ts';
import { discoverEachVersion } from './legacy-discovery.ts';
import type { DiscoveredApi, ServedResource } from './served-resource.ts';

/**
 * All resource types that the server serves, CRDs and aggregated APIs included, each once: in the preferred version
 * of its group, else in the first version that has it. Subresources are left out.
 * @throws NetworkError; KubernetesSourceError when discovery as a whole is refused
 */
export async function discoverApi(client: KubernetesClient, options: RequestOptions): Promise<DiscoveredApi> {
  const [core, groups] = (await Promise.all(
    ['/api', '/apis'].map((path) => client.get(path, { ...options, accept: discoveryAccept })),
  )) as [Answer, Answer];
  for (const answer of [core, groups]) refuseFailure(client.connection.server, answer);
  const aggregated = [parseAggregatedDiscovery(core.body), parseAggregatedDiscovery(groups.body)];
  const versions = aggregated.every((part) => part !== undefined)
    ? aggregated.flat()
    : await discoverEachVersion(client, core.body, groups.body, options);
  return {
    resources: preferred(versions),
    broken: versions.flatMap(({ broken }) => (broken ? [broken] : [])),
  };
}

function refuseFailure(server: string, answer: Answer): void {
  if (answer.status === 200 && answer.body !== undefined) return;
  const message = `${server}: discovery failed: ${statusMessage(answer)}`;
  if (answer.status === 401) throw new KubernetesSourceError('not-authenticated', message);
  if (answer.status === 403) throw new KubernetesSourceError('everything-denied', message);
  throw new KubernetesSourceError(answer.status === 200 ? 'server-not-kubernetes' : 'server-error', message);
}

function preferred(versions: readonly GroupVersion[]): ServedResource[] {
  const chosen = new Map<string, ServedResource>();
  for (const resource of versions.flatMap(({ resources }) => resources)) {
    const key = `${resource.group}/${resource.resource}`;
    if (!chosen.has(key)) chosen.set(key, resource);
  }
  return [...chosen.values()].sort(byGroupAndName);
}

function byGroupAndName(a: ServedResource, b: ServedResource): number {
  if (a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.resource < b.resource ? -1 : 1;
}
