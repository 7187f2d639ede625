import type { Cluster, ClusterIdentity, ReadingProvenance } from './cluster.ts';
import type { Coverage, KindKnowledge } from './coverage.ts';
import { knowledgeOfKind } from './knowledge.ts';
import type { ClusterObject, ObjectKey, ObjectReference } from './object.ts';
import { objectKey } from './object.ts';
import { dependentsOf, type ObjectIndex } from './object-index.ts';
import { topWorkloadObject } from './owner-chain.ts';
import { podTemplateKindOf, podTemplateKinds } from './pod-template-kinds.ts';
import { sourceOfTruthOf } from './source-of-truth.ts';
import type { ClusterDescription } from './store.ts';
import { teamOf } from './team.ts';
import { UnreadOwners } from './unread-owners.ts';
import type { KubernetesVersion } from './version.ts';
import type { Workload } from './workload.ts';
import { isDerivedElsewhere, type WorkloadContext, WorkloadView } from './workload-view.ts';

/** One immutable view over the indexes; what needs work is derived when someone asks, once. */
export class ClusterSnapshot implements Cluster {
  readonly identity: ClusterIdentity;
  readonly version: KubernetesVersion;
  readonly provenance: ReadingProvenance;
  readonly coverage: Coverage;
  /** For a store that starts from this snapshot. */
  readonly index: ObjectIndex;
  readonly teamLabels: readonly string[];
  readonly #context: WorkloadContext;
  readonly #workloads = new Map<ClusterObject, Workload>();
  /** By any object of the workload that was asked for. */
  readonly #workloadOf = new Map<ClusterObject, Workload | undefined>();
  #namespaces: readonly string[] | undefined;
  readonly #unreadOwners: UnreadOwners;

  constructor(index: ObjectIndex, description: ClusterDescription, teamLabels: readonly string[]) {
    this.index = index;
    this.teamLabels = teamLabels;
    this.identity = description.identity;
    this.version = description.version;
    this.provenance = description.provenance;
    this.coverage = description.coverage;
    this.#unreadOwners = new UnreadOwners(this, index.byOwnerName);
    this.#context = {
      cluster: this,
      sourceOfTruth: (object) => sourceOfTruthOf(this, object),
      team: (object) => teamOf(this, object, teamLabels),
      adopted: (object) => this.#unreadOwners.madeBy(this.#unreadOwners.of(object) ?? object),
    };
  }

  get size(): number {
    return this.index.byKey.size;
  }

  get(key: ObjectKey): ClusterObject | undefined {
    return this.index.byKey.get(key);
  }

  find(reference: ObjectReference): ClusterObject | undefined {
    return this.index.byKey.get(objectKey(reference));
  }

  byUid(uid: string): Iterable<ClusterObject> {
    return this.index.byUid.get(uid)?.values() ?? [];
  }

  objects(): Iterable<ClusterObject> {
    return this.index.byKey.values();
  }

  ofKind(group: string, kind: string, namespace?: string): Iterable<ClusterObject> {
    return this.index.byKey.withPrefix(kindPrefix(group, kind, namespace));
  }

  namespaces(): readonly string[] {
    if (this.#namespaces === undefined) {
      const names = new Set<string>();
      for (const { namespace } of this.objects()) names.add(namespace);
      for (const namespace of this.ofKind('', 'Namespace')) names.add(namespace.name);
      names.delete('');
      this.#namespaces = [...names].sort();
    }
    return this.#namespaces;
  }

  namespaceLabels(namespace: string): Readonly<Record<string, string>> | undefined {
    const object = this.index.byKey.get(`/Namespace//${namespace}`);
    if (object === undefined) return undefined;
    let labels = labelsOfNamespace.get(object);
    if (labels === undefined) {
      labels = { ...object.body.metadata.labels, 'kubernetes.io/metadata.name': namespace };
      labelsOfNamespace.set(object, labels);
    }
    return labels;
  }

  ownedBy(reference: ObjectReference): Iterable<ClusterObject> {
    return dependentsOf(this.index, reference, this.find(reference)?.body.metadata.uid);
  }

  *workloads(): Iterable<Workload> {
    for (const { group, kind } of kindsInKeyOrder) {
      for (const object of this.ofKind(group, kind)) {
        const workload = this.workloadOf(object);
        if (workload?.object === object && !isDerivedElsewhere(this, object)) yield workload;
      }
    }
  }

  workloadOf(object: ClusterObject): Workload | undefined {
    if (podTemplateKindOf(object.group, object.kind) === undefined) return undefined;
    let workload = this.#workloadOf.get(object);
    if (workload === undefined && !this.#workloadOf.has(object)) {
      workload = this.#topWorkload(object);
      this.#workloadOf.set(object, workload);
    }
    return workload;
  }

  #topWorkload(object: ClusterObject): Workload | undefined {
    const top = topWorkloadObject(this, object);
    if (top === undefined) return undefined;
    const unread = this.#unreadOwners.of(top);
    const read = unread && this.find(unread);
    if (read !== undefined) return this.workloadOf(read);
    const subject = (unread && this.#unreadOwners.madeBy(unread)[0]) ?? top;
    let workload = this.#workloads.get(subject);
    if (workload === undefined) {
      workload = new WorkloadView(subject, this.#context, unread);
      this.#workloads.set(subject, workload);
    }
    return workload;
  }

  workloadNamed(reference: ObjectReference): Workload | undefined {
    const object = this.find(reference) ?? this.#unreadOwners.madeBy(reference)[0];
    return object && this.workloadOf(object);
  }

  knowledgeOf(group: string, kind: string, namespace?: string): KindKnowledge {
    const context = { source: this.provenance.source, namespaces: () => this.namespaces() };
    return knowledgeOfKind(this.coverage, context, group, kind, namespace);
  }
}

const labelsOfNamespace = new WeakMap<ClusterObject, Readonly<Record<string, string>>>();

const kindsInKeyOrder = podTemplateKinds.toSorted((left, right) =>
  kindPrefix(left.group, left.kind) < kindPrefix(right.group, right.kind) ? -1 : 1,
);

function kindPrefix(group: string, kind: string, namespace?: string): string {
  return namespace === undefined ? `${group}/${kind}/` : `${group}/${kind}/${namespace}/`;
}
