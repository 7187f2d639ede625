import type { Family } from '../address.ts';
import type { Direction } from '../policies/policy.ts';
import {
  add,
  type Bitset,
  difference,
  emptySet,
  has,
  intersection,
  isEmpty,
  isEqual,
  remove,
  union,
} from './bitset.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { NamedPort } from './rule-sets.ts';
import { protocolsOf, type Universe } from './universe.ts';

/** Peers and ports that a rule is about, for one subject: several where a name means other numbers at other peers. */
export interface Cell {
  readonly ports: Bitset;
  readonly peers: Bitset;
  /** In a row: those that may connect besides, by an address that is not known. */
  readonly maybe?: Bitset;
}

/** With those that the rule may take besides. */
export interface RuleCell extends Cell {
  readonly possible: Bitset;
}

/**
 * A rule as peers with ports. A name is looked up in the pod that is reached: of an ingress rule that is the subject, of an
 * egress rule the peer, so that one rule opens different numbers at different peers; an address has no names.
 */
export function* cellsOf(
  compiled: CompiledRule,
  subject: number,
  direction: Direction,
  universe: Universe,
  family?: Family,
): Iterable<RuleCell> {
  const { rule } = compiled;
  const { peers: taken, own, possible, ports, named, notNamed } = compiled.in(universe, family);
  const holds = own === undefined || has(own.sure, subject);
  if (!holds && !(own.maybe !== undefined && has(own.maybe, subject))) return;
  const peers = holds ? taken.sure : emptySet(universe.size);
  if (rule.portless === 'some') {
    const some = universe.ports.none();
    add(some, universe.ports.portless);
    yield { ports: some, peers: emptySet(universe.size), possible };
  }
  if (direction === 'ingress') {
    const all = named.length + notNamed.length === 0 ? ports : ports.slice();
    for (const atom of numbersAt(named, subject, universe)) add(all, atom);
    for (const atom of numbersAt(notNamed, subject, universe)) remove(all, atom);
    if (!isEmpty(all)) yield { ports: all, peers, possible };
    return;
  }
  let cells: RuleCell[] = isEmpty(ports) ? [] : [{ ports, peers, possible }];
  for (const { atom, having } of numbersOfPeers(named, universe)) {
    const set = universe.ports.none();
    add(set, atom);
    const some = intersection(possible, having);
    cells.push({
      ports: set,
      peers: peers === possible ? some : intersection(peers, having),
      possible: some,
    });
  }
  for (const { atom, having } of numbersOfPeers(notNamed, universe))
    cells = cells.flatMap((cell) => withoutPort(cell, atom, having));
  for (const cell of cells) if (!isEmpty(cell.possible)) yield cell;
}

function* numbersAt(names: readonly NamedPort[], subject: number, universe: Universe): Iterable<number> {
  for (const port of names)
    for (const protocol of protocolsOf(port))
      for (const number of universe.classes[subject]?.example.namedPorts.get(`${protocol}/${port.name}`) ??
        [])
        yield universe.ports.at(protocol, number);
}

function* numbersOfPeers(
  names: readonly NamedPort[],
  universe: Universe,
): Iterable<{ readonly atom: number; readonly having: Bitset }> {
  for (const port of names)
    for (const protocol of protocolsOf(port))
      for (const [number, having] of universe.namedPort(protocol, port.name))
        yield { atom: universe.ports.at(protocol, number), having };
}

/** A cell without one port for some peers: those, and the others. */
function withoutPort(cell: RuleCell, atom: number, peers: Bitset): RuleCell[] {
  if (!has(cell.ports, atom)) return [cell];
  const ports = cell.ports.slice();
  remove(ports, atom);
  return [
    { ports: cell.ports, peers: difference(cell.peers, peers), possible: difference(cell.possible, peers) },
    { ports, peers: intersection(cell.peers, peers), possible: intersection(cell.possible, peers) },
  ];
}

/** Adds a cell to others, joining it with one of the same ports; sets that rules share are not changed. */
export function addCell(cells: RuleCell[], { ports, peers, possible }: RuleCell): void {
  const at = cells.findIndex((cell) => isEqual(cell.ports, ports));
  const same = cells[at];
  if (same === undefined) {
    cells.push({ ports, peers, possible });
    return;
  }
  const all = union(same.peers, peers);
  const isSure = same.possible === same.peers && possible === peers;
  cells[at] = {
    ports: same.ports,
    peers: all,
    possible: isSure ? all : union(same.possible, possible),
  };
}
