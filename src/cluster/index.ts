export { getsApiToken } from './api-token.ts';
export type { Backend } from './backends.ts';
export { capitalised } from './capitalised.ts';
export { changedObjects, type ObjectChange } from './changed-objects.ts';
export type { Cluster, ClusterIdentity, ReadingProvenance } from './cluster.ts';
export type { ClusterStoreOptions } from './cluster-store.ts';
export { clusterObject, createClusterStore } from './cluster-store.ts';
export { compareText } from './compare-text.ts';
export type { ContainerEscape, EscapeWay } from './container-escape.ts';
export { containerEscapesOf } from './container-escape.ts';
export type {
  Coverage,
  Discovery,
  KindKnowledge,
  Permission,
  ReadState,
  ResourceCoverage,
  UnconnectedSource,
} from './coverage.ts';
export {
  isSecrets,
  liveCoverage,
  manifestCoverage,
  readPermission,
  unconnected,
} from './coverage-builders.ts';
export type { Admission, Door } from './door.ts';
export { createDoor } from './door.ts';
export type { EntryPoint } from './entry-point.ts';
export type { EntryPointIndex } from './entry-points.ts';
export { entryPointsOf } from './entry-points.ts';
export { ClusterModelError } from './errors.ts';
export { createInterner } from './interner.ts';
export { keyOwnersOf } from './key-owners.ts';
export type { Scope } from './known-scope.ts';
export { knownScope } from './known-scope.ts';
export type { Exposure } from './load-balancer-scope.ts';
export { nearest } from './nearest.ts';
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
export { formatPath, isSameObject, objectKey, splitApiVersion } from './object.ts';
export { objectProblem } from './object-problem.ts';
export { unknownFieldsProblem, wrongTypesProblem, wrongTypesText } from './object-shape.ts';
export type { Change, Overlay, OverlayOptions } from './overlay.ts';
export { overlay } from './overlay.ts';
export { podTemplatesOf } from './pod-template.ts';
export type { PodTemplateKind, PodTemplateShape } from './pod-template-kinds.ts';
export { podTemplateKinds } from './pod-template-kinds.ts';
export type { Problem } from './problem.ts';
export type { Provider, ProviderFacts } from './provider.ts';
export { detectProvider, nodeFacts, providerOf } from './provider.ts';
export { detectors } from './redaction/detectors.ts';
export type { Redacted } from './redaction/redacted.ts';
export { findRedacted, formatRedacted, parseRedacted, redactedPrefix } from './redaction/redacted.ts';
export type { RedactionKey } from './redaction/redactor.ts';
export { isNamespacedKind } from './scope.ts';
export type { LabelMatcher, LabelSelector, LabelSelectorRequirement, Labels } from './selector.ts';
export { compileSelector, SelectorError, selectorMatches } from './selector.ts';
export type { SelectorTerm } from './selector-parser.ts';
export { compileSelectorText, parseSelector } from './selector-parser.ts';
export { sourceOfTruthOf } from './source-of-truth.ts';
export type { ClusterDescription, ClusterStore } from './store.ts';
export { defaultTeamLabels } from './team.ts';
export { traefikGroups } from './traefik-entry-points.ts';
export { unknownPodTemplate } from './unknown-pod-template.ts';
export { asList, asMap, asText, asTexts, type Fields, isFields } from './unstructured.ts';
export type { KubernetesVersion } from './version.ts';
export {
  compareMinor,
  formatMinor,
  knownMinor,
  newestKnownVersion,
  oldestKnownVersion,
  parseKubernetesVersion,
} from './version.ts';
export { visibleStrings, visibleText } from './visible-text.ts';
export type { Container, ContainerType, PodTemplate, SourceOfTruth, Workload } from './workload.ts';
export { isInactiveReplicaSet } from './workload-view.ts';
