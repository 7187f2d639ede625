import {
  add,
  type Bitset,
  difference,
  emptySet,
  fullSet,
  has,
  hasCommon,
  intersect,
  isEmpty,
  isEqual,
  remove,
  unite,
} from '../engine/bitset.ts';
import { portGroups, type Row } from '../engine/rows.ts';
import { type ChangeSide, type CommonNumbers, haveSameNumbers, type Outlet } from './change-side.ts';
import type { Both, Party } from './common-workloads.ts';
import { type ChangeKind, changeKinds, compared, isWrittenAlike, type Known } from './compared.ts';

/** Who gains or loses a connection to one party, on which ports. */
export interface ChangedPair {
  readonly change: ChangeKind;
  readonly destination: number;
  readonly sources: Bitset;
  readonly ports: Bitset;
}

export interface ChangedPairs {
  readonly pairs: readonly ChangedPair[];
  /** Whether a connection may have changed that is known of neither state. */
  readonly mayHide: boolean;
}

/**
 * Connections between parties that differ between two states. A pair is asked only where the way out of its source or the way
 * into its destination differs, and everybody who asks at once: the cost is that of the destinations.
 *
 * @param ways both states by each family of addresses; a connection is there where it is by one of them
 */
export function changedPairs(ways: readonly Both<ChangeSide>[], common: CommonNumbers): ChangedPairs {
  const out = changedRows('egress', ways, common);
  const into = changedRows('ingress', ways, common);
  const everybody = fullSet(common.parties.length);
  const sides = ways.flatMap(([before, after]) => [before, after]);
  const ofChanged = sides.map((side) => outletsOf(side, out));
  const ofAll = sides.map((side) => ({
    side,
    outlets: side.outlets({ to: side.classes(into) }),
    isOpen: true,
  }));
  const pairs: ChangedPair[] = [];
  let mayHide = false;
  for (const [destination, party] of common.parties.entries()) {
    const isChanged = has(into, destination);
    if (!isChanged && isEmpty(out)) continue;
    const asked = isChanged ? everybody : out;
    const of = (isChanged ? ofAll : ofChanged).map(({ side, outlets, isOpen }) => ({
      side,
      outlets: outlets.filter((outlet) => leadsTo(outlet, party.classes[side.at])),
      isOpen,
    }));
    if (!isChanged && of.every(({ outlets, isOpen }) => outlets.length === 0 && !isOpen)) continue;
    const found = { gains: new Found(), loses: new Found(), unknown: new Found() };
    for (const { ports, atom } of groupsAt(party, of, common)) {
      const told = compared(sourcesAt(party, 0, atom, of, common), sourcesAt(party, 1, atom, of, common));
      for (const change of changeKinds) found[change].add(told[change], asked, ports, destination, party);
      mayHide ||= hasCommon(told.hidden, asked);
    }
    for (const change of changeKinds)
      for (const each of found[change].sets) pairs.push({ change, destination, ...each });
  }
  return { pairs, mayHide };
}

/** Parties whose way in one direction may not be the same in both states. */
function changedRows(
  direction: 'ingress' | 'egress',
  ways: readonly Both<ChangeSide>[],
  common: CommonNumbers,
): Bitset {
  const changed = emptySet(common.parties.length);
  for (const sides of ways) {
    const hasSameNumbers = haveSameNumbers(sides, common);
    for (const [index, { classes }] of common.parties.entries()) {
      const [[before, ...more], [after, ...others]] = classes;
      const isSame =
        before !== undefined &&
        after !== undefined &&
        more.length + others.length === 0 &&
        sides[0].isThere(before) === sides[1].isThere(after) &&
        isSameRow(
          [sides[0].row(before, direction), sides[1].row(after, direction)],
          sides,
          common,
          hasSameNumbers,
        );
      if (!isSame) add(changed, index);
    }
  }
  return changed;
}

function isSameRow(
  [before, after]: Both<Row>,
  sides: Both<ChangeSide>,
  common: CommonNumbers,
  hasSameNumbers: boolean,
): boolean {
  if (hasSameNumbers && isWrittenAlike(before, after)) return true;
  if (before === 'open' || after === 'open') return before === after;
  const cells = [before, after].flatMap((row, at) =>
    row.map(({ ports, peers, maybe }) => ({
      at,
      ports: (sides[at] as ChangeSide).ports(ports),
      peers: (sides[at] as ChangeSide).parties(peers),
      maybe: maybe && (sides[at] as ChangeSide).parties(maybe),
    })),
  );
  const none = emptySet(common.parties.length);
  return portGroups(cells, common).every(({ atom }) => {
    const [left, right] = [0, 1].map((wanted) =>
      cells.find(({ at, ports }) => at === wanted && has(ports, atom)),
    );
    return (
      isEqual(left?.peers ?? none, right?.peers ?? none) && isEqual(left?.maybe ?? none, right?.maybe ?? none)
    );
  });
}

