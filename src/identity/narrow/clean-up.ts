import type { ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { rulesCover } from '../rbac/covers.ts';
import type { PolicyRule } from '../rbac/policy-rule.ts';
import type { IndexedRole } from '../rbac/role.ts';
import { principalWithoutGroups, type Subject } from '../subject.ts';
import { mergeRules } from './merge-rules.ts';

/** What can be said shorter without any change of what anybody may do. */
export interface CleanUp {
  readonly subject: Subject;
  /** Roles whose rules can be fewer, for everybody who holds them. */
  readonly roles: readonly { readonly role: IndexedRole; readonly rules: readonly PolicyRule[] }[];
  /** Bindings that give the subject nothing that another of its bindings does not. */
  readonly duplicates: readonly {
    readonly binding: IndexedBinding;
    readonly coveredBy: readonly IndexedBinding[];
  }[];
}

/**
 * Fewer rules and bindings of the same meaning for one subject. Roles of Kubernetes itself, roles that a controller fills,
 * and roles with entries that are no rules are left as they are.
 */
export function cleanUp(access: ClusterAccess, subject: Subject): CleanUp {
  const { index } = access;
  const bindings = [...new Set(index.allBindingsOf(principalWithoutGroups(subject)))].filter(
    (binding) => access.stateOfBinding(binding) !== 'default',
  );
  const roles = new Map<string, CleanUp['roles'][number]>();
  for (const binding of bindings) {
    const role = index.slot(binding.role.key)?.role;
    if (role === undefined || role.assumed || role.malformed || role.aggregates !== undefined) continue;
    if (access.stateOfObject(role.object) !== 'own') continue;
    const rules = mergeRules(role.rules.map(({ rule }) => rule));
    if (rules.length < role.rules.length) roles.set(role.key, { role, rules });
  }
  return { subject, roles: [...roles.values()], duplicates: duplicatesOf(access, bindings) };
}

function duplicatesOf({ index }: ClusterAccess, bindings: readonly IndexedBinding[]): CleanUp['duplicates'] {
  const rulesOf = (binding: IndexedBinding) => index.policyRulesOf(binding);
  const duplicates: CleanUp['duplicates'][number][] = [];
  const gone = new Set<IndexedBinding>();
  // Bindings of a namespace first, so that the grant of the whole cluster is the one that stays.
  for (const binding of bindings.toSorted(
    (left, right) => Number(left.namespace === '') - Number(right.namespace === ''),
  )) {
    const rules = rulesOf(binding);
    if (rules.length === 0) continue;
    const others = bindings.filter(
      (other) =>
        other !== binding &&
        !gone.has(other) &&
        (other.namespace === '' || other.namespace === binding.namespace),
    );
    if (!rulesCover(others.flatMap(rulesOf), rules)) continue;
    gone.add(binding);
    const enough = others.filter((other) => rulesCover(rulesOf(other), rules)).slice(0, 1);
    duplicates.push({ binding, coveredBy: enough.length === 1 ? enough : others });
  }
  return duplicates;
}
