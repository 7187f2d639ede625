import type { Cluster } from './cluster.ts';
import {
  type ClusterObject,
  type ObjectKey,
  type ObjectReference,
  objectKey,
  splitApiVersion,
} from './object.ts';
import { canMake, controllerOf, type OwnerLookup, topWorkloadObject } from './owner-chain.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';
import { isInactiveReplicaSet } from './workload-view.ts';

/** A workload that could not be read, and what it made. */
export interface UnreadOwner {
  readonly reference: ObjectReference;
  /** Never empty; the first one stands for the owner: it runs what the owner's template said. */
  readonly made: readonly [ClusterObject, ...ClusterObject[]];
}

/** All of them. */
export interface UnreadOwners {
  readonly byMade: ReadonlyMap<ClusterObject, UnreadOwner>;
  readonly byName: ReadonlyMap<ObjectKey, UnreadOwner>;
}

const none: UnreadOwners = { byMade: new Map(), byName: new Map() };

/** Kinds whose objects another workload may own. */
const madeKinds = [
  { group: '', kind: 'Pod' },
  { group: 'apps', kind: 'ReplicaSet' },
  { group: 'batch', kind: 'Job' },
] as const;

/**
 * Where a kind could not be read, what its objects made would look like workloads of their own, with names that change at
 * every rollout, and be counted one by one. They are told under the owner that their controller reference names instead, so
 * that a partial reading has the same subjects as a full one.
 */
export function unreadOwners(cluster: Cluster & OwnerLookup): UnreadOwners {
  if (!cluster.coverage.resources.some(isUnreadWorkloadKind)) return none;
  const found = new Map<ObjectKey, { reference: ObjectReference; made: ClusterObject[] }>();
  for (const { group, kind } of madeKinds) {
    for (const object of cluster.ofKind(group, kind)) {
      if (topWorkloadObject(cluster, object) !== object) continue;
      const reference = unreadOwnerOf(cluster, object);
      if (reference === undefined) continue;
      const key = objectKey(reference);
      const entry = found.get(key) ?? { reference, made: [] };
      entry.made.push(object);
      found.set(key, entry);
    }
  }
  const byMade = new Map<ClusterObject, UnreadOwner>();
  const byName = new Map<ObjectKey, UnreadOwner>();
  for (const [key, { reference, made }] of found) {
    const [first, ...others] = made.toSorted((left, right) => Number(isOver(left)) - Number(isOver(right)));
    if (first === undefined) continue;
    const owner: UnreadOwner = { reference, made: [first, ...others] };
    byName.set(key, owner);
    for (const object of made) byMade.set(object, owner);
  }
  return { byMade, byName };
}

function isUnreadWorkloadKind({ group, kind, state }: Cluster['coverage']['resources'][number]): boolean {
  return state !== 'read' && state !== 'not-served' && podTemplateKindOf(group, kind) !== undefined;
}

/** What runs says more than what is kept for rollback or has ended. */
function isOver(object: ClusterObject): boolean {
  const status = object.body['status'] as { readonly phase?: unknown } | null | undefined;
  const ended = object.kind === 'Pod' && (status?.phase === 'Succeeded' || status?.phase === 'Failed');
  return ended || isInactiveReplicaSet(object);
}

function unreadOwnerOf(cluster: Cluster & OwnerLookup, object: ClusterObject): ObjectReference | undefined {
  const controller = controllerOf(cluster, object);
  if (controller === undefined || controller.object !== undefined) return undefined;
  const { apiVersion, kind, name } = controller.reference;
  const { group } = splitApiVersion(apiVersion);
  const owner = { group, kind, namespace: object.namespace, name };
  if (podTemplateKindOf(group, kind) === undefined || !canMake(owner, object)) return undefined;
  if (!isUnread(cluster, owner)) return undefined;
  return ownerOfUnread(cluster, owner, object) ?? owner;
}

function isUnread(cluster: Cluster, { group, kind, namespace }: ObjectReference): boolean {
  const knowledge = cluster.knowledgeOf(group, kind, namespace);
  return !knowledge.complete && knowledge.state !== 'not-connected';
}

/** By the label with the hash that a controller puts into the name of each ReplicaSet that it makes. */
const makersOfReplicaSets = [
  // https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
  { label: 'pod-template-hash', group: 'apps', kind: 'Deployment' },
  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  { label: 'rollouts-pod-template-hash', group: 'argoproj.io', kind: 'Rollout' },
] as const;

/**
 * One step further up from an owner that was not read, where that is certain: the hash in the labels of a pod says that its
 * ReplicaSet is of a Deployment. A Job is of a CronJob when that is there and the name is the one it gives:
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
function ownerOfUnread(
  cluster: Cluster,
  { group, kind, namespace, name }: ObjectReference,
  made: ClusterObject,
): ObjectReference | undefined {
  if (group === 'apps' && kind === 'ReplicaSet') {
    for (const maker of makersOfReplicaSets) {
      const hash = made.body.metadata.labels?.[maker.label];
      if (hash === undefined || !name.endsWith(`-${hash}`)) continue;
      const { group, kind } = maker;
      const above = { group, kind, namespace, name: name.slice(0, -hash.length - 1) };
      if (cluster.find(above) !== undefined || isUnread(cluster, above)) return above;
    }
  }
  if (group === 'batch' && kind === 'Job') {
    const above = { group, kind: 'CronJob', namespace, name: name.replace(/-\d{8,}$/, '') };
    if (above.name !== name && cluster.find(above) !== undefined) return above;
  }
  return undefined;
}
