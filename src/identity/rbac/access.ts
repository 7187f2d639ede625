import { mastersGroup, type Principal, type Subject } from '../subject.ts';
import { type AccessRequest, isPathRequest } from './access-request.ts';
import type { IndexedBinding } from './binding.ts';
import {
  allowsOnResource,
  allowsPath,
  type CompiledRule,
  coveringResources,
  ruleAllows,
} from './compiled-rule.ts';
import type { RbacIndex, RoleSlot } from './rbac-index.ts';

/** Why something is allowed: the rule, the role that has it, the binding that grants it. */
export interface Grant {
  readonly binding: IndexedBinding;
  readonly role: RoleSlot;
  readonly rule: CompiledRule;
}

/** Allowed by a grant, or because the principal is in `system:masters`, which nothing can take away. */
export type Decision =
  | { readonly allowed: true; readonly by: Grant | typeof mastersGroup }
  | { readonly allowed: false };

/** Whether a principal may do something, as the RBAC authorizer of the API server decides, with the first grant. */
export function can(index: RbacIndex, principal: Principal, request: AccessRequest): Decision {
  if (principal.groups.includes(mastersGroup)) return { allowed: true, by: mastersGroup };
  const namespace = isPathRequest(request) ? undefined : request.namespace;
  for (const binding of index.bindingsOf(principal, namespace)) {
    for (const rule of index.rulesOf(binding)) {
      if (ruleAllows(rule, request)) {
        const role = index.slot(binding.role.key);
        if (role !== undefined) return { allowed: true, by: { binding, role, rule } };
      }
    }
  }
  return { allowed: false };
}

/**
 * Every binding that allows a request, each with the first rule that does. With `anywhere` also those that allow it in
 * some namespace only, whatever namespace the request names. Members of `system:masters` may do everything besides.
 */
export function grantsOf(index: RbacIndex, request: AccessRequest, anywhere = false): Grant[] {
  const grants: Grant[] = [];
  const namespace = isPathRequest(request) ? '' : (request.namespace ?? '');
  const everywhere = anywhere && !isPathRequest(request);
  const places = namespace === '' ? [''] : ['', namespace];
  for (const [role, rule] of allowingRoles(index, request, everywhere ? undefined : places)) {
    if (everywhere) for (const binding of role.bindings) grants.push({ binding, role, rule });
    else
      for (const place of places)
        for (const binding of role.bindingsIn.get(place) ?? []) grants.push({ binding, role, rule });
  }
  return grants;
}

/**
 * Subjects that a request is allowed to, each once for every place in a binding that allows it; `index` is its place in
 * `subjects`. Members of `system:masters` are not named.
 */
export function* whoCan(
  index: RbacIndex,
  request: AccessRequest,
  anywhere = false,
): Iterable<{ readonly subject: Subject; readonly index: number; readonly grant: Grant }> {
  for (const grant of grantsOf(index, request, anywhere))
    for (const { subject, index } of grant.binding.subjects) yield { subject, index, grant };
}

/** Roles that are bound in one of the places, or anywhere, and allow a request, each with the first rule that does. */
function* allowingRoles(
  index: RbacIndex,
  request: AccessRequest,
  places: readonly string[] | undefined,
): Iterable<[RoleSlot, CompiledRule]> {
  if (isPathRequest(request)) {
    for (const [role, rules] of index.rulesWithPaths()) {
      const rule = rules.find((each) => allowsPath(each, request.verb, request.path));
      if (rule !== undefined) yield [role, rule];
    }
    return;
  }
  const isBound = ({ bindings, bindingsIn }: RoleSlot) =>
    places === undefined ? bindings.size > 0 : places.some((place) => bindingsIn.has(place));
  const found = new Set<RoleSlot>();
  for (const resource of coveringResources(request)) {
    for (const [role, rules] of index.rulesFor(resource, places)) {
      if (found.has(role) || !isBound(role)) continue;
      const rule = rules.find((each) => allowsOnResource(each, request));
      if (rule === undefined) continue;
      found.add(role);
      yield [role, rule];
    }
  }
}

/** Subjects of a role: every binding that grants it. */
export function* subjectsOf(
  index: RbacIndex,
  roleKey: string,
): Iterable<{ readonly subject: Subject; readonly binding: IndexedBinding }> {
  for (const binding of index.slot(roleKey)?.bindings ?? [])
    for (const { subject } of binding.subjects) yield { subject, binding };
}

/** Everything a principal is granted anywhere, rule by rule. `system:masters` has no rules: it may do everything. */
export function* permissionsOf(index: RbacIndex, principal: Principal): Iterable<Grant> {
  for (const binding of new Set(index.allBindingsOf(principal))) {
    const role = index.slot(binding.role.key);
    if (role !== undefined) for (const rule of role.rules) yield { binding, role, rule };
  }
}
