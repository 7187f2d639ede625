import type { Cluster } from './cluster.ts';
import type { ClusterObject, ObjectReference } from './object.ts';
import { foldsInto, isPartial, templateHolder } from './owner-chain.ts';
import { podTemplatesOf } from './pod-template.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';
import type { PodTemplate, SourceOfTruth, Workload } from './workload.ts';

/** What a workload needs from the snapshot it belongs to. */
export interface WorkloadContext {
  readonly cluster: Cluster;
  readonly sourceOfTruth: (object: ClusterObject) => SourceOfTruth;
  readonly team: (object: ClusterObject) => string | undefined;
  /** What this object made through owners that could not be read, and so do not lead here. */
  readonly adopted: (object: ClusterObject) => Iterable<ClusterObject>;
}

/**
 * A workload whose owner, team and members are found when someone asks. One that could not be read is known by its name, and
 * `object` is something that it made.
 */
export class WorkloadView implements Workload {
  readonly object: ClusterObject;
  readonly reference: ObjectReference;
  readonly #context: WorkloadContext;
  #sourceOfTruth: SourceOfTruth | undefined;

  constructor(object: ClusterObject, context: WorkloadContext, reference: ObjectReference = object) {
    this.object = object;
    this.reference = reference;
    this.#context = context;
  }

  get templates(): readonly PodTemplate[] {
    return podTemplatesOf(this.object);
  }

  get serviceAccountName(): string {
    return this.templates[0]?.serviceAccountName ?? 'default';
  }

  get sourceOfTruth(): SourceOfTruth {
    this.#sourceOfTruth ??= this.#context.sourceOfTruth(this.object);
    return this.#sourceOfTruth;
  }

  get team(): string | undefined {
    return this.#context.team(this.object);
  }

  *members(): Iterable<ClusterObject> {
    const { cluster } = this.#context;
    const seen = new Set<ClusterObject>([this.object]);
    const queue: ClusterObject[] = [this.object, ...referringTo(cluster, this.object)];
    for (const made of this.#context.adopted(this.object)) {
      if (seen.has(made)) continue;
      seen.add(made);
      queue.push(made);
      yield made;
    }
    for (let owner = queue.shift(); owner !== undefined; owner = queue.shift()) {
      for (const dependent of cluster.ownedBy(owner)) {
        if (seen.has(dependent) || !foldsInto(dependent, owner)) continue;
        seen.add(dependent);
        queue.push(dependent);
        if (podTemplateKindOf(dependent.group, dependent.kind)) yield dependent;
      }
    }
  }
}

/**
 * A ReplicaSet that a Deployment or Rollout keeps for rollback only: it has an owner and asks for no pods. What it says
 * does not run, so it is no finding of its own.
 */
export function isInactiveReplicaSet(object: ClusterObject): boolean {
  if (object.group !== 'apps' || object.kind !== 'ReplicaSet') return false;
  const spec = object.body['spec'] as { readonly replicas?: unknown } | null | undefined;
  return (
    spec?.replicas === 0 &&
    (object.body.metadata.ownerReferences ?? []).some((owner) => owner.controller === true)
  );
}

/** Whether a partial template has a complete one below it in the model, which is judged in its place. */
export function isDerivedElsewhere(cluster: Cluster, object: ClusterObject): boolean {
  if (!isPartial(object)) return false;
  for (const dependent of cluster.ownedBy(object)) {
    if (dependent.kind !== 'Pod' && podTemplatesOf(dependent).length > 0 && !isPartial(dependent))
      return true;
    if (isDerivedElsewhere(cluster, dependent)) return true;
  }
  return false;
}

/** Rollouts that take their pod template from this object. */
function* referringTo(cluster: Cluster, object: ClusterObject): Iterable<ClusterObject> {
  if (object.group !== 'apps') return;
  for (const rollout of cluster.ofKind('argoproj.io', 'Rollout', object.namespace)) {
    if (templateHolder(cluster, rollout) === object) yield rollout;
  }
}
