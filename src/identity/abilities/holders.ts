import { compareText } from '../../cluster/index.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { type Nature, natureOf, principalOf, type Subject, subjectKey } from '../subject.ts';
import type { Ability } from './ability.ts';
import { alternativesOf, everything, inNamespace, type PowerSet, powersOfRoles } from './role-powers.ts';

/** A subject with a power in one place, and the bindings that together give it. */
export interface Holder {
  readonly subject: Subject;
  readonly nature: Nature;
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  /** Every binding that is needed; the first is of this place and names the subject. */
  readonly bindings: readonly IndexedBinding[];
  readonly needed: PowerSet;
  /** Completes "may …": the ability, in the way that these bindings give it. */
  readonly what: string;
}

interface Held {
  readonly subject: Subject;
  readonly places: Map<
    string,
    { bits: PowerSet; readonly bindings: { binding: IndexedBinding; bits: PowerSet }[] }
  >;
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
type Alternative = Pick<Holder, 'needed' | 'what'>;

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
          : [...(group.places.get('')?.bindings ?? []), ...(group.places.get(namespace)?.bindings ?? [])],
      ),
    ];
    const otherBits = others.reduce((bits, each) => bits | each.bits, 0n);
    const way = alternatives.find(
      ({ needed }) =>
        (needed & ~(place.bits | otherBits)) === 0n && (needed & place.bits & ~otherBits) !== 0n,
    );
    if (way === undefined) continue;
    const bindings = smallest(way.needed, [...place.bindings.toSorted(byName), ...others.toSorted(byName)]);
    found.push({ subject, nature: natureOf(subject), namespace, bindings, ...way });
  }
  return found;
}

/** Bindings that together have all the bits, in order, each only if it adds something. */
function smallest(
  needed: PowerSet,
  bindings: readonly { binding: IndexedBinding; bits: PowerSet }[],
): IndexedBinding[] {
  const chosen: IndexedBinding[] = [];
  let missing = needed;
  for (const { binding, bits } of bindings) {
    if ((missing & bits) === 0n) continue;
    chosen.push(binding);
    missing &= ~bits;
  }
  return chosen;
}

function byName(
  { binding: left }: { binding: IndexedBinding },
  { binding: right }: { binding: IndexedBinding },
): number {
  return compareText(left.key, right.key);
}
