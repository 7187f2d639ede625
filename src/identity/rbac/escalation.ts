import { mastersGroup, type Principal } from '../subject.ts';
import { can } from './access.ts';
import { rulesCover } from './covers.ts';
import type { PolicyRule } from './policy-rule.ts';
import type { RbacIndex } from './rbac-index.ts';
import { rbacGroup, roleKey } from './role.ts';

/** A role that somebody wants to write. */
export interface RoleToWrite {
  readonly kind: 'Role' | 'ClusterRole';
  /** Empty for a ClusterRole. */
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  /** Whether it has an aggregation rule with selectors, or had one before an update. */
  readonly aggregated?: boolean;
}

/** A binding that somebody wants to write; `namespace` is empty for a ClusterRoleBinding. */
export interface BindingToWrite {
  readonly namespace: string;
  readonly name: string;
  readonly role: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string };
}

/** What the API server asks of somebody who may do anything at all: `*` on everything, and on every path. */
const fullAuthority: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/**
 * Whether the API server lets a principal write a role: it must be allowed the request, and hold every rule already, or
 * `escalate`. A create names no object, so that `escalate` on certain names helps with updates only.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update
 */
export function canWriteRole(
  index: RbacIndex,
  principal: Principal,
  verb: 'create' | 'update' | 'patch',
  role: RoleToWrite,
): boolean {
  const request = {
    apiGroup: rbacGroup,
    resource: role.kind === 'Role' ? 'roles' : 'clusterroles',
    ...(role.namespace !== '' && { namespace: role.namespace }),
    ...(verb !== 'create' && { name: role.name }),
  };
  if (!can(index, principal, { ...request, verb }).allowed) return false;
  if (can(index, principal, { ...request, verb: 'escalate' }).allowed) return true;
  const held = heldRules(index, principal, role.namespace);
  return rulesCover(held, role.rules) && (role.aggregated !== true || rulesCover(held, fullAuthority));
}

/**
 * Whether the API server lets a principal write a binding: it must be allowed the request, and hold every rule of the role
 * already, or `bind` on that role, by name or at all. A role that does not exist can be bound only with `bind`.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
 */
export function canWriteBinding(
  index: RbacIndex,
  principal: Principal,
  verb: 'create' | 'update' | 'patch',
  { namespace, name, role }: BindingToWrite,
): boolean {
  if (principal.groups.includes(mastersGroup)) return true;
  const where = namespace === '' ? {} : { namespace };
  const resource = namespace === '' ? 'clusterrolebindings' : 'rolebindings';
  const request = { verb, apiGroup: rbacGroup, resource, ...where, ...(verb !== 'create' && { name }) };
  if (!can(index, principal, request).allowed) return false;
  const roles = role.kind === 'Role' ? 'roles' : 'clusterroles';
  const bind = { verb: 'bind', apiGroup: rbacGroup, resource: roles, name: role.name, ...where };
  if (can(index, principal, bind).allowed) return true;
  const slot = index.slot(roleKey(role.kind, namespace, role.name));
  if (slot?.role === undefined) return false;
  return rulesCover(
    heldRules(index, principal, namespace),
    slot.rules.map(({ rule }) => rule),
  );
}

function heldRules(index: RbacIndex, principal: Principal, namespace: string): PolicyRule[] {
  return [...index.bindingsOf(principal, namespace)].flatMap((binding) => index.policyRulesOf(binding));
}
