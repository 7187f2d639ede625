import { isDeepStrictEqual } from 'node:util';
import type { Block } from '../address.ts';
import { add, type Bitset, emptySet, has, hasCommon, intersect, members, unite } from '../engine/bitset.ts';
import { hasWay, type Way } from '../engine/families.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { PortAtoms } from '../engine/port-atoms.ts';
import type { Row } from '../engine/rows.ts';
import type { Direction } from '../policies/policy.ts';
import type { Both, Party } from './common-workloads.ts';
import type { Known } from './compared.ts';

/** Numbers that both states have: parties of workloads, runs of ports and blocks of addresses. */
export interface CommonNumbers {
  readonly parties: readonly Party[];
  readonly ports: PortAtoms;
  /** Pieces that no policy of either state splits, in order. */
  readonly blocks: readonly Block[];
}

/** Whom some classes are let out to on some ports. */
export interface Outlet {
  /** In common numbers. */
  readonly ports: Bitset;
  readonly peers: Bitset;
  readonly maybe: Bitset | undefined;
  readonly sources: Bitset;
}

/** One state, with its sets put into the numbers that both have. */
export class ChangeSide {
  readonly engine: NetworkEngine;
  /** Its place in {@link Party.classes}. */
  readonly at: 0 | 1;
  /** Classes that are let out to everybody on every port. */
  readonly open: Bitset;
  readonly #common: CommonNumbers;
  readonly #partiesOf: readonly (readonly number[])[];
  /** The family of addresses that connections use. */
  readonly #way: Way;
  /** Classes in the network of their node, which may be that of whom they talk to. */
  readonly #nodes: Bitset;
  readonly #piecesOf: readonly (readonly number[])[];
  readonly #parties = new Map<Bitset, Bitset>();
  readonly #ports = new Map<Bitset, Bitset>();
  readonly #blocks = new Map<Bitset, Bitset>();