/** The ways out of one state by one family. */
interface Outlets {
  readonly side: ChangeSide;
  readonly outlets: readonly Outlet[];
  /** Whether somebody of them is let out to everybody. */
  readonly isOpen: boolean;
}

/** The ways out of some parties. */
function outletsOf(side: ChangeSide, of: Bitset): Outlets {
  const classes = side.classes(of);
  return { side, outlets: side.outlets({ of: classes }), isOpen: hasCommon(side.open, classes) };
}

function leadsTo({ peers, maybe }: Outlet, classes: readonly number[]): boolean {
  return classes.some((each) => has(peers, each) || (maybe !== undefined && has(maybe, each)));
}

/** Ports that nothing tells apart which either state says of one destination. */
function groupsAt({ classes }: Party, of: readonly Outlets[], common: CommonNumbers) {
  const cells: { readonly ports: Bitset }[] = [];
  for (const { side, outlets } of of) {
    cells.push(...outlets);
    for (const each of classes[side.at]) {
      const row = side.row(each, 'ingress');
      if (row !== 'open') for (const { ports } of row) cells.push({ ports: side.ports(ports) });
    }
  }
  return portGroups(cells, common);
}

/** Whoever reaches some pod of a party in one state, by some family. */
function sourcesAt(
  party: Party,
  at: 0 | 1,
  atom: number,
  of: readonly Outlets[],
  common: CommonNumbers,
): Known {
  const found = { sure: emptySet(common.parties.length), possible: emptySet(common.parties.length) };
  for (const { side, outlets } of of) {
    if (side.at !== at) continue;
    for (const each of party.classes[at]) {
      if (!side.isThere(each)) continue;
      const { sure, possible } = side.sourcesOf(each, atom, outlets);
      unite(found.sure, sure);
      unite(found.possible, possible);
    }
  }
  return found;
}

/** Sets of sources with their ports, those of the same sources together. */
class Found {
  readonly sets: { readonly sources: Bitset; readonly ports: Bitset }[] = [];

  add(sources: Bitset, asked: Bitset, ports: Bitset, destination: number, { workloads }: Party): void {
    intersect(sources, asked);
    // A workload and itself are no pair; two that are told alike are one.
    if (workloads.length === 1) remove(sources, destination);
    if (isEmpty(sources)) return;
    const known = this.sets.find((each) => isEqual(each.sources, sources));
    if (known === undefined) this.sets.push({ sources, ports: ports.slice() });
    else unite(known.ports, ports);
  }
}

/** The same change of the same sources on the same ports, with all whom it is to. */
export interface ChangeGroup {
  readonly change: ChangeKind;
  readonly sources: Bitset;
  readonly destinations: Bitset;
  readonly ports: Bitset;
}

/**
 * Changes as few as they can be told. A destination is no source of its own, so that `every other workload` is another set at
 * each: it is added where that makes its namespace whole, or the set one that is told already.
 */
export function groupedPairs(pairs: readonly ChangedPair[], { parties }: CommonNumbers): ChangeGroup[] {
  const ofNamespace = new Map<string, Bitset>();
  for (const [index, { namespace }] of parties.entries()) {
    let set = ofNamespace.get(namespace);
    if (set === undefined) ofNamespace.set(namespace, (set = emptySet(parties.length)));
    add(set, index);
  }
  const everybody = fullSet(parties.length);
  const groups = new Map<string, ChangeGroup>();
  const put = ({ change, destination, ports }: ChangedPair, sources: Bitset): void => {
    const key = keyOf(change, sources, ports);
    let group = groups.get(key);
    if (group === undefined)
      groups.set(key, (group = { change, sources, destinations: emptySet(parties.length), ports }));
    add(group.destinations, destination);
  };
  const rest: { pair: ChangedPair; filled: Bitset }[] = [];
  for (const pair of pairs) {
    const { sources, destination } = pair;
    const { namespace, workloads } = parties[destination] as Party;
    // Of several workloads, some talk to each other or none do, and the set says which.
    if (workloads.length > 1) {
      put(pair, sources);
      continue;
    }
    const filled = sources.slice();
    add(filled, destination);
    const neighbours = ofNamespace.get(namespace) ?? emptySet(parties.length);
    const isWhole = isEmpty(difference(neighbours, filled)) && hasCommon(neighbours, sources);
    if (isWhole || isEqual(filled, everybody)) put(pair, filled);
    else rest.push({ pair, filled });
  }
  const told = new Set([
    ...groups.keys(),
    ...rest.map(({ pair }) => keyOf(pair.change, pair.sources, pair.ports)),
  ]);
  for (const { pair, filled } of rest)
    put(pair, told.has(keyOf(pair.change, filled, pair.ports)) ? filled : pair.sources);
  return [...groups.values()];
}

function keyOf(change: ChangeKind, sources: Bitset, ports: Bitset): string {
  return `${change} ${sources.join(',')} ${ports.join(',')}`;
}
