import type { Family } from '../address.ts';
import type { Rule } from '../policies/policy.ts';
import { add, emptySet, subtract, union } from './bitset.ts';
import { peersIn } from './pod-classes.ts';
import type { RuleSets } from './rule-sets.ts';
import type { Universe } from './universe.ts';

/** A rule whose sets are made when they are first asked for: single questions go by the rule itself. */
export class CompiledRule {
  readonly rule: Rule;

  constructor(rule: Rule) {
    this.rule = rule;
  }

  /**
   * The same for every universe that came of one, where no change between them concerns the rule.
   *
   * @param family of the address that a connection uses; absent: any that an end has
   */
  in(universe: Universe, family?: Family): RuleSets {
    const by = family !== undefined && this.#namesAddresses() ? family : 'any';
    return universe.ruleSets.of(this, by, () => setsOf(this.rule, universe, by === 'any' ? undefined : by));
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
