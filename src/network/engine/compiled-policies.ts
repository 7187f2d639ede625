import { compareText } from '../../cluster/index.ts';
import { isSelected } from '../address.ts';
import {
  type Direction,
  kubernetesTiers,
  type Peer,
  type Policy,
  type Rule,
  type Tier,
  type TierReading,
} from '../policies/policy.ts';
import { CompiledRule } from './compiled-rule.ts';
import { peersIn } from './pod-classes.ts';
import type { Universe } from './universe.ts';

/** What one policy says of one direction. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
  /** It isolates and only allows, as every NetworkPolicy does. */
  readonly isPlain: boolean;
  /** Whether a rule names addresses. */
  readonly namesAddresses: boolean;
}

/** The policies of one tier that hold for a class in one direction, in their order. */
export interface TierPolicies {
  readonly reading: TierReading;
  readonly policies: readonly CompiledPolicy[];
}

/** A policy at its place among all. */
interface Placed {
  readonly policy: Policy;
  readonly reading: TierReading;
  /** By direction; absent where that is not its business. */
  readonly says: { readonly [Way in Direction]?: CompiledPolicy };
}

type BySubject = Readonly<Record<Direction, (readonly TierPolicies[] | undefined)[]>>;

/** Subjects by direction. */
export type Subjects = Readonly<Record<Direction, ReadonlySet<number>>>;

const directions = ['ingress', 'egress'] as const;

/** Which policies hold for whom: a policy costs the classes that it selects. */
export class CompiledPolicies {
  readonly #universe: Universe;
  readonly #order: PolicyOrder;
  readonly #placed: readonly Placed[];
  readonly #bySubject: BySubject;

  private constructor(
    universe: Universe,
    order: PolicyOrder,
    placed: readonly Placed[],
    bySubject: BySubject,
  ) {
    this.#universe = universe;
    this.#order = order;
    this.#placed = placed;
    this.#bySubject = bySubject;
  }

  static of(
    universe: Universe,
    policies: readonly Policy[],
    tiers: readonly TierReading[] = kubernetesTiers,
  ): CompiledPolicies {
    const order = new PolicyOrder(tiers);
    const placed = order.placed(policies);
    const bySubject: Record<Direction, (TierPolicies & { policies: CompiledPolicy[] })[][]> = {
      ingress: [],
      egress: [],
    };
    for (const { policy, reading, says } of placed)
      for (const direction of directions) {
        const compiled = says[direction];
        if (compiled === undefined) continue;
        for (const subject of universe.selections.membersOf(policy.subject)) {
          const known = (bySubject[direction][subject] ??= []);
          const last = known.at(-1);
          if (last?.reading === reading) last.policies.push(compiled);
          else known.push({ reading, policies: [compiled] });
        }
      }
    return new CompiledPolicies(universe, order, placed, bySubject);
  }

  /** The tier of NetworkPolicy. */
  get network(): TierReading | undefined {
    return this.#order.network;
  }

