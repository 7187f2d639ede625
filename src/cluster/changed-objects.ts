import type { Cluster } from './cluster.ts';
import { ClusterSnapshot } from './cluster-snapshot.ts';
import type { ClusterObject, ObjectKey } from './object.ts';

/** An object that one of two views of a cluster lacks, or that was put in the place of another. */
export interface ObjectChange {
  readonly before?: ClusterObject;
  readonly after?: ClusterObject;
}

/**
 * The objects that two views of a cluster do not share, by key. Where the later one was made from the earlier, that costs what
 * was changed; objects that were read anew are changed whatever they say.
 */
export function changedObjects(before: Cluster, after: Cluster): ReadonlyMap<ObjectKey, ObjectChange> {
  if (before instanceof ClusterSnapshot && after instanceof ClusterSnapshot)
    return after.index.byKey.changesSince(before.index.byKey) as Map<ObjectKey, ObjectChange>;
  const changes = new Map<ObjectKey, ObjectChange>();
  for (const object of after.objects()) changes.set(object.key, { after: object });
  for (const object of before.objects()) {
    const change = changes.get(object.key);
    if (change?.after === object) changes.delete(object.key);
    else changes.set(object.key, { ...change, before: object });
  }
  return changes;
}