  constructor(engine: NetworkEngine, at: 0 | 1, common: CommonNumbers, way?: Way) {
    this.engine = engine;
    this.#way = way;
    this.at = at;
    this.#common = common;
    const { classes, size, blocks } = engine.universe;
    const partiesOf: number[][] = classes.map(() => []);
    for (const [index, party] of common.parties.entries())
      for (const each of party.classes[at]) partiesOf[each]?.push(index);
    this.#partiesOf = partiesOf;
    this.#nodes = emptySet(size);
    if (engine.profile.options.filtersOwnNode !== true)
      for (const { index, example } of classes) if (example.hostNetwork) add(this.#nodes, index);
    this.#piecesOf = piecesOf(blocks, common.blocks);
    this.open = emptySet(size);
    for (const { index } of classes)
      if (partiesOf[index]?.length !== 0 && this.isThere(index) && this.row(index, 'egress') === 'open')
        add(this.open, index);
  }

  row(index: number, direction: Direction): Row {
    return this.engine.profile.enforces ? this.engine.row(index, direction, this.#way) : 'open';
  }

  /** Whether a class has an address of the family that connections use. */
  isThere(index: number): boolean {
    const of = this.engine.universe.classes[index];
    return of !== undefined && hasWay(of, this.#way);
  }

  /**
   * The ways out of classes that are not let out to everybody: of some, or whichever lead to some. Classes with the same way
   * out are one outlet, so that each is asked once.
   */
  outlets({ of, to }: { readonly of?: Bitset; readonly to?: Bitset }): Outlet[] {
    const outlets = new Map<string, Outlet>();
    for (const { index } of this.engine.universe.classes) {
      if (this.#partiesOf[index]?.length === 0 || (of !== undefined && !has(of, index))) continue;
      if (!this.isThere(index)) continue;
      const row = this.row(index, 'egress');
      if (row === 'open') continue;
      for (const { ports, peers, maybe } of row) {
        if (to !== undefined && !hasCommon(peers, to) && (maybe === undefined || !hasCommon(maybe, to)))
          continue;
        const key = [ports, peers, maybe ?? []].map((each) => each.join(',')).join(' ');
        let outlet = outlets.get(key);
        if (outlet === undefined) {
          outlet = { ports: this.ports(ports), peers, maybe, sources: emptySet(this.engine.universe.size) };
          outlets.set(key, outlet);
        }
        add(outlet.sources, index);
      }
    }
    return [...outlets.values()];
  }

  /**
   * Who connects to a class, on the ports of one atom.
   *
   * @param outlets those that may lead to it
   */
  sourcesOf(destination: number, atom: number, outlets: readonly Outlet[]): Known {
    const sure = this.open.slice();
    const possible = this.open.slice();
    for (const { ports, peers, maybe, sources } of outlets) {
      if (!has(ports, atom)) continue;
      if (has(peers, destination)) {
        unite(sure, sources);
        unite(possible, sources);
      } else if (maybe !== undefined && has(maybe, destination)) unite(possible, sources);
    }
    const row = this.row(destination, 'ingress');
    if (row !== 'open') {
      const cell = row.find(({ ports }) => has(this.ports(ports), atom));
      const none = emptySet(this.engine.universe.size);
      intersect(sure, cell?.peers ?? none);
      const into = this.#nodes.slice();
      if (cell !== undefined) unite(into, cell.peers);
      if (cell?.maybe !== undefined) unite(into, cell.maybe);
      intersect(possible, into);
    }
    return { sure: this.#toParties(sure), possible: this.#toParties(possible) };
  }

  /** The classes of some parties. */
  classes(parties: Bitset): Bitset {
    const classes = emptySet(this.engine.universe.size);
    for (const [index, { classes: of }] of this.#common.parties.entries())
      if (has(parties, index)) for (const each of of[this.at]) add(classes, each);
    return classes;
  }

  /** Classes as parties. Sets of rows are shared and kept. */
  parties(set: Bitset): Bitset {
    return kept(this.#parties, set, () => this.#toParties(set));
  }

  #toParties(set: Bitset): Bitset {
    const found = emptySet(this.#common.parties.length);
    const { length } = this.#partiesOf;
    for (const index of members(set)) {
      if (index >= length) break;
      for (const party of this.#partiesOf[index] ?? []) add(found, party);
    }
    return found;
  }

  ports(set: Bitset): Bitset {
    return kept(this.#ports, set, () => {
      const { ports } = this.engine.universe;
      if (set === ports.all) return this.#common.ports.all;
      const found = this.#common.ports.none();
      for (const member of members(set)) {
        const atom = ports.atoms[member];
        if (atom === undefined) add(found, this.#common.ports.portless);
        else this.#common.ports.range(found, atom.protocol, atom.first, atom.last);
      }
      return found;
    });
  }

  /** The blocks of a set of peers. */
  blocks(set: Bitset): Bitset {
    return kept(this.#blocks, set, () => {
      const { firstBlock } = this.engine.universe;
      const found = emptySet(this.#common.blocks.length);
      for (const [block, pieces] of this.#piecesOf.entries())
        if (has(set, firstBlock + block)) for (const piece of pieces) add(found, piece);
      return found;
    });
  }
}

const sameNumbers = new WeakMap<CommonNumbers, boolean>();

/** Whether classes of parties, runs of ports and blocks have the same numbers in both states. */
export function haveSameNumbers([before, after]: Both<ChangeSide>, common: CommonNumbers): boolean {
  const known = sameNumbers.get(common);
  if (known !== undefined) return known;
  const [old, now] = [before.engine.universe, after.engine.universe];
  const isSame =
    old === now ||
    (old.firstBlock === now.firstBlock &&
      common.parties.every(({ classes }) => isDeepStrictEqual(...classes)) &&
      isDeepStrictEqual(old.ports.atoms, now.ports.atoms) &&
      isDeepStrictEqual(old.blocks, now.blocks));
  sameNumbers.set(common, isSame);
  return isSame;
}

function kept(sets: Map<Bitset, Bitset>, set: Bitset, made: () => Bitset): Bitset {
  let found = sets.get(set);
  if (found === undefined) sets.set(set, (found = made()));
  return found;
}

/** Which pieces each block is cut into; both are in order. */
function piecesOf(blocks: readonly Block[], pieces: readonly Block[]): number[][] {
  const found: number[][] = blocks.map(() => []);
  let block = 0;
  for (const [index, piece] of pieces.entries()) {
    while (block < blocks.length && !holds(blocks[block], piece)) block++;
    found[block]?.push(index);
  }
  return found;
}

function holds(block: Block | undefined, { family, first }: Block): boolean {
  return block?.family === family && first <= block.last;
}
