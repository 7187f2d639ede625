export type { Cluster, ClusterIdentity, ReadingProvenance } from './cluster.ts';
export type { Coverage, KindKnowledge, Permission, ReadState, ResourceCoverage, UnconnectedSource } from './coverage.ts';
export { formatPath, objectKey, splitApiVersion } from './object.ts';
export type {
  ClusterObject,
  FieldManager,
  FieldPath,
  Json,
  KubernetesObject,
  ObjectKey,
  ObjectMetadata,
  ObjectReference,
  Origin,
  OwnerReference,
  Position,
} from './object.ts';
export type { Problem } from './problem.ts';
export type { LabelSelector, LabelSelectorRequirement } from './selector.ts';
export type { ClusterDescription, ClusterStore } from './store.ts';
export type { KubernetesVersion } from './version.ts';
export type { Container, ContainerType, PodTemplate, SourceOfTruth, Workload } from './workload.ts';
