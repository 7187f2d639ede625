import type { ClusterAccess } from '../cluster-access.ts';
import { isClusterPower } from '../powers/power.ts';
import {
  allowsEverything,
  type Over,
  type RolePowers,
  rolePowersOf,
  ruleGranting,
} from '../powers/role-powers.ts';
import type { CompiledRule } from '../rbac/compiled-rule.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import { type Alternative, anyRole, type Bound, type Need } from './alternative.ts';

/** Needs of alternatives that a role meets, one bit each; bit 0 is everything (see {@link allowsEverything}). */
export type PowerSet = bigint;

export const everything: PowerSet = 1n;

/** Something whose holder in the whole cluster is strong. */
export interface Step {
  readonly needed: PowerSet;
  readonly what: string;
}

/**
 * Which roles meet which needs. A need gets its bit when it is first asked for, so that those over names cost something only
 * where a name leads somewhere.
 */
export class PowerBits {
  readonly #access: ClusterAccess;
  readonly #powers: RolePowers;
  readonly #needs: (Need | Bound)[] = [];
  readonly #bitOf = new Map<string, PowerSet>();
  readonly #byRole = new Map<RoleSlot, PowerSet>();
  #clusterOnly: PowerSet = 0n;

  constructor(access: ClusterAccess) {
    this.#access = access;
    this.#powers = rolePowersOf(access);
    for (const [role, held] of this.#powers.byRole) if (held.everything) this.#add(role, everything);
  }

  /** The bits of an alternative; undefined where no role meets one of its needs. */
  of({ needs }: Alternative): PowerSet | undefined {
    let bits = 0n;
    // What nobody holds makes the rest no matter, and being bound to some Role is not asked about in vain.
    for (const need of needs) {
      const bit = this.#bit(need);
      if (bit === 0n) return undefined;
      bits |= bit;
    }
    return bits;
  }

  /** How many needs have a bit: whatever was made of the bits is as good as long as this stays. */
  get size(): number {
    return this.#needs.length;
  }

  /** The roles that meet any need. */
  roles(): ReadonlyMap<RoleSlot, PowerSet> {
    return this.#byRole;
  }

  /** What is left of the bits of a role in a RoleBinding. */
  inNamespace(bits: PowerSet): PowerSet {
    return bits & ~this.#clusterOnly;
  }

  /** The rule of a role that meets the first of some needs that it meets, for evidence. */
  ruleFor(role: RoleSlot, needed: PowerSet): CompiledRule | undefined {
    if ((needed & everything) !== 0n) return role.rules.find(allowsEverything);
    for (const [at, need] of this.#needs.entries()) {
      if ((needed & (1n << BigInt(at + 1))) === 0n || 'boundTo' in need) continue;
      for (const power of need.powers) {
        const rule = ruleGranting(role, power, this.#access.cluster.version, need.name);
        if (rule !== undefined && isOver(overOf(rule), need, role)) return rule;
      }
    }
    return undefined;
  }

  /** The bit of a need, and 0 where no role meets it. */
  #bit(need: Need | Bound): PowerSet {
    const key = JSON.stringify(need);
    let bit = this.#bitOf.get(key);
    if (bit === undefined) {
      const roles = [...this.#meeting(need)];
      bit = roles.length === 0 ? 0n : 1n << BigInt(this.#needs.push(need));
      this.#bitOf.set(key, bit);
      for (const role of roles) this.#add(role, bit);
      if (!('boundTo' in need) && need.powers.every(isClusterPower)) this.#clusterOnly |= bit;
    }
    return bit;
  }

  *#meeting(need: Need | Bound): Iterable<RoleSlot> {
    if ('boundTo' in need) {
      const { boundTo } = need;
      const named = boundTo === anyRole ? undefined : this.#access.index.slot(boundTo);
      if (named !== undefined) yield named;
      else if (boundTo === anyRole)
        for (const role of this.#powers.byRole.keys()) if (role.namespace !== '') yield role;
      return;
    }
    for (const power of need.powers)
      for (const [role, over] of this.#powers.holding(power)) if (isOver(over, need, role)) yield role;
  }

  #add(role: RoleSlot, bit: PowerSet): void {
    this.#byRole.set(role, (this.#byRole.get(role) ?? 0n) | bit);
  }
}

function overOf({ names }: CompiledRule): Over {
  return names ?? 'all';
}

function isOver(over: Over, { name, anyName, ownNamespace }: Need, { namespace }: RoleSlot): boolean {
  if (over === 'all' || anyName === true) return true;
  return (name !== undefined && over.has(name)) || (ownNamespace === true && over.has(namespace));
}