  /** Makes the sets of all rules at once, which takes less time than one by one between those of rows. */
  makeSets(): void {
    for (const { says } of this.#placed)
      for (const direction of directions)
        for (const rule of says[direction]?.rules ?? []) rule.in(this.#universe);
  }

  /** The tiers that have policies for a class, in the order in which they are asked. */
  tiersOf(subject: number, direction: Direction): readonly TierPolicies[] {
    const tiers = this.#bySubject[direction][subject] ?? [];
    const closes = this.#universe.options.isolatesAll === true ? this.#order.network : undefined;
    // Where pods are closed without any policy, the tier that closes them is asked although nothing of it selects them.
    if (closes === undefined || tiers.some(({ reading }) => reading === closes)) return tiers;
    return [...tiers, { reading: closes, policies: [] }].sort(
      (left, right) => left.reading.order - right.reading.order,
    );
  }

  /** All policies of a class, in the order in which they are asked. */
  policiesOf(subject: number, direction: Direction): readonly CompiledPolicy[] {
    return (this.#bySubject[direction][subject] ?? []).flatMap(({ policies }) => policies);
  }

  /** Whether a rule for a class names addresses, so that families of these may be told apart. */
  nameAddresses(subject: number, direction: Direction): boolean {
    return (this.#bySubject[direction][subject] ?? []).some(({ policies }) =>
      policies.some(({ namesAddresses }) => namesAddresses),
    );
  }

  /**
   * The policies of a later state, and the subjects for which others hold, or the same ones that take others.
   *
   * @param universe of the later state, with the numbers of this one
   * @param touched classes that policies may take otherwise than before
   */
  after(
    universe: Universe,
    { removed, added }: { readonly removed: ReadonlySet<Policy>; readonly added: readonly Policy[] },
    touched: ReadonlySet<number>,
  ): { readonly compiled: CompiledPolicies; readonly stale: Subjects } {
    const stale: Record<Direction, Set<number>> = { ingress: new Set(touched), egress: new Set(touched) };
    const see = ({ policy, says }: Placed, { selections }: Universe): void => {
      for (const direction of directions)
        if (says[direction] !== undefined)
          for (const subject of selections.membersOf(policy.subject)) stale[direction].add(subject);
    };
    const anew = new Map<Policy, Placed>();
    const kept = this.#placed.flatMap((each): Placed[] => {
      if (removed.has(each.policy)) {
        see(each, this.#universe);
        return [];
      }
      if (touched.size === 0 || !concerns(each.policy, touched, [this.#universe, universe])) return [each];
      const fresh = place(each.policy, each.reading);
      anew.set(each.policy, fresh);
      see(fresh, universe);
      return [fresh];
    });
    const more = this.#order.placed(added);
    for (const each of more) see(each, universe);
    const placed = this.#order.merged(kept, more);
    const bySubject = { ingress: this.#bySubject.ingress.slice(), egress: this.#bySubject.egress.slice() };
    for (const direction of directions)
      for (const subject of stale[direction]) {
        const of = touched.has(subject)
          ? placed.filter(({ policy }) => universe.selections.takes(policy.subject, subject))
          : this.#order.merged(
              this.#placedOf(subject, direction, removed, anew),
              more.filter(({ policy }) => universe.selections.takes(policy.subject, subject)),
            );
        bySubject[direction][subject] = inTiers(of, direction);
      }
    return { compiled: new CompiledPolicies(universe, this.#order, placed, bySubject), stale };
  }

  #placedOf(
    subject: number,
    direction: Direction,
    removed: ReadonlySet<Policy>,
    anew: ReadonlyMap<Policy, Placed>,
  ): Placed[] {
    return (this.#bySubject[direction][subject] ?? []).flatMap(({ reading, policies }) =>
      policies.flatMap((compiled): Placed[] => {
        const { policy } = compiled;
        if (removed.has(policy)) return [];
        return [anew.get(policy) ?? { policy, reading, says: { [direction]: compiled } }];
      }),
    );
  }
}

/** The order in which policies are asked: by tier, by priority, and by name. */
class PolicyOrder {
  /** The tier of NetworkPolicy. */
  readonly network: TierReading | undefined;
  readonly #readings: ReadonlyMap<Tier, TierReading>;
  readonly #places: ReadonlyMap<Tier, number>;

  constructor(tiers: readonly TierReading[]) {
    this.#readings = new Map(tiers.map((reading) => [reading.tier, reading]));
    this.#places = placesOf(tiers);
    this.network = this.#readings.get('network');
  }

  /** Without those of a tier that is not there. */
  placed(policies: readonly Policy[]): Placed[] {
    return policies
      .flatMap((policy) => {
        const reading = this.#readings.get(policy.tier);
        return reading === undefined ? [] : place(policy, reading);
      })
      .sort((left, right) => this.#compare(left, right));
  }

  /** Two lists in order as one. */
  merged(some: readonly Placed[], others: readonly Placed[]): readonly Placed[] {
    if (others.length === 0) return some;
    const merged: Placed[] = [];
    let next = 0;
    for (const each of others) {
      for (; next < some.length && this.#compare(some[next] as Placed, each) <= 0; next++)
        merged.push(some[next] as Placed);
      merged.push(each);
    }
    while (next < some.length) merged.push(some[next++] as Placed);
    return merged;
  }

  #compare({ policy: left }: Placed, { policy: right }: Placed): number {
    return (
      (this.#places.get(left.tier) ?? 0) - (this.#places.get(right.tier) ?? 0) ||
      compareNumbers(left.priority, right.priority) ||
      compareText(left.tie ?? left.name, right.tie ?? right.name)
    );
  }
}

/** Calico's policies without an order have the last one, which no number is. */
function compareNumbers(left: number, right: number): number {
  return left === right ? 0 : left - right;
}

function place(policy: Policy, reading: TierReading): Placed {
  const { ingress, egress } = policy.rules;
  const compiled = (rules: readonly Rule[]): CompiledPolicy => ({
    policy,
    rules: rules.map((rule) => new CompiledRule(rule)),
    namesAddresses: rules.some((rule) => [...peersIn(rule)].some((peer) => 'addresses' in peer)),
    isPlain: policy.isolates === undefined && rules.every(({ action }) => action === 'allow'),
  });
  return {
    policy,
    reading,
    says: { ...(ingress && { ingress: compiled(ingress) }), ...(egress && { egress: compiled(egress) }) },
  };
}

function inTiers(placed: readonly Placed[], direction: Direction): TierPolicies[] {
  const tiers: (TierPolicies & { policies: CompiledPolicy[] })[] = [];
  for (const { reading, says } of placed) {
    const compiled = says[direction];
    if (compiled === undefined) continue;
    const last = tiers.at(-1);
    if (last?.reading === reading) last.policies.push(compiled);
    else tiers.push({ reading, policies: [compiled] });
  }
  return tiers;
}

/** The place of each tier: by its order, and by its name where two have one. */
function placesOf(tiers: readonly TierReading[]): ReadonlyMap<Tier, number> {
  const sorted = [...tiers].sort(
    (left, right) => left.order - right.order || compareText(left.name, right.name),
  );
  return new Map(sorted.map(({ tier }, at) => [tier, at]));
}

/** Whether a rule of a policy may take one of some classes in one of two states: rather once too often than not. */
function concerns(
  { rules }: Policy,
  classes: ReadonlySet<number>,
  universes: readonly [before: Universe, after: Universe],
): boolean {
  for (const index of classes)
    for (const universe of universes) {
      const mayTake = (peers: readonly Peer[] | undefined): boolean =>
        peers === undefined || peers.some((peer) => mayBe(peer, index, universe));
      for (const direction of directions)
        for (const { peers, own } of rules[direction] ?? [])
          if (mayTake(peers) || (own !== undefined && mayTake(own))) return true;
    }
  return false;
}

function mayBe(peer: Peer, index: number, universe: Universe): boolean {
  if ('pods' in peer) return universe.selections.takes(peer.pods, index);
  if ('every' in peer)
    return peer.every.every(
      ({ any, not }) => not === true || any.some((each) => mayBe(each, index, universe)),
    );
  const example = universe.classes[index]?.example;
  if (example === undefined) return false;
  if ('nodes' in peer) return example.hostNetwork;
  const { addresses } = peer;
  return example.addresses.length === 0 || example.addresses.some((each) => isSelected(each, addresses));
}
