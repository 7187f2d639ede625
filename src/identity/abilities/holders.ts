import { compareText } from '../../cluster/index.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { type Nature, natureOf, principalOf, type Subject, subjectKey } from '../subject.ts';
import type { Ability } from './ability.ts';
import { alternativesOf, everything, inNamespace, type PowerSet, powersOfRoles } from './role-powers.ts';

/** Bindings that together give a power, each of them needed; the first is of the holder's place and names it. */
export interface Way {
  readonly bindings: readonly IndexedBinding[];
  readonly needed: PowerSet;
  /** Completes "may …": the ability, in the way that these bindings give it. */
  readonly what: string;
}

/** A subject with a power in one place, and everything that gives it. */
export interface Holder {
  readonly subject: Subject;
  readonly nature: Nature;
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  /** At least one; a binding of this place without which the others still do is in a way of its own. */
  readonly ways: readonly [Way, ...Way[]];
  /** Bindings of this place that name the subject: the fewest that all have to let go of it for the power to end. */
  readonly cut: readonly IndexedBinding[];
  /** Completes "may …", by the first way. */
  readonly what: string;
}

/** A binding and the powers that it gives. */
interface Grant {
  readonly binding: IndexedBinding;
  readonly bits: PowerSet;
}

interface Held {
  readonly subject: Subject;
  readonly places: Map<string, { bits: PowerSet; readonly bindings: Grant[] }>;
}

/** Powers of all subjects of one cluster, computed once. */
export interface Holders {
  /**
   * Subjects with an ability that bindings of one's own give, not defaults of Kubernetes. Whoever has it in the whole
   * cluster is not named for its namespaces again.
   */
  of(ability: Ability): readonly Holder[];
  /** Subjects that may do everything, in the whole cluster or in a namespace. */
  ofEverything(): readonly Holder[];
}

const known = new WeakMap<ClusterAccess, Holders>();

export function holdersIn(access: ClusterAccess): Holders {
  let holders = known.get(access);
  if (holders === undefined) known.set(access, (holders = readHolders(access)));
  return holders;
}

function readHolders(access: ClusterAccess): Holders {
  const held = heldPowers(access);
  const byAbility = new Map<Ability, readonly Holder[]>();
  const find = (alternatives: readonly Alternative[]) =>
    [...held.values()].flatMap((each) => holdings(each, held, alternatives));
  let all: readonly Holder[] | undefined;
  return {
    of(ability) {
      let holders = byAbility.get(ability);
      if (holders === undefined) byAbility.set(ability, (holders = find(waysTo(ability))));
      return holders;
    },
    ofEverything: () => (all ??= find([{ needed: everything, what: 'do everything' }])),
  };
}

/** One way to an ability, and how it is called. */
type Alternative = Pick<Way, 'needed' | 'what'>;

function waysTo(ability: Ability): Alternative[] {
  return (alternativesOf.get(ability) ?? []).map((needed, at) => ({
    needed,
    what: ability.whatBy?.[at] ?? ability.what,
  }));
}

function heldPowers(access: ClusterAccess): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const [role, powers] of powersOfRoles(access.index)) {
    for (const binding of role.bindings) {
      const bits = binding.namespace === '' ? powers : inNamespace(powers);
      if (bits === 0n || access.stateOfBinding(binding) === 'default') continue;
      for (const { subject } of binding.subjects) {
        const key = subjectKey(subject);
        let entry = held.get(key);
        if (entry === undefined) held.set(key, (entry = { subject, places: new Map() }));
        let place = entry.places.get(binding.namespace);
        if (place === undefined) entry.places.set(binding.namespace, (place = { bits: 0n, bindings: [] }));
        place.bits |= bits;
        if (!place.bindings.some((other) => other.binding === binding))
          place.bindings.push({ binding, bits });
      }
    }
  }
  return held;
}

