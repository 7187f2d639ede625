import type { Action, Direction } from '../policies/policy.ts';
import { add, type Bitset, emptySet, has, intersection, isEmpty, subtract, unite } from './bitset.ts';
import {
  addCell,
  type Cell,
  type CompiledPolicies,
  type CompiledPolicy,
  cellsOf,
} from './compiled-policies.ts';
import type { Universe } from './universe.ts';

/**
 * Whom a class may talk to in one direction: everybody on every port, which is never written out, or cells whose ports have
 * nothing in common.
 */
export type Row = 'open' | readonly Cell[];

/**
 * The row of a class. Policies that add to each other are united; tiers are folded in their order, each rule taking what is
 * left of the peers of its ports.
 * https://network-policy-api.sigs.k8s.io/api-overview/#general-notes-on-the-adminnetworkpolicy-api
 */
export function rowOf(
  subject: number,
  direction: Direction,
  policies: CompiledPolicies,
  universe: Universe,
): Row {
  if (universe.classes[subject]?.example.hostNetwork === true) return 'open';
  const { admin, network, baseline } = policies.of(subject, direction);
  const { isolatesAll = false } = universe.options;
  const isolates = isolatesAll || network.some(({ policy }) => policy.isolates?.[direction] !== false);
  if (admin.length === 0 && baseline.length === 0 && network.every(isPlain))
    return network.length === 0 && !isolates
      ? 'open'
      : split(additive(network, subject, direction, universe), universe);
  const above = ordered(admin, subject, direction, universe);
  const between = ordered(network, subject, direction, universe).sort(denialsFirst);
  const below = ordered(baseline, subject, direction, universe);
  const groups = portGroups([...above, ...between, ...below], universe);
  return groups.flatMap(({ ports, atom }): Cell[] => {
    const first = fold(above, atom, universe.everybody);
    const second = fold(between, atom, first.left);
    const peers = first.allowed;
    unite(peers, second.allowed);
    if (!isolates) {
      const last = fold(below, atom, second.left);
      unite(peers, last.allowed);
      unite(peers, last.left);
    }
    return isEmpty(peers) ? [] : [{ ports, peers }];
  });
}

/** One that isolates and only allows, as every NetworkPolicy does. */
function isPlain({ policy, rules }: CompiledPolicy): boolean {
  return policy.isolates === undefined && rules.every(({ rule }) => rule.action === 'allow');
}

type OrderedCell = Cell & { readonly action: Action };

function ordered(
  policies: readonly CompiledPolicy[],
  subject: number,
  direction: Direction,
  universe: Universe,
): OrderedCell[] {
  return policies.flatMap(({ rules }) =>
    rules.flatMap((compiled) =>
      [...cellsOf(compiled, subject, direction, universe)].map((cell) => ({
        ...cell,
        action: compiled.rule.action,
      })),
    ),
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
): Cell[] {
  const cells: Cell[] = [];
  for (const { rules } of policies)
    for (const rule of rules)
      for (const cell of cellsOf(rule, subject, direction, universe)) addCell(cells, cell);
  return cells;
}

/** Cells whose ports overlap, as cells whose ports do not. */
function split(cells: readonly Cell[], universe: Universe): Cell[] {
  const [only] = cells;
  if (cells.length === 1 && only !== undefined) return [only];
  return portGroups(cells, universe).flatMap(({ ports, atom }) => {
    const peers = emptySet(universe.size);
    for (const cell of cells) if (has(cell.ports, atom)) unite(peers, cell.peers);
    return isEmpty(peers) ? [] : [{ ports, peers }];
  });
}

/** Ports that the same cells are about; those that none is about are a group as well. */
function portGroups(
  cells: readonly Pick<Cell, 'ports'>[],
  universe: Universe,
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

/** What ordered rules say of one port: whom they allow, and whom they leave to those who are asked next. */
function fold(
  rules: readonly OrderedCell[],
  atom: number,
  of: Bitset,
): { readonly allowed: Bitset; readonly left: Bitset } {
  const undecided = of.slice();
  const allowed = new Uint32Array(of.length);
  const passed = new Uint32Array(of.length);
  for (const { ports, peers, action } of rules) {
    if (!has(ports, atom)) continue;
    const hit = intersection(peers, undecided);
    if (action === 'allow') unite(allowed, hit);
    else if (action === 'pass') unite(passed, hit);
    subtract(undecided, hit);
  }
  unite(passed, undecided);
  return { allowed, left: passed };
}
