import type { Cluster } from './cluster.ts';
import type { ClusterObject, ObjectReference, OwnerReference } from './object.ts';
import { splitApiVersion } from './object.ts';
import { podTemplatesOf } from './pod-template.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';

/** What the owner chain looks up. `byUid` finds an owner whose API group was renamed since the reference was written. */
export interface OwnerLookup extends Pick<Cluster, 'find'> {
  byUid?(uid: string): Iterable<ClusterObject>;
}

/** One step up: the owner where it is in the model, and how the object names it. */
export interface OwnerStep {
  readonly reference: OwnerReference;
  readonly object?: ClusterObject;
}

/** Longer chains do not exist; a cycle, which the API server does not prevent, ends here. */
const maximumSteps = 16;

/**
 * From an object up to the last owner that is known: the controller first, else the first owner that is present, else
 * the first owner. The last step has no object when the model does not hold that owner.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
export function ownerChainOf(lookup: OwnerLookup, object: ClusterObject): readonly OwnerStep[] {
  const chain: OwnerStep[] = [];
  const seen = new Set([object.key]);
  let current: ClusterObject | undefined = object;
  while (current !== undefined && chain.length < maximumSteps) {
    const step = ownerOf(lookup, current);
    if (step === undefined || (step.object && seen.has(step.object.key))) break;
    if (step.object) seen.add(step.object.key);
    chain.push(step);
    current = step.object;
  }
  return chain;
}

/** Which built-in controllers make which built-in kinds; custom controllers make any. */
const madeBy: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['/ReplicationController', 'apps/ReplicaSet', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job'],
  'apps/ReplicaSet': ['apps/Deployment'],
  'batch/Job': ['batch/CronJob'],
};
const builtInGroups = new Set(['', 'apps', 'batch']);

/**
 * Whether an owner can have made an object from its own template. An owner reference is only a claim of whoever wrote
 * the object: a Deployment that names another Deployment is a workload of its own, or it could hide behind it.
 */
export function foldsInto(object: ClusterObject, owner: Pick<ObjectReference, 'group' | 'kind'>): boolean {
  if (!builtInGroups.has(owner.group)) return true;
  return madeBy[`${object.group}/${object.kind}`]?.includes(`${owner.group}/${owner.kind}`) === true;
}

/**
 * The object that stands for the workload that an object with a pod template belongs to: the highest owner that has a
 * pod template of its own. An operator's partial template only counts where nothing below it but pods is complete.
 * Undefined for objects that make no pods.
 */
export function topWorkloadObject(lookup: OwnerLookup, object: ClusterObject): ClusterObject | undefined {
  const top = highestTemplate(lookup, object);
  // Owners in a circle have no top: each is its own, so that none is lost.
  return top === object || top === undefined || highestTemplate(lookup, top) === top ? top : object;
}

function highestTemplate(lookup: OwnerLookup, object: ClusterObject): ClusterObject | undefined {
  if (podTemplateKindOf(object.group, object.kind) === undefined) return undefined;
  const links = [object];
  for (const step of ownerChainOf(lookup, object)) {
    if (step.object === undefined || !foldsInto(links.at(-1) ?? object, step.object)) break;
    links.push(step.object);
  }
  const holders = links
    .map((link) => templateHolder(lookup, link) ?? link)
    .filter((link) => podTemplatesOf(link).length > 0);
  return holders.findLast((link) => !isPartial(link) && !isPod(link)) ?? holders.at(-1);
}

/** The object a `workloadRef` points to, for a Rollout that has no template of its own. */
export function templateHolder(
  lookup: Pick<Cluster, 'find'>,
  object: ClusterObject,
): ClusterObject | undefined {
  const field = podTemplateKindOf(object.group, object.kind)?.reference;
  if (field === undefined || podTemplatesOf(object).length > 0) return undefined;
  let value: unknown = object.body;
  for (const step of field.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[step];
  const { apiVersion, kind, name } = (value ?? {}) as Record<string, unknown>;
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const { group } = splitApiVersion(typeof apiVersion === 'string' ? apiVersion : 'apps/v1');
  return lookup.find({ group, kind, namespace: object.namespace, name });
}

export function isPartial(object: ClusterObject): boolean {
  return podTemplateKindOf(object.group, object.kind)?.partial === true;
}

function isPod(object: ClusterObject): boolean {
  return object.group === '' && object.kind === 'Pod';
}

/** The owner that controls an object, whether it is in the model or not. */
export function controllerOf(lookup: OwnerLookup, object: ClusterObject): OwnerStep | undefined {
  const controller = object.body.metadata.ownerReferences?.find((owner) => owner.controller === true);
  return controller && stepTo(lookup, object, controller);
}

function ownerOf(lookup: OwnerLookup, object: ClusterObject): OwnerStep | undefined {
  const controller = controllerOf(lookup, object);
  if (controller) return controller;
  const references = object.body.metadata.ownerReferences ?? [];
  const steps = references.map((reference) => stepTo(lookup, object, reference));
  return steps.find((step) => step.object) ?? steps[0];
}

function stepTo(lookup: OwnerLookup, object: ClusterObject, reference: OwnerReference): OwnerStep {
  const owner = resolveOwner(lookup, object, reference);
  return owner ? { reference, object: owner } : { reference };
}

/** An owner is in the dependent's namespace or in none. A uid that differs means an earlier object of the same name. */
function resolveOwner(
  lookup: OwnerLookup,
  object: ClusterObject,
  { apiVersion, kind, name, uid }: OwnerReference,
): ClusterObject | undefined {
  const { group } = splitApiVersion(apiVersion);
  const named =
    lookup.find({ group, kind, namespace: object.namespace, name }) ??
    (object.namespace === '' ? undefined : lookup.find({ group, kind, namespace: '', name }));
  const namedUid = named?.body.metadata.uid;
  if (named && (!uid || !namedUid || namedUid === uid)) return named;
  if (!uid) return undefined;
  for (const owner of lookup.byUid?.(uid) ?? []) {
    const near = owner.namespace === '' || owner.namespace === object.namespace;
    if (near && owner.kind === kind && owner.name === name) return owner;
  }
  return undefined;
}
