export { type Ability, type AbilityId, abilities } from './abilities/ability.ts';
export { type Holder, type Holders, holdersIn } from './abilities/holders.ts';
export { type StrongAccount, strongAccounts } from './abilities/strong-accounts.ts';
export {
  type AllowedSubject,
  allowedSubjects,
  isNamespaceGrant,
  type SubjectGrant,
} from './allowed-subjects.ts';
export { breakGlassOf } from './analyses/ability-analysis.ts';
export { identityAnalyses } from './analyses/index.ts';
export {
  type AccessAudit,
  type AuditOptions,
  auditOf,
  type ReachedPower,
  type ReviewRow,
  type StaleAccount,
  type StandingPower,
} from './audit.ts';
export { type AuditResults, AuditResultsSchema } from './audit-results-schema.ts';
export {
  type AuditCluster,
  type AuditDocument,
  AuditDocumentSchema,
  type AuditSubject,
} from './audit-schema.ts';
export { type AwsMapping, awsMappings } from './aws-auth.ts';
export { cloudAgentOwner } from './cloud-agents.ts';
export { type AccessAnswer, accessOf, type ClusterAccess, type UnreadKind } from './cluster-access.ts';
export type { DefaultState } from './defaults/default-policy.ts';
export {
  type ClusterEvidence,
  connectEvidence,
  type EvidenceCommands,
  type EvidenceDocument,
  entraGroupName,
  evidenceAbout,
  evidenceCommands,
  groupsOfUser,
  inheritEvidence,
  isObjectId,
  keptAnswers,
  type Member,
  membersOf,
  type OutsideState,
  outsideState,
  readEvidence,
} from './evidence/index.ts';
export {
  type CleanUp,
  cleanUp,
  type LostGrant,
  mergeRules,
  type Narrowing,
  type Need,
  narrow,
  writtenRule,
  writtenSubject,
} from './narrow/index.ts';
export { type AttackGraph, attackGraphOf } from './paths/attack-graph.ts';
export type { AttackPath, Hop, UsedBinding } from './paths/attack-path.ts';
export { difficultyThrough } from './paths/binding-difficulty.ts';
export { type ChokePoint, type ChokePoints, chokePoints } from './paths/choke-points.ts';
export { type EdgeKind, type EdgeKindName, edgeKinds } from './paths/edge-kinds/index.ts';
export { cheapestPath, type FoundPath, findPaths, reachedFrom } from './paths/find-paths.ts';
export { type FurtherPath, furtherPaths } from './paths/further-paths.ts';
export { cutOf, type PathCut } from './paths/path-cut.ts';
export { stepText } from './paths/path-steps.ts';
export {
  type RelevantEdge,
  type RelevantPart,
  type RelevantVertex,
  relevantPart,
} from './paths/relevant-part.ts';
export { type Replay, replayOf } from './paths/replay.ts';
export { type SinkName, sinkNames, type Vertex } from './paths/vertex.ts';
export { type PermissionRow, permissionList } from './permission-list.ts';
export {
  can,
  type Decision,
  type Grant,
  grantsOf,
  permissionsOf,
  subjectsOf,
  whoCan,
} from './rbac/access.ts';
export type { AccessRequest, PathRequest, ResourceRequest } from './rbac/access-request.ts';
export { type BoundSubject, formatBinding, type IndexedBinding } from './rbac/binding.ts';
export { rulesCover } from './rbac/covers.ts';
export { type BindingToWrite, canWriteBinding, canWriteRole, type RoleToWrite } from './rbac/escalation.ts';
export { indexOfObjects } from './rbac/index-of-objects.ts';
export { type ChangedGrant, type PermissionChange, permissionDiff } from './rbac/permission-diff.ts';
export type { PolicyRule } from './rbac/policy-rule.ts';
export { RbacIndex, type RbacIndexOptions, type RoleSlot } from './rbac/rbac-index.ts';
export { rbacProblems } from './rbac/rbac-problems.ts';
export { rbacGroup } from './rbac/role.ts';
export {
  nearestResource,
  type UnknownWord,
  unknownSubresource,
  unknownVerb,
} from './request-words.ts';
export { type ResourceName, resourceNamed } from './resource-names.ts';
export { type AccountUse, existenceOf, type ServiceAccount, usesOf } from './service-accounts.ts';
export {
  formatSubject,
  mastersGroup,
  natureOf,
  type Principal,
  principalOf,
  type Subject,
  serviceAccountOf,
  serviceAccountUser,
  subjectKey,
} from './subject.ts';
export { parseSubject, subjectsNamed } from './subject-argument.ts';
export { unplacedAccounts } from './unplaced-accounts.ts';
export { equivalentRequests } from './version-rules.ts';
export {
  type CloudIdentityState,
  type WorkloadIdentity,
  workloadIdentities,
} from './workload-identity/index.ts';
