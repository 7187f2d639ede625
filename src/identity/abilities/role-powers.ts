import { allowsOnResource, allowsVerb, type CompiledRule, coveringResources } from '../rbac/compiled-rule.ts';
import type { RbacIndex, RoleSlot } from '../rbac/rbac-index.ts';
import { roleKey } from '../rbac/role.ts';
import { type Ability, abilities, type Power } from './ability.ts';

/** The powers of abilities that a role grants, one bit each; bit 0 is everything (see {@link allowsEverything}). */
export type PowerSet = bigint;

export const everything: PowerSet = 1n;
const bitOf = new Map<string, bigint>();
const powers: Power[] = [];

/** The bits of each alternative of an ability. */
export const alternativesOf: ReadonlyMap<Ability, readonly PowerSet[]> = new Map(
  Object.values<Ability>(abilities).map((ability) => [
    ability,
    ability.anyOf.map((needed) => needed.reduce((bits, power) => bits | bitFor(power), 0n)),
  ]),
);

function bitFor(power: Power): bigint {
  const key = JSON.stringify(power);
  let bit = bitOf.get(key);
  if (bit === undefined) {
    powers.push(power);
    bitOf.set(key, (bit = 1n << BigInt(powers.length)));
  }
  return bit;
}

/** Bits that only a ClusterRoleBinding makes real. */
const clusterOnlyBits = Object.values<Ability>(abilities).reduce(
  (bits, ability) =>
    ability.clusterOnly === true
      ? (alternativesOf.get(ability) ?? []).reduce((all, each) => all | each, bits)
      : bits,
  0n,
);

/** The powers of every role, by asking the index for each power once: roles that have none cost nothing. */
export function powersOfRoles(index: RbacIndex): ReadonlyMap<RoleSlot, PowerSet> {
  const found = new Map<RoleSlot, PowerSet>();
  const add = (role: RoleSlot, bit: bigint) => found.set(role, (found.get(role) ?? 0n) | bit);
  for (const [position, power] of powers.entries()) {
    const bit = 1n << BigInt(position + 1);
    for (const text of power.resources) {
      const [resource = '', subresource] = text.split('/');
      for (const verb of power.verbs) {
        const request = { verb, apiGroup: power.apiGroup, resource, ...(subresource && { subresource }) };
        for (const covering of coveringResources(request)) {
          for (const [role, rules] of index.rulesFor(covering)) {
            if (role.bindings.size === 0 || ((found.get(role) ?? 0n) & bit) !== 0n) continue;
            const allows = rules.some((rule) => allowsOnResource(asPower(index, rule, power), request));
            if (allows) add(role, bit);
          }
        }
      }
    }
  }
  for (const [role, rules] of index.rulesFor('*'))
    if (role.bindings.size > 0 && rules.some(allowsEverything)) add(role, everything);
  return found;
}

const readAndWrite = ['get', 'list', 'create', 'patch'];

/**
 * Whether a rule is as good as cluster-admin: it reads, creates and changes every resource of every group. Without the
 * verbs that escalate it is one token of a stronger account away from them.
 */
export function allowsEverything(rule: CompiledRule): boolean {
  return (
    rule.anyGroup &&
    rule.names === undefined &&
    rule.rule.resources.includes('*') &&
    readAndWrite.every((verb) => allowsVerb(rule, verb))
  );
}

/** What is left of the powers of a role in a RoleBinding. */
export function inNamespace(bits: PowerSet): PowerSet {
  return bits & ~clusterOnlyBits;
}

/** The rule of a role that grants the first power of an alternative that it has, for evidence. */
export function ruleGranting(index: RbacIndex, role: RoleSlot, needed: PowerSet) {
  if ((needed & everything) !== 0n) return role.rules.find(allowsEverything);
  for (const [position, power] of powers.entries()) {
    if ((needed & (1n << BigInt(position + 1))) === 0n) continue;
    const rule = role.rules.find((each) => grants(index, each, power));
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** The rule as if it named nothing, where its names do not make the power harmless. */
function asPower(index: RbacIndex, rule: CompiledRule, { named }: Power): CompiledRule {
  if (rule.names === undefined || named === undefined) return rule;
  const counts = named === 'always' || [...rule.names].some((name) => isPowerfulRole(index, name));
  return counts ? { ...rule, names: undefined } : rule;
}

function isPowerfulRole(index: RbacIndex, name: string): boolean {
  if (name === 'admin' || name === 'edit') return true;
  return index.slot(roleKey('ClusterRole', '', name))?.rules.some(allowsEverything) === true;
}

function grants(index: RbacIndex, rule: CompiledRule, power: Power): boolean {
  return power.resources.some((text) => {
    const [resource = '', subresource] = text.split('/');
    return power.verbs.some((verb) => {
      const request = { verb, apiGroup: power.apiGroup, resource, ...(subresource && { subresource }) };
      return (
        allowsOnResource(asPower(index, rule, power), request) &&
        coveringResources(request).some((covering) => rule.rule.resources.includes(covering))
      );
    });
  });
}
