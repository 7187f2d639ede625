import type { ClusterObject, ObjectKey, ObjectReference, OwnerReference } from './object.ts';
import { splitApiVersion } from './object.ts';
import { type EditToken, SortedMap } from './sorted-map.ts';

/** Objects by object key, inside a bucket: a uid, an owner. */
export type Buckets = SortedMap<SortedMap<ClusterObject>>;

/**
 * Everything a snapshot looks up, as persistent maps. Keys of objects are `group/kind/namespace/name`, so that
 * `byKey` alone answers questions about a kind, and a kind in a namespace, as a range.
 */
export interface ObjectIndex {
  readonly byKey: SortedMap<ClusterObject>;
  /** One object a uid, except where someone pastes objects together. */
  readonly byUid: Buckets;
  /** Dependents by the uid in their owner reference. */
  readonly byOwnerUid: Buckets;
  /** Dependents by `group/kind/name/namespace`, the namespace being the dependent's own. */
  readonly byOwnerName: Buckets;
}

export const emptyIndex: ObjectIndex = {
  byKey: SortedMap.empty(),
  byUid: SortedMap.empty(),
  byOwnerUid: SortedMap.empty(),
  byOwnerName: SortedMap.empty(),
};

/** The index with an object added, or put in place of the one with the same key. */
export function indexed(index: ObjectIndex, object: ClusterObject, edit: EditToken): ObjectIndex {
  const before = unindexed(index, object.key, edit);
  const { uid, ownerReferences } = object.body.metadata;
  let { byUid, byOwnerUid, byOwnerName } = before;
  if (uid) byUid = into(byUid, uid, object, edit);
  for (const owner of ownerReferences ?? []) {
    if (owner.uid) byOwnerUid = into(byOwnerUid, owner.uid, object, edit);
    byOwnerName = into(byOwnerName, ownerKeyIn(owner, object.namespace), object, edit);
  }
  return {
    byKey: before.byKey.set(object.key, object, edit),
    byUid,
    byOwnerUid,
    byOwnerName,
  };
}

/** The index without an object; itself when the object is not there. */
export function unindexed(index: ObjectIndex, key: ObjectKey, edit: EditToken): ObjectIndex {
  const object = index.byKey.get(key);
  if (object === undefined) return index;
  const { uid, ownerReferences } = object.body.metadata;
  let { byUid, byOwnerUid, byOwnerName } = index;
  if (uid) byUid = outOf(byUid, uid, key, edit);
  for (const owner of ownerReferences ?? []) {
    if (owner.uid) byOwnerUid = outOf(byOwnerUid, owner.uid, key, edit);
    byOwnerName = outOf(byOwnerName, ownerKeyIn(owner, object.namespace), key, edit);
  }
  return {
    byKey: index.byKey.delete(key, edit),
    byUid,
    byOwnerUid,
    byOwnerName,
  };
}

/**
 * Objects that name this one as an owner. Kind and name must agree, and the uid where both sides have one; the group
 * only where they do not, because API groups were renamed (`extensions` to `apps`). An owner is in the namespace of its
 * dependents or in none.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
export function* dependentsOf(
  index: ObjectIndex,
  owner: ObjectReference,
  uid?: string,
): Iterable<ClusterObject> {
  const byUid = uid ? index.byOwnerUid.get(uid) : undefined;
  for (const dependent of byUid?.values() ?? []) if (namesOwner(dependent, owner, uid)) yield dependent;
  const key = ownerKey(owner);
  const buckets = owner.namespace === '' ? index.byOwnerName.withPrefix(key) : [index.byOwnerName.get(key)];
  for (const bucket of buckets) {
    for (const dependent of bucket?.values() ?? []) {
      if (byUid?.get(dependent.key)) continue;
      if (namesOwner(dependent, owner, uid)) yield dependent;
    }
  }
}

/** Whether an owner reference means this owner, and not an earlier object of the same name. */
function namesOwner(dependent: ClusterObject, owner: ObjectReference, uid: string | undefined): boolean {
  if (owner.namespace !== '' && owner.namespace !== dependent.namespace) return false;
  return (dependent.body.metadata.ownerReferences ?? []).some(
    (reference) =>
      reference.name === owner.name &&
      reference.kind === owner.kind &&
      (uid && reference.uid
        ? reference.uid === uid
        : splitApiVersion(reference.apiVersion).group === owner.group),
  );
}

/** Key of what names this owner; of one without a namespace the start of those in each namespace. */
export function ownerKey({ group, kind, name, namespace }: ObjectReference): string {
  return `${group}/${kind}/${name}/${namespace}`;
}

function ownerKeyIn({ apiVersion, kind, name }: OwnerReference, namespace: string): string {
  return ownerKey({ group: splitApiVersion(apiVersion).group, kind, name, namespace });
}

function into(buckets: Buckets, bucket: string, object: ClusterObject, edit: EditToken): Buckets {
  const objects = buckets.get(bucket) ?? SortedMap.empty<ClusterObject>();
  return buckets.set(bucket, objects.set(object.key, object, edit), edit);
}

function outOf(buckets: Buckets, bucket: string, key: ObjectKey, edit: EditToken): Buckets {
  const objects = buckets.get(bucket)?.delete(key, edit);
  if (objects === undefined) return buckets;
  return objects.size === 0 ? buckets.delete(bucket, edit) : buckets.set(bucket, objects, edit);
}
