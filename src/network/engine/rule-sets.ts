import type { Family } from '../address.ts';
import type { PortSelection } from '../policies/policy.ts';
import type { Bitset } from './bitset.ts';

/** Peers of a rule: those that it surely takes, and those whose address is not known, so that it may take them. */
export interface PeerSet {
  readonly sure: Bitset;
  readonly maybe?: Bitset;
}

export type NamedPort = Extract<PortSelection, { name: string }>;

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

/** The sets of rules in one numbering, by the family of addresses that a connection uses where rules tell these apart. */
export class KnownRuleSets {
  readonly any = new WeakMap<object, RuleSets>();
  readonly 4 = new WeakMap<object, RuleSets>();
  readonly 6 = new WeakMap<object, RuleSets>();

  /** @param rule the object that stands for it, for as long as the sets hold */
  of(rule: object, family: Family | 'any', make: () => RuleSets): RuleSets {
    const known = this[family].get(rule);
    if (known !== undefined) return known;
    const sets = make();
    this[family].set(rule, sets);
    return sets;
  }
}
