import type { Cluster } from './cluster.ts';
import { createClusterStore } from './cluster-store.ts';
import type { ClusterObject, KubernetesObject, ObjectKey } from './object.ts';
import { objectKey } from './object.ts';
import { isSameContent } from './same-content.ts';
import { isNamespacedKind } from './scope.ts';

/** How an object of the manifests relates to what runs. */
export type Change = 'new' | 'changed' | 'unchanged';

export interface Overlay {
  /** What would run after the manifests were applied, with the identity, version and coverage of the base. */
  readonly cluster: Cluster;
  /** Every object of the manifests, by its key in the resulting cluster. */
  readonly changes: ReadonlyMap<ObjectKey, Change>;
}

export interface OverlayOptions {
  /** Namespace of objects that name none, as `kubectl apply -n`. Default `default`. */
  readonly namespace?: string;
}

/**
 * Lays manifests over what runs: the world a pull request lands in. Objects are added or replaced by key; what the
 * manifests do not name stays, nothing is pruned. An object with the same content (see same-content.ts) keeps its live
 * body, with the place in the manifests. Costs the manifests, not the cluster.
 *
 * Status of a replaced object is kept out: it says how the old one does. Namespaces named but not there are not made up.
 */
export function overlay(base: Cluster, manifests: Cluster, options: OverlayOptions = {}): Overlay {
  const store = createClusterStore({ from: base });
  const changes = new Map<ObjectKey, Change>();
  for (const object of manifests.objects()) {
    const body = placed(object, base, manifests, options.namespace ?? 'default');
    const key = objectKey({ ...object, namespace: body.metadata.namespace ?? '' });
    const live = base.get(key);
    const same = live !== undefined && isSameContent(body, live.body);
    changes.set(key, live === undefined ? 'new' : same ? 'unchanged' : 'changed');
    store.apply(same ? live.body : withoutStatus(body), object.origin);
  }
  return { cluster: store.snapshot(), changes };
}

/** With the namespace that kubectl would give it. A custom kind that nothing describes is taken as namespaced. */
function placed(
  object: ClusterObject,
  base: Cluster,
  manifests: Cluster,
  namespace: string,
): KubernetesObject {
  const { body, group, kind } = object;
  if (
    object.namespace !== '' ||
    isNamespacedKind(group, kind, [base, manifestDefinitions(manifests)]) === false
  )
    return body;
  return { ...body, metadata: { ...body.metadata, namespace } };
}

/** Definitions in the manifests describe a kind; other objects there say nothing when they name no namespace. */
function manifestDefinitions(manifests: Cluster): Pick<Cluster, 'coverage' | 'ofKind'> {
  return {
    coverage: manifests.coverage,
    ofKind: (group, kind) => (kind === 'CustomResourceDefinition' ? manifests.ofKind(group, kind) : []),
  };
}

function withoutStatus(body: KubernetesObject): KubernetesObject {
  if (!('status' in body)) return body;
  const { status: _, ...rest } = body;
  return rest;
}
