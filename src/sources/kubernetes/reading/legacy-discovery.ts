import { isFields } from '../../../cluster/index.ts';
import type { Answer, KubernetesClient, RequestOptions } from '../transport/client.ts';
import { statusMessage } from '../transport/status.ts';
import type { GroupVersion } from './aggregated-discovery.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { ServedResource } from './served-resource.ts';

/**
 * Discovery as it was before 1.27, one request for each group version. `core` and `groups` are the answers of `/api`
 * and `/apis` in their old form.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#unaggregated-discovery
 */
export async function discoverEachVersion(
  client: KubernetesClient,
  core: unknown,
  groups: unknown,
  options: RequestOptions,
): Promise<GroupVersion[]> {
  const versions = [...coreVersions(core), ...groupVersions(groups)];
  return mapConcurrently(versions, 8, async ({ group, version }): Promise<GroupVersion> => {
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const answer = await client.get(path, { ...options, attempts: 2 });
    if (answer.status === 200) return { group, version, resources: resourcesOf(group, version, answer) };
    return { group, version, resources: [], broken: { group, version, reason: statusMessage(answer) } };
  });
}

interface NamedVersion {
  readonly group: string;
  readonly version: string;
}

function coreVersions(core: unknown): NamedVersion[] {
  const versions = isFields(core) && Array.isArray(core['versions']) ? core['versions'] : [];
  return versions.filter((version) => typeof version === 'string').map((version) => ({ group: '', version }));
}

/** The preferred version first. */
function groupVersions(list: unknown): NamedVersion[] {
  const groups = isFields(list) && Array.isArray(list['groups']) ? list['groups'].filter(isFields) : [];
  return groups.flatMap((group) => {
    const name = String(group['name']);
    const preferred = isFields(group['preferredVersion']) ? group['preferredVersion']['version'] : undefined;
    const versions = Array.isArray(group['versions']) ? group['versions'].filter(isFields) : [];
    const names = versions.map(({ version }) => version).filter((version) => typeof version === 'string');
    return names
      .sort((a, b) => Number(b === preferred) - Number(a === preferred))
      .map((version) => ({ group: name, version }));
  });
}

function resourcesOf(group: string, version: string, { body }: Answer): ServedResource[] {
  const list = isFields(body) && Array.isArray(body['resources']) ? body['resources'].filter(isFields) : [];
  return list.flatMap((fields) => {
    const { name, kind, namespaced, verbs } = fields;
    if (typeof name !== 'string' || name.includes('/') || typeof kind !== 'string') return [];
    return [
      {
        group,
        version,
        resource: name,
        kind,
        namespaced: namespaced === true,
        verbs: Array.isArray(verbs) ? verbs.filter((verb) => typeof verb === 'string') : [],
      },
    ];
  });
}
