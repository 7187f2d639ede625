import type { ClusterAccess } from '../cluster-access.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import { principalOf, type Subject, subjectKey } from '../subject.ts';
import type { PowerBits, PowerSet } from './power-bits.ts';

/** A binding and what it gives. */
export interface Grant {
  readonly binding: IndexedBinding;
  readonly bits: PowerSet;
}

/** What a subject holds in one place. */
export interface HeldInPlace {
  /** By bindings of one's own. */
  readonly bits: PowerSet;
  /** By those that Kubernetes and the platform make as well. */
  readonly allBits: PowerSet;
  /** Bindings of one's own. */
  readonly grants: readonly Grant[];
}

/** What a subject holds by name, by namespace; of the whole cluster under the empty name. */
export interface HeldPowers {
  readonly subject: Subject;
  readonly places: ReadonlyMap<string, HeldInPlace>;
}

const known = new WeakMap<PowerBits, Holding>();

/** What every subject holds that a binding names, by its key; needs that came since the last time are added. */
export function heldPowers(access: ClusterAccess, powerBits: PowerBits): ReadonlyMap<string, HeldPowers> {
  let holding = known.get(powerBits);
  if (holding === undefined) known.set(powerBits, (holding = new Holding(access, powerBits)));
  return holding.settled();
}

/** What the groups hold that the API server puts a subject in. */
export function heldByGroups(subject: Subject, held: ReadonlyMap<string, HeldPowers>): HeldPowers[] {
  return principalOf(subject).groups.flatMap((name) => {
    const group = held.get(subjectKey({ kind: 'Group', name }));
    return group === undefined || group.subject === subject ? [] : group;
  });
}

interface Place extends HeldInPlace {
  bits: PowerSet;
  allBits: PowerSet;
  readonly grants: OwnGrant[];
}

interface OwnGrant extends Grant {
  bits: PowerSet;
}

/** A binding where it names a subject; no grant where the binding is a default. */
interface Named {
  readonly place: Place;
  readonly binding: IndexedBinding;
  readonly grant: OwnGrant | undefined;
}

class Holding {
  readonly #access: ClusterAccess;
  readonly #powerBits: PowerBits;
  readonly #held = new Map<string, { readonly subject: Subject; readonly places: Map<string, Place> }>();
  readonly #byRole = new Map<RoleSlot, { powers: PowerSet; readonly named: readonly Named[] }>();
  #size = -1;

  constructor(access: ClusterAccess, powerBits: PowerBits) {
    this.#access = access;
    this.#powerBits = powerBits;
  }

  settled(): ReadonlyMap<string, HeldPowers> {
    if (this.#size === this.#powerBits.size) return this.#held;
    this.#size = this.#powerBits.size;
    for (const [role, powers] of this.#powerBits.roles()) {
      let entry = this.#byRole.get(role);
      if (entry?.powers === powers) continue;
      if (entry === undefined) this.#byRole.set(role, (entry = { powers, named: this.#namedBy(role) }));
      entry.powers = powers;
      const limited = this.#powerBits.inNamespace(powers);
      // Needs are only ever added.
      for (const { place, binding, grant } of entry.named) {
        const bits = binding.namespace === '' ? powers : limited;
        place.allBits |= bits;
        if (grant === undefined) continue;
        place.bits |= bits;
        grant.bits = bits;
      }
    }
    return this.#held;
  }

  #namedBy(role: RoleSlot): Named[] {
    const named: Named[] = [];
    for (const binding of role.bindings) {
      const isDefault = this.#access.stateOfBinding(binding) === 'default';
      for (const { subject } of binding.subjects) {
        const place = this.#placeOf(subject, binding.namespace);
        if (isDefault) {
          named.push({ place, binding, grant: undefined });
          continue;
        }
        if (place.grants.some((other) => other.binding === binding)) continue;
        const grant = { binding, bits: 0n };
        place.grants.push(grant);
        named.push({ place, binding, grant });
      }
    }
    return named;
  }

  #placeOf(subject: Subject, namespace: string): Place {
    const key = subjectKey(subject);
    let entry = this.#held.get(key);
    if (entry === undefined) this.#held.set(key, (entry = { subject, places: new Map() }));
    let place = entry.places.get(namespace);
    if (place === undefined) entry.places.set(namespace, (place = { bits: 0n, allBits: 0n, grants: [] }));
    return place;
  }
}
