export { type Advice, adviceFor, labelCommand, labelsOf } from './advice.ts';
export { type AssessmentOptions, assessPodSecurity } from './assess-cluster.ts';
export type {
  ClusterAssessment,
  NamespaceAssessment,
  TemplateAssessment,
  Unread,
  WorkloadAssessment,
} from './assessment.ts';
export { type DocumentInput, podSecurityDocument, type UnreadCluster } from './document.ts';
export { type GateInput, type PodSecurityGate, podSecurityGate } from './gate.ts';
export type { PodSecurityLevel, StrictLevel } from './level.ts';
export { compareLevels, isPodSecurityLevel, nextLevel, strictLevels } from './level.ts';
export type { LevelVersion, NamespacePolicy, PolicyMode } from './namespace-policy.ts';
export { namespacePolicy, policyLabel, policyModes } from './namespace-policy.ts';
export type { LevelVerdict, Violation } from './pod-security-judge.ts';
export { PodSecurityJudge } from './pod-security-judge.ts';
export {
  formatPolicyVersion,
  judgedMinor,
  newestMinor,
  oldestMinor,
  parsePolicyVersion,
} from './policy-version.ts';
export { type PodSecurityDocument, PodSecurityDocumentSchema } from './schema.ts';
