import type { Family } from '../address.ts';
import type { PortSelection, Rule } from '../policies/policy.ts';
import { add, type Bitset, emptySet, subtract, union } from './bitset.ts';
import { peersIn } from './pod-classes.ts';
import type { PeerSet, Universe } from './universe.ts';

/** What a rule is about, as sets, made once for all who are subject to it. */
export interface RuleSets {
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

export type NamedPort = Extract<PortSelection, { name: string }>;

/** A rule whose sets are made when they are first asked for: single questions go by the rule itself. */
export class CompiledRule {
  readonly rule: Rule;
  #sets: RuleSets | undefined;
  #byFamily: Partial<Record<Family, RuleSets>> | undefined;

  constructor(rule: Rule) {
    this.rule = rule;
  }

  /**
   * The same for every universe that came of one, where no change between them concerns the rule.
   *
   * @param family of the address that a connection uses; absent: any that an end has
   */
  in(universe: Universe, family?: Family): RuleSets {
    if (family === undefined || !this.#namesAddresses()) return (this.#sets ??= setsOf(this.rule, universe));
    this.#byFamily ??= {};
    return (this.#byFamily[family] ??= setsOf(this.rule, universe, family));
  }

  #namesAddresses(): boolean {
    for (const peer of peersIn(this.rule)) if ('addresses' in peer) return true;
    return false;
  }
}

function setsOf(rule: Rule, universe: Universe, family?: Family): RuleSets {
  const { ports: listed, notPorts = [], asksMore = false } = rule;
  const taken = universe.peers(rule.peers, family);
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
    peers,
    possible,
    own: rule.own === undefined ? undefined : universe.peers(rule.own, family),
    ports: listed === undefined && notPorts.length === 0 ? universe.ports.all : ports,
    named: (listed ?? []).filter((port) => 'name' in port),
    notNamed: notPorts.filter((port) => 'name' in port),
  };
}
