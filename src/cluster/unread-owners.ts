import type { Cluster } from './cluster.ts';
import type { Coverage } from './coverage.ts';
import {
  type ClusterObject,
  type ObjectKey,
  type ObjectReference,
  objectKey,
  splitApiVersion,
} from './object.ts';
import { type Buckets, ownerKey } from './object-index.ts';
import { controllerOf, foldsInto, type OwnerLookup, topWorkloadObject } from './owner-chain.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';
import { isInactiveReplicaSet } from './workload-view.ts';

/**
 * Where a kind could not be read, what its objects made would look like workloads of their own, with names that change at
 * every rollout, and be counted one by one. They are told under the owner that their controller reference names instead, so
 * that a partial reading has the same subjects as a full one. An answer costs the objects of one owner.
 */
export class UnreadOwners {
  readonly #cluster: Cluster & OwnerLookup;
  readonly #byOwnerName: Buckets;
  readonly #everyKindWasRead: boolean;
  readonly #made = new Map<ObjectKey, readonly ClusterObject[]>();

  constructor(cluster: Cluster & OwnerLookup, byOwnerName: Buckets) {
    this.#cluster = cluster;
    this.#byOwnerName = byOwnerName;
    this.#everyKindWasRead = !hasUnreadWorkloads(cluster.coverage);
  }

  /** The owner of an object that no owner in the model leads to; undefined when it has none, or one that was read. */
  of(top: ClusterObject): ObjectReference | undefined {
    if (this.#everyKindWasRead) return undefined;
    const owner = controllerUnread(this.#cluster, top);
    return owner && (makerOfUnread(this.#cluster, owner, top) ?? owner);
  }

  /** What an owner made, of which no other owner in the model is: first what runs what the owner's template says. */
  madeBy(owner: ObjectReference): readonly ClusterObject[] {
    if (this.#everyKindWasRead) return [];
    const key = objectKey(owner);
    let made = this.#made.get(key);
    if (made === undefined) {
      made = [...this.#namedBelow(owner)]
        .filter((object) => this.#isOf(object, owner))
        .toSorted(
          (left, right) => Number(isOver(left)) - Number(isOver(right)) || (left.key < right.key ? -1 : 1),
        );
      this.#made.set(key, made);
    }
    return made;
  }

  #isOf(object: ClusterObject, owner: ObjectReference): boolean {
    if (topWorkloadObject(this.#cluster, object) !== object) return false;
    const unread = this.of(object);
    return unread !== undefined && objectKey(unread) === objectKey(owner);
  }

  /** Objects that name the owner, or one that is named like what it makes. */
  *#namedBelow(owner: ObjectReference): Generator<ClusterObject> {
    const { group, kind, namespace, name } = owner;
    yield* this.#byOwnerName.get(ownerKey(owner))?.values() ?? [];
    const between = makers.find((maker) => maker.group === group && maker.kind === kind)?.makes;
    if (between === undefined) return;
    for (const objects of this.#byOwnerName.withPrefix(`${between}/${name}-`)) {
      for (const object of objects.values()) if (object.namespace === namespace) yield object;
    }
  }
}

const unreadWorkloads = new WeakMap<Coverage, boolean>();

function hasUnreadWorkloads(coverage: Coverage): boolean {
  let known = unreadWorkloads.get(coverage);
  if (known === undefined) {
    known = coverage.resources.some(
      ({ group, kind, state }) =>
        state !== 'read' && state !== 'not-served' && podTemplateKindOf(group, kind) !== undefined,
    );
    unreadWorkloads.set(coverage, known);
  }
  return known;
}

/** What runs says more than what is kept for rollback or has ended. */
function isOver(object: ClusterObject): boolean {
  const status = object.body['status'] as { readonly phase?: unknown } | null | undefined;
  const ended = object.kind === 'Pod' && (status?.phase === 'Succeeded' || status?.phase === 'Failed');
  return ended || isInactiveReplicaSet(object);
}

function controllerUnread(
  cluster: Cluster & OwnerLookup,
  object: ClusterObject,
): ObjectReference | undefined {
  const controller = controllerOf(cluster, object);
  if (controller === undefined || controller.object !== undefined) return undefined;
  const { apiVersion, kind, name } = controller.reference;
  const { group } = splitApiVersion(apiVersion);
  const owner = { group, kind, namespace: object.namespace, name };
  const makesIt = podTemplateKindOf(group, kind) !== undefined && foldsInto(object, owner);
  return makesIt && isUnread(cluster, owner) ? owner : undefined;
}

function isUnread(cluster: Cluster, { group, kind, namespace }: ObjectReference): boolean {
  const knowledge = cluster.knowledgeOf(group, kind, namespace);
  return !knowledge.complete && knowledge.state !== 'not-connected';
}

/** Workloads that make others, which they name after themselves. */
const makers: readonly {
  readonly group: string;
  readonly kind: string;
  readonly makes: string;
  /** The label of pods with the hash that the name of their ReplicaSet ends with. */
  readonly hashLabel?: string;
}[] = [
  // https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
  { group: 'apps', kind: 'Deployment', makes: 'apps/ReplicaSet', hashLabel: 'pod-template-hash' },
  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  {
    group: 'argoproj.io',
    kind: 'Rollout',
    makes: 'apps/ReplicaSet',
    hashLabel: 'rollouts-pod-template-hash',
  },
  // https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
  { group: 'batch', kind: 'CronJob', makes: 'batch/Job' },
];

/**
 * One step further up from an owner that was not read, where that is certain: the hash in the labels of a pod says that its
 * ReplicaSet is of a Deployment; a Job is of a CronJob when that is there and the name is one that it gives.
 */
function makerOfUnread(
  cluster: Cluster,
  { group, kind, namespace, name }: ObjectReference,
  made: ClusterObject,
): ObjectReference | undefined {
  for (const { makes, hashLabel, ...maker } of makers) {
    if (makes !== `${group}/${kind}`) continue;
    const hash = hashLabel === undefined ? /\d{8,}$/.exec(name)?.[0] : made.body.metadata.labels?.[hashLabel];
    if (hash === undefined || !name.endsWith(`-${hash}`)) continue;
    const above = { ...maker, namespace, name: name.slice(0, -hash.length - 1) };
    const isThere = cluster.find(above) !== undefined;
    if (isThere || (hashLabel !== undefined && isUnread(cluster, above))) return above;
  }
  return undefined;
}
