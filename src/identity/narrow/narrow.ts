import type { KubernetesObject } from '../../cluster/index.ts';
import { isNamespaceGrant } from '../allowed-subjects.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { rulesCover, uncovered } from '../rbac/covers.ts';
import type { PolicyRule } from '../rbac/policy-rule.ts';
import type { RbacIndex } from '../rbac/rbac-index.ts';
import { principalOf, principalWithoutGroups, type Subject } from '../subject.ts';
import { mergeRules } from './merge-rules.ts';
import { exceedsName, grantForNeed, type Need, placeOfNeed } from './need.ts';
import { roleAndBinding } from './role-and-binding.ts';

/** What to change so that a subject holds, by its own name, what it needs and nothing else. */
export interface Narrowing {
  readonly subject: Subject;
  /** Roles and bindings to apply first. */
  readonly add: readonly KubernetesObject[];
  /** Bindings to take the subject out of then. */
  readonly remove: readonly IndexedBinding[];
  /** Bindings that grant nothing beside the need already. */
  readonly keep: readonly IndexedBinding[];
  /** Needs that it is not allowed today: they are not granted, for narrowing never gives. */
  readonly unmet: readonly Need[];
  /** Needs that Kubernetes' own bindings grant to everybody of its groups. */
  readonly byDefault: readonly Need[];
  /** What the new roles allow beside the need, and why that cannot be less. */
  readonly extras: readonly Extra[];
  /** Single grants that it has today and will not have. */
  readonly lost: readonly LostGrant[];
  /** Bindings of groups it is always in, which stay and are not Kubernetes' own. */
  readonly throughGroups: readonly IndexedBinding[];
}

export interface Extra {
  readonly namespace: string;
  readonly grant: PolicyRule;
  readonly need: Need;
  readonly why: string;
}

export interface LostGrant {
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  readonly grant: PolicyRule;
  readonly binding: IndexedBinding;
}

/**
 * The narrowest roles and bindings of a subject that allow what it needs. It never gives what was not held in the same
 * place, so that applying it takes no more than what the subject has: a need that is not allowed today is told as unmet.
 * Bindings that grant nothing beside the need are left alone; the others are replaced.
 */
export function narrow(access: ClusterAccess, subject: Subject, needs: readonly Need[]): Narrowing {
  const { index } = access;
  const own = principalWithoutGroups(subject);
  const bindings = [...new Set(index.allBindingsOf(own))];
  const ofGroups = groupBindings(access, subject);
  const defaults = ofGroups.filter((each) => access.stateOfBinding(each) === 'default');
  const met: Need[] = [];
  const byDefault: Need[] = [];
  const unmet: Need[] = [];
  for (const need of needs) {
    const grant = [grantForNeed(need)];
    const place = placeOfNeed(need);
    if (rulesCover(rulesIn(index, defaults, place), grant)) byDefault.push(need);
    else if (isEffective(need) && rulesCover(rulesIn(index, bindings, place), grant)) met.push(need);
    else unmet.push(need);
  }
  const needed = Map.groupBy(met, placeOfNeed);
  const neededIn = (place: string) =>
    ['', ...(place === '' ? [] : [place])].flatMap((each) => needed.get(each) ?? []).map(grantForNeed);
  const keep = bindings.filter((binding) =>
    rulesCover(neededIn(binding.namespace), index.policyRulesOf(binding)),
  );
  const useful = keep.filter((binding) => index.rulesOf(binding).length > 0);
  const add: KubernetesObject[] = [];
  const added: { place: string; rules: readonly PolicyRule[] }[] = [];
  for (const [place, all] of [...needed].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const wide = place === '' ? [] : (needed.get('') ?? []).map(grantForNeed);
    const kept = [...rulesIn(index, useful, place), ...wide];
    const rules = mergeRules(all.map(grantForNeed).filter((grant) => !rulesCover(kept, [grant])));
    if (rules.length === 0) continue;
    added.push({ place, rules });
    add.push(...roleAndBinding(index, subject, place, rules));
  }
  const after = (place: string) => [
    ...rulesIn(index, keep, place),
    ...added.flatMap((each) => (each.place === '' || each.place === place ? each.rules : [])),
  ];
  const remove = bindings.filter((binding) => !keep.includes(binding));
  return {
    subject,
    add,
    remove,
    keep,
    unmet,
    byDefault,
    extras: met.filter(exceedsName).map((need) => ({
      namespace: placeOfNeed(need),
      grant: grantForNeed(need),
      need,
      why: 'a request of this verb names no object, so that no name can limit it',
    })),
    lost: remove.flatMap((binding) =>
      [...uncovered(after(binding.namespace), index.policyRulesOf(binding))].map((grant) => ({
        namespace: binding.namespace,
        grant,
        binding,
      })),
    ),
    throughGroups: ofGroups.filter(
      (each) => access.stateOfBinding(each) !== 'default' && index.rulesOf(each).length > 0,
    ),
  };
}

/** Bindings of the groups that the API server puts a subject in, and not of its own name. */
function groupBindings({ index }: ClusterAccess, subject: Subject): IndexedBinding[] {
  const { groups } = principalOf(subject);
  const others = groups.filter((group) => subject.kind !== 'Group' || group !== subject.name);
  return [...new Set(index.allBindingsOf({ groups: others }))];
}

/** The rules that bindings give in a place: those of the whole cluster count everywhere. */
function rulesIn(index: RbacIndex, bindings: readonly IndexedBinding[], place: string): PolicyRule[] {
  return bindings
    .filter(({ namespace }) => namespace === '' || namespace === place)
    .flatMap((binding) => index.policyRulesOf(binding));
}

/** Whether a grant in the place of a need can have an effect; nodes in a namespace cannot. */
function isEffective(need: Need): boolean {
  return placeOfNeed(need) === '' || isNamespaceGrant(need.request);
}
