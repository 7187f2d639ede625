import type { ClusterObject, FieldPath, ObjectReference } from './object.ts';

export type ContainerType = 'container' | 'initContainer' | 'ephemeralContainer';

/** One container of a pod template, with the way to it from the root of its object. */
export interface Container {
  readonly name: string;
  readonly type: ContainerType;
  readonly path: FieldPath;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A pod template inside an object, or the object itself when it is a Pod. */
export interface PodTemplate {
  readonly object: ClusterObject;
  /** Empty unless the object has several templates: `headGroupSpec`, `workerGroupSpecs[0]`. */
  readonly name: string;
  /** Way to the pod spec: `['spec', 'template', 'spec']`. */
  readonly specPath: FieldPath;
  /** Way to the pod's metadata: `['spec', 'template', 'metadata']`; `['metadata']` for a Pod. */
  readonly metadataPath: FieldPath;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
  readonly serviceAccountName: string;
  /** True where an operator fills in most of the pod, so that an absent field proves nothing. */
  readonly partial?: boolean;
}

/** Who really writes an object, so that a fix goes where it will last. */
export interface SourceOfTruth {
  readonly kind:
    | 'helm'
    | 'argocd'
    | 'flux'
    | 'operator'
    | 'kustomize'
    | 'file'
    | 'hand'
    | 'system'
    | 'unknown';
  /** Release, Application, Kustomization or owning resource: `argocd/shop`, `Prometheus monitoring/main`. */
  readonly name?: string;
  readonly namespace?: string;
  /** What in the object shows it, one sentence each. */
  readonly evidence: readonly string[];
  /** Where to change it so that the change lasts, as an instruction to a person. */
  readonly changeAt: string;
  /** True when a controller would undo a change to the object itself. */
  readonly reverts: boolean;
}

/** A top-level workload with the objects that fold into it. */
export interface Workload {
  readonly object: ClusterObject;
  readonly reference: ObjectReference;
  readonly templates: readonly PodTemplate[];
  /** ReplicaSets, Jobs and Pods that this workload owns, through any number of steps. */
  members(): Iterable<ClusterObject>;
  readonly serviceAccountName: string;
  readonly sourceOfTruth: SourceOfTruth;
  /** From the configured label, else undefined. */
  readonly team?: string;
}
