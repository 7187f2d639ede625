import { add, type Bitset, emptySet, hasCommon, intersection, members, unite } from '../engine/bitset.ts';
import type { Direction } from '../policies/policy.ts';
import type { Connections, UnitRow } from './connections.ts';
import type { Unit } from './members.ts';

/**
 * Pairs of which nothing says at once that they do not connect. Destinations that are closed are asked whom they let in, and
 * sources that are closed whom they let out of the destinations that are open, so that a pair is only looked at where a rule
 * or nothing at all joins the two.
 *
 * @param rely told of each closed side that keeps pairs out
 */
export function* candidates(
  connections: Connections,
  sources: readonly Unit[],
  destinations: readonly Unit[],
  rely: (unit: Unit, direction: Direction) => void,
): Generator<readonly [Unit, Unit]> {
  const { size } = connections.engine.universe;
  const amongSources = lookup(sources, size);
  const open: Unit[] = [];
  for (const destination of destinations) {
    const row = connections.row(destination, 'ingress');
    if (typeof row === 'string') {
      open.push(destination);
      continue;
    }
    rely(destination, 'ingress');
    for (const source of amongSources(peersOf(row, connections, size))) yield [source, destination];
  }
  if (open.length === 0) return;
  const amongOpen = lookup(open, size);
  for (const source of sources) {
    const row = connections.row(source, 'egress');
    if (typeof row !== 'string') rely(source, 'egress');
    for (const destination of typeof row === 'string' ? open : amongOpen(peersOf(row, connections, size)))
      yield [source, destination];
  }
}

/** Those with whom a closed side may connect on a port that is asked about. */
function peersOf(row: Exclude<UnitRow, string>, { asked }: Connections, size: number): Bitset {
  const found = emptySet(size);
  for (const { ports, peers, maybe } of row) {
    if (!hasCommon(ports, asked)) continue;
    unite(found, peers);
    if (maybe !== undefined) unite(found, maybe);
  }
  return found;
}

/** Finds units by their places in the universe; those that have none, of which rows say nothing, are always found. */
function lookup(units: readonly Unit[], size: number): (places: Bitset) => Iterable<Unit> {
  const all = emptySet(size);
  for (const { index } of units) if (index >= 0) add(all, index);
  const at = Map.groupBy(units, ({ index }) => index);
  const others = at.get(-1) ?? [];
  return function* among(places) {
    for (const index of members(intersection(all, places))) yield* at.get(index) ?? [];
    yield* others;
  };
}
