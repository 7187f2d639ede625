import type { Family } from '../address.ts';
import type { Action, Direction } from '../policies/policy.ts';
import {
  add,
  type Bitset,
  difference,
  emptySet,
  has,
  intersection,
  isEmpty,
  subtract,
  unite,
} from './bitset.ts';
import type { CompiledPolicies, CompiledPolicy, TierPolicies } from './compiled-policies.ts';
import { addCell, type Cell, cellsOf, type RuleCell } from './rule-cells.ts';
import type { Universe } from './universe.ts';

/**
 * Whom a class may talk to in one direction: everybody on every port, which is never written out, or cells whose ports have
 * nothing in common. `peers` of a cell surely connect, `maybe` depends on what is not known.
 */
export type Row = 'open' | readonly Cell[];

/**
 * The row of a class: whom it surely connects with. Policies that only add to each other are united; others are folded in the
 * order of their tiers, each rule taking what is left of the peers of its ports.
 *
 * @param family of the addresses that connections use; absent: any that an end has, so that who is named by one is in the row
 * https://network-policy-api.sigs.k8s.io/api-overview/#general-notes-on-the-adminnetworkpolicy-api
 */
export function rowOf(
  subject: number,
  direction: Direction,
  policies: CompiledPolicies,
  universe: Universe,
  family?: Family,
): Row {
  if (universe.classes[subject]?.example.hostNetwork === true) return 'open';
  const tiers = policies.tiersOf(subject, direction);
  const [only] = tiers;
  if (only === undefined) return 'open';
  if (isAdditive(tiers))
    return split(additive(only.policies, subject, direction, universe, family), universe);
  const stages = tiers.map((tier) => stageOf(tier, subject, direction, universe, family));
  const groups = portGroups(
    stages.flatMap(({ cells }) => cells),
    universe,
  );
  return groups.flatMap(({ ports, atom }): Cell[] => {
    const found = { denied: emptySet(universe.size), allowed: emptySet(universe.size) };
    let left = universe.everybody;
    for (const stage of stages) left = fold(stage, atom, left, found);
    unite(found.allowed, left);
    return cellOf(ports, difference(universe.everybody, found.denied), found.allowed);
  });
}

/** Whether policies only add to each other, so that a row has none but those whom some rule takes. */
export function isAdditive(tiers: readonly TierPolicies[]): boolean {
  const [only] = tiers;
  return tiers.length === 1 && only?.reading.rest === 'deny' && only.policies.every(({ isPlain }) => isPlain);
}

/** A cell with those who surely connect and those who may; nothing where there are none. */
function cellOf(ports: Bitset, peers: Bitset, possible: Bitset): Cell[] {
  const maybe = peers === possible ? undefined : difference(possible, peers);
  if (maybe !== undefined && !isEmpty(maybe)) return [{ ports, peers, maybe }];
  return isEmpty(peers) ? [] : [{ ports, peers }];
}

type OrderedCell = RuleCell & { readonly action: Action };

interface Stage {
  readonly cells: readonly OrderedCell[];
  readonly deniesRest: boolean;
}

function stageOf(
  { reading, policies }: TierPolicies,
  subject: number,
  direction: Direction,
  universe: Universe,
  family: Family | undefined,
): Stage {
  const cells = policies.flatMap(({ rules }) =>
    rules.flatMap((compiled) =>
      [...cellsOf(compiled, subject, direction, universe, family)].map((cell) => ({
        ...cell,
        action: compiled.rule.action,
      })),
    ),
  );
  return {
    cells: reading.policies === 'together' ? cells.sort(denialsFirst) : cells,
    deniesRest: reading.rest === 'deny' && isolates(policies, direction, universe),
  };
}

function isolates(policies: readonly CompiledPolicy[], direction: Direction, { options }: Universe): boolean {
  return (
    options.isolatesAll === true || policies.some(({ policy }) => policy.isolates?.[direction] !== false)
  );
}

function denialsFirst(left: OrderedCell, right: OrderedCell): number {
  return Number(right.action === 'deny') - Number(left.action === 'deny');
}

function additive(
  policies: readonly CompiledPolicy[],
  subject: number,
  direction: Direction,
  universe: Universe,
  family: Family | undefined,
): RuleCell[] {
  const cells: RuleCell[] = [];
  for (const { rules } of policies)
    for (const rule of rules)
      for (const cell of cellsOf(rule, subject, direction, universe, family)) addCell(cells, cell);
  return cells;
}

/** Cells whose ports overlap, as cells whose ports do not. */
function split(cells: readonly RuleCell[], universe: Universe): Cell[] {
  const [only] = cells;
  if (cells.length === 1 && only !== undefined) return cellOf(only.ports, only.peers, only.possible);
  const isSure = cells.every(({ peers, possible }) => peers === possible);
  return portGroups(cells, universe).flatMap(({ ports, atom }) => {
    const peers = emptySet(universe.size);
    const possible = isSure ? peers : emptySet(universe.size);
    for (const cell of cells) {
      if (!has(cell.ports, atom)) continue;
      unite(peers, cell.peers);
      if (!isSure) unite(possible, cell.possible);
    }
    return cellOf(ports, peers, possible);
  });
}

/** Ports that the same cells are about; those that none is about are a group as well. */
export function portGroups(
  cells: readonly Pick<Cell, 'ports'>[],
  universe: { readonly ports: Pick<Universe['ports'], 'size'> },
): { readonly ports: Bitset; readonly atom: number }[] {
  const groups = new Map<string, { ports: Bitset; atom: number }>();
  const distinct = [...new Set(cells.map(({ ports }) => ports))];
  for (let atom = 0; atom < universe.ports.size; atom++) {
    const key = distinct.map((ports) => (has(ports, atom) ? 1 : 0)).join('');
    const known = groups.get(key);
    if (known === undefined) {
      const ports = emptySet(universe.ports.size);
      groups.set(key, { ports, atom });
      add(ports, atom);
    } else add(known.ports, atom);
  }
  return [...groups.values()];
}

/** Whom rules deny or may deny, and whom they allow or may allow. */
interface Found {
  readonly denied: Bitset;
  readonly allowed: Bitset;
}

/**
 * What a tier says of one port: adds to `found`, and returns whom it leaves to the next tier. Everybody is allowed or denied in
 * the end, so that those who are never denied, whatever is not known, are allowed. Where a rule that passes may match, what
 * follows is not known.
 */
function fold({ cells, deniesRest }: Stage, atom: number, of: Bitset, { denied, allowed }: Found): Bitset {
  const undecided = of.slice();
  const passed = new Uint32Array(of.length);
  for (const { ports, peers, possible, action } of cells) {
    if (!has(ports, atom)) continue;
    const hit = intersection(peers, undecided);
    const touched = peers === possible ? hit : intersection(possible, undecided);
    if (action === 'allow') unite(allowed, touched);
    else if (action === 'deny') unite(denied, touched);
    else {
      unite(passed, hit);
      const maybe = difference(touched, hit);
      unite(denied, maybe);
      unite(allowed, maybe);
    }
    subtract(undecided, hit);
  }
  unite(deniesRest ? denied : passed, undecided);
  return passed;
}
