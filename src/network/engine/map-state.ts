import type { Cluster } from '../../cluster/index.ts';
import type { Family } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import type { Direction, Policy, TierReading } from '../policies/policy.ts';
import type { ProfileOptions } from '../profile.ts';
import { CompiledPolicies } from './compiled-policies.ts';
import { isAdditive, type Row, rowOf } from './rows.ts';
import { Universe } from './universe.ts';

/** What the map of one state is made of. */
export interface MapParts {
  readonly cluster: Cluster;
  readonly pods: readonly NetworkPod[];
  /** Policies in force. */
  readonly policies: readonly Policy[];
  readonly tiers: readonly TierReading[];
  readonly options: ProfileOptions;
}

type Rows = Readonly<Record<Direction, (Row | undefined)[]>>;

/** The map of one state: the numbers of everybody, who is subject to which policies, and rows as they are asked for. */
export class MapState {
  readonly universe: Universe;
  readonly compiled: CompiledPolicies;
  readonly #parts: MapParts;
  readonly #rows: Rows;
  /** Of subjects that may connect otherwise by one family of addresses than by the other. */
  readonly #familyRows: Record<`${Direction} ${Family}`, (Row | undefined)[]> = {
    'ingress 4': [],
    'ingress 6': [],
    'egress 4': [],
    'egress 6': [],
  };

  private constructor(parts: MapParts, universe: Universe, compiled: CompiledPolicies, rows: Rows) {
    this.#parts = parts;
    this.universe = universe;
    this.compiled = compiled;
    this.#rows = rows;
  }

  static of(parts: MapParts): MapState {
    const { cluster, pods, policies, options } = parts;
    return MapState.#anew(parts, new Universe(cluster, pods, policies, options));
  }

  /**
   * The map of a later state. Numbers and rows are made anew where {@link Universe.after} has no number for what is new.
   *
   * @param namespaces those whose labels may be others
   */
  after(parts: MapParts, namespaces: ReadonlySet<string>): MapState {
    const pods = differenceOf(this.#parts.pods, parts.pods);
    const policies = differenceOf(this.#parts.policies, parts.policies);
    const change = {
      ...pods,
      cluster: parts.cluster,
      pods: parts.pods,
      policies: policies.added,
      namespaces,
    };
    const next = this.universe.after(change);
    if (next === undefined) return MapState.#anew(parts, this.universe.anew(change, parts.policies));
    const { universe, touched, hasNewPorts } = next;
    const removed = new Set(policies.removed);
    const { compiled, stale } = this.compiled.after(universe, { removed, added: policies.added }, touched);
    const rowsOf = (direction: Direction): Rows[Direction] => {
      if (hasNewPorts) return [];
      const rows = this.#rows[direction].slice();
      for (const subject of stale[direction]) rows[subject] = undefined;
      // Whom no rule takes is in a row all the same where its policies do not only add to each other.
      if (touched.size > 0)
        for (const [subject, row] of rows.entries())
          if (row !== undefined && row !== 'open' && !isAdditive(compiled.tiersOf(subject, direction)))
            rows[subject] = undefined;
      return rows;
    };
    return new MapState(parts, universe, compiled, { ingress: rowsOf('ingress'), egress: rowsOf('egress') });
  }

  row(subject: number, direction: Direction, family?: Family): Row {
    if (family !== undefined && this.compiled.nameAddresses(subject, direction)) {
      const rows = this.#familyRows[`${direction} ${family}`];
      return (rows[subject] ??= rowOf(subject, direction, this.compiled, this.universe, family));
    }
    return (this.#rows[direction][subject] ??= rowOf(subject, direction, this.compiled, this.universe));
  }

  static #anew(parts: MapParts, universe: Universe): MapState {
    const compiled = CompiledPolicies.of(universe, parts.policies, parts.tiers);
    return new MapState(parts, universe, compiled, { ingress: [], egress: [] });
  }
}

const nothing = { added: [], removed: [] };

/** What only one of two lists has; they are the same list where nothing changed. */
function differenceOf<Item>(
  before: readonly Item[],
  after: readonly Item[],
): Record<'added' | 'removed', Item[]> {
  if (before === after) return nothing;
  const [old, now] = [new Set(before), new Set(after)];
  return {
    added: after.filter((each) => !old.has(each)),
    removed: before.filter((each) => !now.has(each)),
  };
}
