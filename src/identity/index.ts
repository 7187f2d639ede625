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
export type { BoundSubject, IndexedBinding } from './rbac/binding.ts';
export { rulesCover } from './rbac/covers.ts';
export { type BindingToWrite, canWriteBinding, canWriteRole, type RoleToWrite } from './rbac/escalation.ts';
export { indexOfObjects } from './rbac/index-of-objects.ts';
export type { PolicyRule } from './rbac/policy-rule.ts';
export { RbacIndex, type RbacIndexOptions, type RoleSlot } from './rbac/rbac-index.ts';
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
