import type { Cluster } from './cluster.ts';
import { ClusterSnapshot } from './cluster-snapshot.ts';
import { ClusterModelError } from './errors.ts';
import type { ClusterObject, KubernetesObject, ObjectKey, Origin } from './object.ts';
import { objectKey, splitApiVersion } from './object.ts';
import { emptyIndex, indexed, type ObjectIndex, unindexed } from './object-index.ts';
import type { EditToken } from './sorted-map.ts';
import type { ClusterDescription, ClusterStore } from './store.ts';
import { defaultTeamLabels } from './team.ts';

export interface ClusterStoreOptions {
  /** Labels that name the owning team, most telling first; see {@link defaultTeamLabels}. */
  readonly teamLabels?: readonly string[];
  /** What {@link ClusterStore.describe} would say. */
  readonly description?: ClusterDescription;
  /** A snapshot to start from, with its description; it shares what does not change and stays as it is. */
  readonly from?: Cluster;
}

/**
 * An empty model. Objects must be admitted first (door.ts). A change costs O(log n) of the object that changed, a
 * snapshot O(1): it shares the indexes, and the next change copies the few nodes it touches.
 *
 * `snapshot()` throws {@link ClusterModelError} `cluster-not-described` before the first `describe()`: a model that does
 * not say who read it, when, and what could not be read must not be judged.
 */
export function createClusterStore(options: ClusterStoreOptions = {}): ClusterStore {
  const teamLabels =
    options.teamLabels ??
    (options.from instanceof ClusterSnapshot ? options.from.teamLabels : defaultTeamLabels);
  const split = rememberApiVersions();
  const base = options.from;
  let description = options.description ?? base;
  let index: ObjectIndex = base instanceof ClusterSnapshot ? base.index : indexOf(base);
  let edit: EditToken = {};
  return {
    apply(body: KubernetesObject, origin?: Origin): void {
      index = indexed(index, clusterObject(body, split(body.apiVersion), origin), edit);
    },
    delete(key: ObjectKey): boolean {
      const before = index;
      index = unindexed(index, key, edit);
      return index !== before;
    },
    describe(next: ClusterDescription): void {
      description = next;
    },
    snapshot(): ClusterSnapshot {
      if (description === undefined) throw new ClusterModelError('cluster-not-described');
      edit = {};
      return new ClusterSnapshot(index, description, teamLabels);
    },
  };
}

/** The index of a cluster that is no snapshot of this model. */
function indexOf(cluster: Cluster | undefined): ObjectIndex {
  const edit: EditToken = {};
  let index = emptyIndex;
  for (const object of cluster?.objects() ?? []) index = indexed(index, object, edit);
  return index;
}

/** The model's view of an admitted object. */
export function clusterObject(
  body: KubernetesObject,
  { group, version }: { group: string; version: string } = splitApiVersion(body.apiVersion),
  origin?: Origin,
): ClusterObject {
  const { kind } = body;
  const { name } = body.metadata;
  const namespace = body.metadata.namespace ?? '';
  const key = objectKey({ group, kind, namespace, name });
  return { key, group, version, kind, namespace, name, body, ...(origin && { origin }) };
}

/** Thousands of objects share a few API versions: one string each. */
function rememberApiVersions(): (apiVersion: string) => { group: string; version: string } {
  const seen = new Map<string, { group: string; version: string }>();
  return (apiVersion) => {
    let parts = seen.get(apiVersion);
    if (parts === undefined) {
      parts = splitApiVersion(apiVersion);
      seen.set(apiVersion, parts);
    }
    return parts;
  };
}
