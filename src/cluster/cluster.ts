import type { Coverage, KindKnowledge } from './coverage.ts';
import type { ClusterObject, ObjectKey, ObjectReference } from './object.ts';
import type { KubernetesVersion } from './version.ts';
import type { Workload } from './workload.ts';

/** A cluster is known by the uid of its kube-system namespace, or by the name a person gave it. */
export interface ClusterIdentity {
  /** Stable across runs and machines: the kube-system uid, else `--cluster-name`, else `manifests`. */
  readonly id: string;
  /** For people: `--cluster-name`, else the kubeconfig context, else the file or folder. */
  readonly name: string;
  readonly kubeSystemUid?: string;
  readonly context?: string;
  readonly server?: string;
  readonly provider?: 'eks' | 'aks' | 'gke' | 'openshift' | 'kind' | 'k3s' | 'unknown';
}

/** Who read, when, and how: every artefact carries this. */
export interface ReadingProvenance {
  readonly source: 'live' | 'snapshot' | 'manifests';
  /** The user name that the API server saw (SelfSubjectReview), when it said so. */
  readonly reader?: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

/**
 * An immutable view of one cluster. A new view after a change shares everything that did not change.
 * Iteration order is by key, so that equal contents give equal reports.
 */
export interface Cluster {
  readonly identity: ClusterIdentity;
  readonly version: KubernetesVersion;
  readonly provenance: ReadingProvenance;
  readonly coverage: Coverage;
  readonly size: number;
  get(key: ObjectKey): ClusterObject | undefined;
  find(reference: ObjectReference): ClusterObject | undefined;
  objects(): Iterable<ClusterObject>;
  /** Objects of one kind, optionally in one namespace. */
  ofKind(group: string, kind: string, namespace?: string): Iterable<ClusterObject>;
  /** Names of namespaces that exist as objects or are used by one. */
  namespaces(): readonly string[];
  /** Labels of a namespace; undefined when the Namespace object is not in the model. */
  namespaceLabels(namespace: string): Readonly<Record<string, string>> | undefined;
  /** Objects that name this one in `metadata.ownerReferences`. */
  ownedBy(reference: ObjectReference): Iterable<ClusterObject>;
  /** Top-level workloads: what ReplicaSets, Jobs of a CronJob and Pods fold into. */
  workloads(): Iterable<Workload>;
  /** The top workload of an object that has a pod template, or undefined. */
  workloadOf(object: ClusterObject): Workload | undefined;
  /** The top workload of this name, also where it could not be read and is known by what it made. */
  workloadNamed(reference: ObjectReference): Workload | undefined;
  /** Whether all objects of a kind are here: the question to ask before concluding anything from an absence. */
  knowledgeOf(group: string, kind: string, namespace?: string): KindKnowledge;
}
