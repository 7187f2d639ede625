import { compareText } from '../../cluster/index.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import type { CompiledRule } from '../rbac/compiled-rule.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import { type Nature, natureOf, type Subject } from '../subject.ts';
import type { Ability } from './ability.ts';
import type { Alternative, StrongSubject } from './alternative.ts';
import { type Grant, type HeldPowers, heldByGroups, heldPowers } from './held-powers.ts';
import { everything, PowerBits, type PowerSet } from './power-bits.ts';
import { strengthIn } from './strong-subjects.ts';

/** Bindings that together give a power, each of them needed; the first is of the holder's place and names it. */
export interface Way {
  readonly bindings: readonly IndexedBinding[];
  readonly needed: PowerSet;
  /** Completes "may …": the ability, in the way that these bindings give it. */
  readonly what: string;
  /** Whom the holder becomes, where the way leads to one. */
  readonly becomes?: StrongSubject;
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

/** Powers of all subjects of one cluster, computed once. */
export interface Holders {
  /**
   * Subjects with an ability that bindings of one's own give, not defaults of Kubernetes. Whoever has it in the whole
   * cluster is not named for its namespaces again.
   */
  of(ability: Ability): readonly Holder[];
  /** The same by ways alone that lead to everything in one step. */
  oneStep(ability: Ability): readonly Holder[];
  /** Subjects that may do everything, in the whole cluster or in a namespace. */
  ofEverything(): readonly Holder[];
  /** Subjects with any of the alternatives of a place, by namespace; of the whole cluster under the empty name. */
  by(alternatives: ReadonlyMap<string, readonly Alternative[]>): readonly Holder[];
  /** Ways to an ability in this cluster. */
  alternativesOf(ability: Ability): readonly Alternative[];
  /** Who is strong, whoever made the binding, by key. */
  readonly strong: ReadonlyMap<string, StrongSubject>;
  /** The rule of a role that gives the first part of a way that it gives, for evidence. */
  ruleFor(role: RoleSlot, needed: PowerSet): CompiledRule | undefined;
}

const known = new WeakMap<ClusterAccess, Holders>();

export function holdersIn(access: ClusterAccess): Holders {
  let holders = known.get(access);
  if (holders === undefined) known.set(access, (holders = readHolders(access)));
  return holders;
}

function readHolders(access: ClusterAccess): Holders {
  const powerBits = new PowerBits(access);
  const { alternatives, subjects: strong } = strengthIn(access, powerBits);
  const alternativesOf = (ability: Ability) => alternatives.get(ability) ?? ability.anyOf;
  const stepsOf = new Map(
    [...alternatives].map(([ability, all]) => [
      ability,
      all.flatMap((each) => stepTo(ability, each, powerBits)),
    ]),
  );
  const findIn = (stepsIn: StepsIn) => {
    const held = heldPowers(access, powerBits);
    const holders: Holder[] = [];
    for (const each of held.values())
      for (const holder of holdings(each, held, stepsIn)) holders.push(holder);
    return holders;
  };
  const find = (steps: readonly Step[]) => {
    // Few sets of powers are held in many places.
    const byBits = new Map<PowerSet, readonly Step[]>();
    return findIn((namespace, bits) => {
      let touched = byBits.get(bits);
      if (touched === undefined)
        byBits.set(bits, (touched = steps.filter(({ needed }) => (needed & bits) !== 0n)));
      return touched.every(({ places }) => places === undefined)
        ? touched
        : touched.filter(({ places }) => places === undefined || places.has(namespace));
    });
  };
  const byAbility = new Map<Ability, readonly Holder[]>();
  const oneStep = new Map<Ability, readonly Holder[]>();
  const cached = (cache: Map<Ability, readonly Holder[]>, ability: Ability, steps: () => readonly Step[]) => {
    let holders = cache.get(ability);
    if (holders === undefined) cache.set(ability, (holders = find(steps())));
    return holders;
  };
  const ofAbility = (ability: Ability) =>
    stepsOf.get(ability) ?? ability.anyOf.flatMap((each) => stepTo(ability, each, powerBits));
  let all: readonly Holder[] | undefined;
  return {
    of: (ability) => cached(byAbility, ability, () => ofAbility(ability)),
    oneStep(ability) {
      const steps = ofAbility(ability).filter(({ lesser }) => lesser !== true);
      return steps.length === ofAbility(ability).length
        ? cached(byAbility, ability, () => steps)
        : cached(oneStep, ability, () => steps);
    },
    ofEverything: () => (all ??= find([{ needed: everything, what: 'do everything' }])),
    by(byPlace) {
      const steps = new Map(
        [...byPlace].map(([place, all]) => [
          place,
          all.flatMap((alternative) => stepTo(undefined, alternative, powerBits)),
        ]),
      );
      return findIn((namespace, bits) =>
        (steps.get(namespace) ?? []).filter(({ needed }) => (needed & bits) !== 0n),
      );
    },
    alternativesOf,
    strong,
    ruleFor: (role, needed) => powerBits.ruleFor(role, needed),
  };
}

/** The ways in a namespace, or in the whole cluster, that some powers are a part of. */
type StepsIn = (namespace: string, bits: PowerSet) => readonly Step[];

/** One way to an ability, and how it is called. */
type Step = Pick<Way, 'needed' | 'what' | 'becomes'> & Pick<Alternative, 'places' | 'lesser'>;

/** An alternative as bits; none where no role gives one of its parts. */
function stepTo(ability: Ability | undefined, alternative: Alternative, powerBits: PowerBits): Step[] {
  const needed = powerBits.of(alternative);
  if (needed === undefined) return [];
  const { what = ability?.what ?? '', lesser, becomes } = alternative;
  const places = ability?.clusterOnly === true ? inCluster : alternative.places;
  return [
    {
      needed,
      what,
      ...(places !== undefined && { places }),
      ...(lesser !== undefined && { lesser }),
      ...(becomes !== undefined && { becomes }),
    },
  ];
}

const inCluster: ReadonlySet<string> = new Set(['']);

function holdings(
  each: HeldPowers,
  held: ReadonlyMap<string, HeldPowers>,
  stepsIn: StepsIn,
): readonly Holder[] {
  const { subject, places } = each;
  const cluster = places.get('');
  let groups: HeldPowers[] | undefined;
  let found: Holder[] | undefined;
  for (const [namespace, place] of places) {
    if (place.bits === 0n) continue;
    const steps = stepsIn(namespace, place.bits);
    if (steps.length === 0) continue;
    groups ??= heldByGroups(subject, held);
    const beside = [
      ...(namespace === '' || cluster === undefined ? [] : [cluster]),
      ...groups.flatMap((group) =>
        [...new Set(['', namespace])].flatMap((where) => group.places.get(where) ?? []),
      ),
    ];
    const otherBits = beside.reduce((bits, other) => bits | other.bits, 0n);
    // What others give alone is theirs: they are named for it.
    const possible = steps.filter(
      ({ needed }) =>
        (needed & ~(place.bits | otherBits)) === 0n && (needed & place.bits & ~otherBits) !== 0n,
    );
    if (possible.length === 0) continue;
    const own = place.grants.toSorted(byName);
    const further = beside.flatMap(({ grants }) => grants).toSorted(byName);
    const [first, ...rest] = leastWays(possible.flatMap((step) => waysBy(step, own, further)));
    if (first === undefined) continue;
    const cut = new Set(possible.flatMap(({ needed }) => fewestProviders(needed & ~otherBits, own)));
    found ??= [];
    found.push({
      subject,
      nature: natureOf(subject),
      namespace,
      ways: [first, ...rest],
      cut: [...cut],
      what: first.what,
    });
  }
  return found ?? none;
}

const none: readonly Holder[] = [];

/** The sets of bindings that give an alternative, so that each binding of the place that gives a part is in one. */
function waysBy(step: Step, own: readonly Grant[], others: readonly Grant[]): Way[] {
  const { needed, what, becomes } = step;
  const ways: Way[] = [];
  for (const grant of own) {
    const part = needed & grant.bits;
    if (part === 0n) continue;
    // Beside what gives all that this one gives, this one is not needed.
    const beside = [...own, ...others].filter(({ bits }) => (part & ~bits) !== 0n);
    const chosen = smallest(needed, [grant, ...beside]);
    if (!chosen.includes(grant.binding)) continue;
    const bindings = chosen.toSorted((left, right) => rank(left, own) - rank(right, own));
    ways.push({ needed, what, bindings, ...(becomes !== undefined && { becomes }) });
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
