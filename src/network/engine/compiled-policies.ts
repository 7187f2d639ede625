import { compareText } from '../../cluster/index.ts';
import {
  type Direction,
  kubernetesTiers,
  type Policy,
  type PortSelection,
  type Rule,
  type Tier,
  type TierReading,
} from '../policies/policy.ts';
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
  subtract,
  union,
} from './bitset.ts';
import type { PeerSet, Universe } from './universe.ts';
import { protocolsOf } from './universe.ts';

/** A rule with its peers as a set, made once for all who are subject to it. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly peers: PeerSet;
  /** Those that it surely takes and those that it may take. */
  readonly possible: Bitset;
  /** The classes that it holds for, where it asks for more than the policy does. */
  readonly own: PeerSet | undefined;
  /** The ports that have numbers; all where the rule names none. */
  readonly ports: Bitset;
  readonly named: readonly NamedPort[];
  /** Names of ports that it is not about. */
  readonly notNamed: readonly NamedPort[];
}

type NamedPort = Extract<PortSelection, { name: string }>;

/** What one policy says of one direction. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
}

/** The policies of one tier that hold for a class in one direction, in their order. */
export interface TierPolicies {
  readonly reading: TierReading;
  readonly policies: readonly CompiledPolicy[];
}

/** Which policies hold for whom: a policy costs the classes that it selects. */
export class CompiledPolicies {
  readonly #bySubject: Readonly<Record<Direction, (TierPolicies & { policies: CompiledPolicy[] })[][]>> = {
    ingress: [],
    egress: [],
  };
  readonly #none: readonly TierPolicies[];

  constructor(
    universe: Universe,
    policies: readonly Policy[],
    tiers: readonly TierReading[] = kubernetesTiers,
  ) {
    const places = placesOf(tiers);
    const network = tiers.find(({ tier }) => tier === 'network');
    // Where pods are closed without any policy, the tier that closes them is asked although nothing of it selects them.
    this.#none =
      universe.options.isolatesAll === true && network !== undefined
        ? [{ reading: network, policies: [] }]
        : [];
    const ordered = [...policies].sort(
      (left, right) =>
        (places.get(left.tier) ?? 0) - (places.get(right.tier) ?? 0) ||
        left.priority - right.priority ||
        compareText(left.tie ?? left.name, right.tie ?? right.name),
    );
    for (const policy of ordered) {
      const reading = tiers.find(({ tier }) => tier === policy.tier);
      if (reading === undefined) continue;
      for (const direction of ['ingress', 'egress'] as const) {
        const rules = policy.rules[direction];
        if (rules === undefined) continue;
        const compiled = { policy, rules: rules.map((rule) => compileRule(rule, universe)) };
        for (const subject of universe.selections.membersOf(policy.subject)) {
          const known = (this.#bySubject[direction][subject] ??= []);
          const last = known.at(-1);
          if (last?.reading === reading) last.policies.push(compiled);
          else known.push({ reading, policies: [compiled] });
        }
      }
    }
  }

  /** The tiers that have policies for a class, in the order in which they are asked. */
  tiersOf(subject: number, direction: Direction): readonly TierPolicies[] {
    const tiers = this.#bySubject[direction][subject] ?? [];
    const [closes] = this.#none;
    if (closes === undefined || tiers.some(({ reading }) => reading === closes.reading)) return tiers;
    return [...tiers, closes].sort((left, right) => left.reading.order - right.reading.order);
  }

  /** All policies of a class, in the order in which they are asked. */
  policiesOf(subject: number, direction: Direction): readonly CompiledPolicy[] {
    return (this.#bySubject[direction][subject] ?? []).flatMap(({ policies }) => policies);
  }
}

/** The place of each tier: by its order, and by its name where two have one. */
function placesOf(tiers: readonly TierReading[]): ReadonlyMap<Tier, number> {
  const sorted = [...tiers].sort(
    (left, right) => left.order - right.order || compareText(left.name, right.name),
  );
  return new Map(sorted.map(({ tier }, place) => [tier, place]));
}

function compileRule(rule: Rule, universe: Universe): CompiledRule {
  const { ports: listed, notPorts = [], asksMore = false } = rule;
  const taken = universe.peers(rule.peers);
  const possible = taken.maybe === undefined ? taken.sure : union(taken.sure, taken.maybe);
  const peers = asksMore ? { sure: emptySet(universe.size), maybe: possible } : taken;
  const ports = listed === undefined ? universe.ports.all.slice() : universe.ports.none();
  for (const port of listed ?? [])
    if (!('name' in port)) universe.ports.range(ports, port.protocol, port.first, port.last);
  if (listed !== undefined && rule.portless === 'all') add(ports, universe.ports.portless);
  if (notPorts.length > 0) {
    const without = universe.ports.none();
    for (const port of notPorts)
      if (!('name' in port)) universe.ports.range(without, port.protocol, port.first, port.last);
    subtract(ports, without);
  }
  return {
    rule,
    peers,
    possible,
    own: rule.own === undefined ? undefined : universe.peers(rule.own),
    ports: listed === undefined && notPorts.length === 0 ? universe.ports.all : ports,
    named: (listed ?? []).filter((port) => 'name' in port),
    notNamed: notPorts.filter((port) => 'name' in port),
  };
}

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
): Iterable<RuleCell> {
  const { rule, own, possible, ports } = compiled;
  const holds = own === undefined || has(own.sure, subject);
  if (!holds && !(own.maybe !== undefined && has(own.maybe, subject))) return;
  const peers = holds ? compiled.peers.sure : emptySet(universe.size);
  if (rule.portless === 'some') {
    const some = universe.ports.none();
    add(some, universe.ports.portless);
    yield { ports: some, peers: emptySet(universe.size), possible };
  }
  if (direction === 'ingress') {
    const all = compiled.named.length + compiled.notNamed.length === 0 ? ports : ports.slice();
    for (const atom of numbersAt(compiled.named, subject, universe)) add(all, atom);
    for (const atom of numbersAt(compiled.notNamed, subject, universe)) remove(all, atom);
    if (!isEmpty(all)) yield { ports: all, peers, possible };
    return;
  }
  let cells: RuleCell[] = isEmpty(ports) ? [] : [{ ports, peers, possible }];
  for (const { atom, having } of numbersOfPeers(compiled.named, universe)) {
    const set = universe.ports.none();
    add(set, atom);
    const some = intersection(possible, having);
    cells.push({
      ports: set,
      peers: peers === possible ? some : intersection(peers, having),
      possible: some,
    });
  }
  for (const { atom, having } of numbersOfPeers(compiled.notNamed, universe))
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
