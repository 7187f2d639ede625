import {
  add,
  type Bitset,
  emptySet,
  has,
  intersection,
  isEmpty,
  isEqual,
  union,
  unite,
} from '../engine/bitset.ts';
import { portGroups } from '../engine/rows.ts';
import type { Direction } from '../policies/policy.ts';
import { type ChangeSide, type CommonNumbers, haveSameNumbers } from './change-side.ts';
import type { Both, Party } from './common-workloads.ts';
import { type ChangeKind, changeKinds, compared, isWrittenAlike, type Known } from './compared.ts';

/** Addresses outside that some parties gain or lose, on which ports. */
export interface AddressChange {
  readonly change: ChangeKind;
  /** `egress`: from the parties to the addresses. */
  readonly direction: Direction;
  readonly parties: Bitset;
  readonly blocks: Bitset;
  readonly ports: Bitset;
}

/** What policies of two states let through to and from addresses outside the cluster, where they differ. */
export function changedAddresses(sides: Both<ChangeSide>, common: CommonNumbers): AddressChange[] {
  const changes = new Map<string, AddressChange>();
  for (const [index, party] of common.parties.entries())
    for (const direction of ['ingress', 'egress'] as const)
      for (const { change, blocks, ports } of changesOf(party, direction, sides, common)) {
        const key = [change, direction, blocks.join(','), ports.join(',')].join(' ');
        let known = changes.get(key);
        if (known === undefined)
          changes.set(
            key,
            (known = { change, direction, parties: emptySet(common.parties.length), blocks, ports }),
          );
        add(known.parties, index);
      }
  return [...changes.values()];
}

type Change = Pick<AddressChange, 'change' | 'blocks' | 'ports'>;

function changesOf(
  party: Party,
  direction: Direction,
  sides: Both<ChangeSide>,
  common: CommonNumbers,
): Change[] {
  const [before, after] = sides.map((side) =>
    party.classes[side.at].map((each) => side.row(each, direction)),
  );
  if ([before, after].every((rows) => rows?.every((row) => row === 'open'))) return [];
  if (
    haveSameNumbers(sides, common) &&
    before?.every((row, at) => isWrittenAlike(row, after?.[at] ?? [])) === true
  )
    return [];
  const shared = sharedBlocks(party, sides, common);
  const reaches = sides.map((side) =>
    party.classes[side.at].flatMap((each) => reachOf(side, each, direction, shared)),
  );
  const found: Change[] = [];
  const put = (change: ChangeKind, blocks: Bitset, ports: Bitset): void => {
    if (isEmpty(blocks)) return;
    const known = found.find((each) => each.change === change && isEqual(each.blocks, blocks));
    if (known === undefined) found.push({ change, blocks, ports: ports.slice() });
    else unite(known.ports, ports);
  };
  for (const { ports, atom } of portGroups(reaches.flat(), common)) {
    const told = compared(blocksAt(reaches[0] ?? [], atom, common), blocksAt(reaches[1] ?? [], atom, common));
    for (const change of changeKinds) put(change, told[change], ports);
  }
  return found;
}

interface Reach extends Known {
  readonly ports: Bitset;
}

function reachOf(side: ChangeSide, index: number, direction: Direction, shared: Bitset): Reach[] {
  const row = side.row(index, direction);
  if (row === 'open')
    return [{ ports: side.ports(side.engine.universe.ports.all), sure: shared, possible: shared }];
  return row.map(({ ports, peers, maybe }) => {
    const sure = intersection(side.blocks(peers), shared);
    const possible = maybe === undefined ? sure : union(sure, intersection(side.blocks(maybe), shared));
    return { ports: side.ports(ports), sure, possible };
  });
}

const byFamilies = new WeakMap<CommonNumbers, Map<string, Bitset>>();

/** A pod without an address of a family exchanges nothing with that family; where no address is known, it may have both. */
function sharedBlocks({ classes }: Party, sides: Both<ChangeSide>, common: CommonNumbers): Bitset {
  const families = new Set(
    sides.flatMap(({ engine, at }) =>
      classes[at].flatMap(
        (each) => engine.universe.classes[each]?.example.addresses.map(({ family }) => family) ?? [],
      ),
    ),
  );
  const known = byFamilies.get(common) ?? new Map<string, Bitset>();
  byFamilies.set(common, known);
  const key = ([4, 6] as const).filter((family) => families.has(family)).join(' ');
  let shared = known.get(key);
  if (shared === undefined) {
    known.set(key, (shared = emptySet(common.blocks.length)));
    for (const [at, { family }] of common.blocks.entries())
      if (families.size === 0 || families.has(family)) add(shared, at);
  }
  return shared;
}

function blocksAt(reaches: readonly Reach[], atom: number, { blocks }: CommonNumbers): Known {
  const found = { sure: emptySet(blocks.length), possible: emptySet(blocks.length) };
  for (const { ports, sure, possible } of reaches) {
    if (!has(ports, atom)) continue;
    unite(found.sure, sure);
    unite(found.possible, possible);
  }
  return found;
}
