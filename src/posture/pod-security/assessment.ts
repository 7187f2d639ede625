import type {
  ClusterIdentity,
  KindKnowledge,
  KubernetesVersion,
  ObjectReference,
  PodTemplate,
  ReadingProvenance,
} from '../../cluster/index.ts';
import type { PodSecurityLevel, StrictLevel } from './level.ts';
import type { NamespacePolicy, PolicyMode } from './namespace-policy.ts';
import type { LevelVerdict } from './pod-security-judge.ts';

/** What Pod Security says about every namespace of one cluster. */
export interface ClusterAssessment {
  readonly identity: ClusterIdentity;
  readonly source: ReadingProvenance['source'];
  readonly version: KubernetesVersion;
  /** The version of the standards that was judged by: 37 for 1.37. */
  readonly minor: number;
  /** Manifests that do not claim to be the whole cluster: there may be more than what is here. */
  readonly partial: boolean;
  readonly namespaces: readonly NamespaceAssessment[];
  /** Workloads of no namespace (cluster-scoped templates): they run where somebody uses them. */
  readonly unplaced: readonly WorkloadAssessment[];
}

export interface NamespaceAssessment {
  readonly name: string;
  /** What its labels mean; absent where the Namespace object is not in the model. */
  readonly policy?: NamespacePolicy;
  /** Modes that have a level label. */
  readonly labelled: readonly PolicyMode[];
  /** Operated with the cluster: its pods need the node, and nobody here can change them. */
  readonly system: boolean;
  /** The strictest level at which nothing here is refused for sure. */
  readonly atLeast: PodSecurityLevel;
  /** The strictest level that nothing seen violates; above `atLeast` where not all could be read or decided. */
  readonly atMost: PodSecurityLevel;
  /** The level that `breaks` is about: the one asked for, else the next one above `atMost`. Absent above restricted. */
  readonly target?: StrictLevel;
  readonly workloads: readonly WorkloadAssessment[];
  /** Workloads that violate the target. */
  readonly breaks: readonly WorkloadAssessment[];
  /** Workloads that the namespace refuses already: they stay away when their pods are replaced. */
  readonly refused: readonly WorkloadAssessment[];
  /** What could not be read, so that more may violate the target. */
  readonly unread: readonly Unread[];
}

export type Unread = Exclude<KindKnowledge, { complete: true }> & { readonly kind: string };

/** A workload with everything that folds into it: its own templates first, then those of its ReplicaSets, Jobs and Pods. */
export interface WorkloadAssessment {
  readonly reference: ObjectReference;
  /** What the catalogue knows it as: an add-on of the platform's provider, say, that nobody here can change. */
  readonly known?: string;
  readonly templates: readonly TemplateAssessment[];
}

export interface TemplateAssessment {
  readonly template: PodTemplate;
  readonly verdicts: Readonly<Record<StrictLevel, LevelVerdict>>;
  /** What the namespace says to it now; absent where it enforces nothing, or its labels are not known. */
  readonly enforced?: LevelVerdict;
}
