import { compareText } from '../../cluster/index.ts';
import { type Principal, principalWithoutGroups, type Subject, subjectKey } from '../subject.ts';
import type { IndexedBinding } from './binding.ts';
import { uncovered } from './covers.ts';
import type { PolicyRule } from './policy-rule.ts';
import type { RbacIndex } from './rbac-index.ts';

/** What changed for one subject in one place, by bindings that name it. */
export interface PermissionChange {
  readonly subject: Subject;
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  /** Single grants it has now and had not, each with a binding that gives it. */
  readonly gained: readonly ChangedGrant[];
  /** Single grants it had and has no more, each with the binding that gave it. */
  readonly lost: readonly ChangedGrant[];
}

export interface ChangedGrant {
  readonly grant: PolicyRule;
  readonly binding: IndexedBinding;
}

/**
 * Whose power differs between two states, through what. A grant that moved to another role or binding is no change, and in
 * a namespace neither is one that the whole cluster gives already. What subjects have as members of groups is told of the
 * groups.
 */
export function permissionDiff(before: RbacIndex, after: RbacIndex): PermissionChange[] {
  const subjects = new Map<string, { subject: Subject; places: Set<string> }>();
  for (const index of [before, after]) {
    for (const { subjects: named, namespace } of index.bindings()) {
      for (const { subject } of named) {
        const key = subjectKey(subject);
        const known = subjects.get(key);
        if (known === undefined) subjects.set(key, { subject, places: new Set([namespace]) });
        else known.places.add(namespace);
      }
    }
  }
  return [...subjects.values()]
    .flatMap(({ subject, places }) => [...places].flatMap((place) => changeIn(before, after, subject, place)))
    .sort(
      (left, right) =>
        compareText(subjectKey(left.subject), subjectKey(right.subject)) ||
        compareText(left.namespace, right.namespace),
    );
}

function changeIn(
  before: RbacIndex,
  after: RbacIndex,
  subject: Subject,
  namespace: string,
): PermissionChange[] {
  const principal = principalWithoutGroups(subject);
  const change = {
    subject,
    namespace,
    gained: [...difference(before, after, principal, namespace)],
    lost: [...difference(after, before, principal, namespace)],
  };
  return change.gained.length + change.lost.length === 0 ? [] : [change];
}

/** What `other` grants in a place and `base` does not. */
function* difference(
  base: RbacIndex,
  other: RbacIndex,
  principal: Principal,
  namespace: string,
): Iterable<ChangedGrant> {
  const held = [...base.bindingsOf(principal, namespace)].flatMap((binding) => base.policyRulesOf(binding));
  // What the whole cluster grants is told of the whole cluster.
  const wide =
    namespace === ''
      ? []
      : [...other.bindingsOf(principal)].flatMap((binding) => other.policyRulesOf(binding));
  const seen = new Set<string>();
  for (const binding of other.bindingsOf(principal, namespace)) {
    if (binding.namespace !== namespace) continue;
    const rules = other.policyRulesOf(binding);
    for (const grant of uncovered([...held, ...wide], rules)) {
      const key = JSON.stringify(grant);
      if (seen.has(key)) continue;
      seen.add(key);
      yield { grant, binding };
    }
  }
}
