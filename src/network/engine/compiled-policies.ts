import { compareText } from '../../cluster/index.ts';
import type { Direction, Policy, PortSelection, Rule, Tier } from '../policies/policy.ts';
import { add, type Bitset, emptySet, intersection, isEmpty, isEqual, union } from './bitset.ts';
import type { PeerSet, Universe } from './universe.ts';
import { protocolsOf } from './universe.ts';

/** A rule with its peers as a set, made once for all who are subject to it. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly peers: PeerSet;
  /** The ports that have numbers; all where the rule names none. */
  readonly ports: Bitset;
  readonly named: readonly Extract<PortSelection, { name: string }>[];
}

/** What one policy says of one direction. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
}

/** The policies of one class in one direction, in the order of their tiers. */
export type SubjectPolicies = Readonly<Record<Tier, readonly CompiledPolicy[]>>;

const nobody: SubjectPolicies = { admin: [], network: [], baseline: [] };

/** Which policies hold for whom: a policy costs the classes that it selects. */
export class CompiledPolicies {
  readonly #bySubject: Readonly<Record<Direction, SubjectPolicies[]>> = { ingress: [], egress: [] };

  constructor(universe: Universe, policies: readonly Policy[]) {
    const ordered = [...policies].sort(
      (left, right) => left.priority - right.priority || compareText(left.name, right.name),
    );
    for (const policy of ordered)
      for (const direction of ['ingress', 'egress'] as const) {
        const rules = policy.rules[direction];
        if (rules === undefined) continue;
        const compiled = { policy, rules: rules.map((rule) => compileRule(rule, universe)) };
        for (const subject of universe.selections.membersOf(policy.subject)) {
          const known = this.#bySubject[direction][subject] ?? { admin: [], network: [], baseline: [] };
          this.#bySubject[direction][subject] = known;
          (known[policy.tier] as CompiledPolicy[]).push(compiled);
        }
      }
  }

  of(subject: number, direction: Direction): SubjectPolicies {
    return this.#bySubject[direction][subject] ?? nobody;
  }
}

function compileRule(rule: Rule, universe: Universe): CompiledRule {
  const { ports: listed } = rule;
  const peers = universe.peers(rule.peers);
  if (listed === undefined) return { rule, peers, ports: universe.ports.all, named: [] };
  const ports = universe.ports.none();
  for (const port of listed)
    if (!('name' in port)) universe.ports.range(ports, port.protocol, port.first, port.last);
  return { rule, peers, ports, named: listed.filter((port) => 'name' in port) };
}

/** Peers and ports that a rule is about, for one subject: several where a name means other numbers at other peers. */
export interface Cell {
  readonly ports: Bitset;
  readonly peers: Bitset;
}

/**
 * A rule as peers with ports. A name is looked up in the pod that is reached: of an ingress rule that is the subject, of an
 * egress rule the peer, so that one rule opens different numbers at different peers; an address has no names.
 */
export function* cellsOf(
  { peers: { sure: peers }, ports, named }: CompiledRule,
  subject: number,
  direction: Direction,
  universe: Universe,
): Iterable<Cell> {
  if (direction === 'ingress') {
    const all = named.length === 0 ? ports : ports.slice();
    for (const port of named)
      for (const protocol of protocolsOf(port))
        for (const number of universe.classes[subject]?.example.namedPorts.get(`${protocol}/${port.name}`) ??
          [])
          add(all, universe.ports.at(protocol, number));
    if (!isEmpty(all)) yield { ports: all, peers };
    return;
  }
  if (!isEmpty(ports)) yield { ports, peers };
  for (const port of named)
    for (const protocol of protocolsOf(port))
      for (const [number, having] of universe.namedPort(protocol, port.name)) {
        const set = emptySet(universe.ports.size);
        add(set, universe.ports.at(protocol, number));
        const some = intersection(peers, having);
        if (!isEmpty(some)) yield { ports: set, peers: some };
      }
}

/** Adds a cell to others, joining it with one of the same ports; sets that rules share are not changed. */
export function addCell(cells: Cell[], { ports, peers }: Cell): void {
  const at = cells.findIndex((cell) => isEqual(cell.ports, ports));
  const same = cells[at];
  if (same === undefined) cells.push({ ports, peers });
  else cells[at] = { ports: same.ports, peers: union(same.peers, peers) };
}