function holdings(
  { subject, places }: Held,
  held: ReadonlyMap<string, Held>,
  alternatives: readonly Alternative[],
): Holder[] {
  const cluster = places.get('');
  const groups = principalOf(subject).groups.flatMap(
    (name) => held.get(subjectKey({ kind: 'Group', name })) ?? [],
  );
  const found: Holder[] = [];
  for (const [namespace, place] of places) {
    const others = [
      ...(namespace === '' ? [] : (cluster?.bindings ?? [])),
      ...groups.flatMap((group) =>
        group.subject === subject
          ? []
          : [...new Set(['', namespace])].flatMap((where) => group.places.get(where)?.bindings ?? []),
      ),
    ];
    const otherBits = others.reduce((bits, each) => bits | each.bits, 0n);
    // What others give alone is theirs: they are named for it.
    const possible = alternatives.filter(
      ({ needed }) =>
        (needed & ~(place.bits | otherBits)) === 0n && (needed & place.bits & ~otherBits) !== 0n,
    );
    if (possible.length === 0) continue;
    const own = place.bindings.toSorted(byName);
    const further = others.toSorted(byName);
    const [first, ...rest] = leastWays(possible.flatMap((each) => waysBy(each, own, further)));
    if (first === undefined) continue;
    const cut = new Set(possible.flatMap(({ needed }) => fewestProviders(needed & ~otherBits, own)));
    found.push({
      subject,
      nature: natureOf(subject),
      namespace,
      ways: [first, ...rest],
      cut: [...cut],
      what: first.what,
    });
  }
  return found;
}

/** The sets of bindings that give an alternative, so that each binding of the place that gives a part is in one. */
function waysBy(alternative: Alternative, own: readonly Grant[], others: readonly Grant[]): Way[] {
  const { needed } = alternative;
  const ways: Way[] = [];
  for (const grant of own) {
    const part = needed & grant.bits;
    if (part === 0n) continue;
    // Beside what gives all that this one gives, this one is not needed.
    const beside = [...own, ...others].filter(({ bits }) => (part & ~bits) !== 0n);
    const chosen = smallest(needed, [grant, ...beside]);
    if (!chosen.includes(grant.binding)) continue;
    const bindings = chosen.toSorted((left, right) => rank(left, own) - rank(right, own));
    ways.push({ ...alternative, bindings });
  }
  return ways;
}

/** Those that hold no other whole: where one binding goes two ways, it is one. */
export function leastWays(ways: readonly Way[]): readonly Way[] {
  if (ways.length === 1) return ways;
  return ways.filter(({ bindings }, at) =>
    ways.every(
      (other, place) =>
        place === at ||
        !other.bindings.every((binding) => bindings.includes(binding)) ||
        (other.bindings.length === bindings.length && place > at),
    ),
  );
}

function rank(binding: IndexedBinding, own: readonly Grant[]): number {
  const at = own.findIndex((each) => each.binding === binding);
  return at === -1 ? own.length : at;
}

/** Bindings that together have all the bits, each only if the rest does not do without it; none where they have not. */
function smallest(needed: PowerSet, grants: readonly Grant[]): IndexedBinding[] {
  const chosen: Grant[] = [];
  let missing = needed;
  for (const grant of grants) {
    if (missing === 0n) break;
    if ((missing & grant.bits) === 0n) continue;
    chosen.push(grant);
    missing &= ~grant.bits;
  }
  if (missing !== 0n) return [];
  for (const grant of chosen.toReversed()) {
    const rest = chosen.filter((each) => each !== grant);
    if ((needed & ~rest.reduce((bits, each) => bits | each.bits, 0n)) === 0n)
      chosen.splice(chosen.indexOf(grant), 1);
  }
  return chosen.map(({ binding }) => binding);
}

/** Of the powers that must come together, the bindings that give the one which the fewest give: without it there is none. */
function fewestProviders(needed: PowerSet, own: readonly Grant[]): readonly IndexedBinding[] {
  let fewest: readonly Grant[] = own;
  for (let rest = needed; rest !== 0n; rest &= rest - 1n) {
    const bit = rest & -rest;
    const providers = own.filter(({ bits }) => (bits & bit) !== 0n);
    if (providers.length > 0 && providers.length < fewest.length) fewest = providers;
  }
  return fewest.map(({ binding }) => binding);
}

function byName({ binding: left }: Grant, { binding: right }: Grant): number {
  return compareText(left.key, right.key);
}
