import type { Block } from '../address.ts';
import type { SideAnswer, Traffic } from '../question.ts';

/** Who an assertion is about. */
export type AssertedParty =
  /** Every pod and every address. */
  | { readonly type: 'anything' }
  /** Public addresses that no pod has. */
  | { readonly type: 'internet' }
  /** Whatever has such an address: pods, nodes, and what is outside. */
  | { readonly type: 'addresses'; readonly blocks: readonly Block[] }
  /** A pod, or all pods of a workload; of any kind where none is given. */
  | {
      readonly type: 'workload';
      readonly namespace: string;
      readonly name: string;
      readonly kind?: string;
    }
  /** Pods by their namespace, a name or a pattern with `*`, and by labels that they must have. */
  | {
      readonly type: 'pods';
      readonly namespaces?: readonly string[];
      readonly labels?: Readonly<Record<string, string>>;
    }
  /** Pods of a named part of the fleet. */
  | { readonly type: 'scope'; readonly name: string };

/** An invariant of the network: what must not connect, who alone may, or what must. */
export interface Assertion {
  readonly id: string;
  readonly reason?: string;
  /**
   * `deny`: nobody of `from` reaches any of `to`. `only`: nobody but `from` does, beside `to` itself. `allow`: all of `from` reach
   * all of `to`.
   */
  readonly kind: 'deny' | 'only' | 'allow';
  /** Whoever one of these parties takes. */
  readonly from: readonly AssertedParty[];
  readonly to: readonly AssertedParty[];
  /** Absent: any port of TCP, UDP and SCTP. */
  readonly port?: Traffic;
}

/** A connection that answers an assertion. */
export type Witness = Traffic & {
  /** `shop/web`, or an address. */
  readonly source: string;
  readonly destination: string;
  readonly verdict: 'allow' | 'deny' | 'unknown';
  readonly egress: SideAnswer;
  readonly ingress: SideAnswer;
};

/** How many pods a party has, and whether addresses outside the cluster are in it. */
export interface PartySize {
  readonly pods: number;
  readonly addresses: boolean;
}

export interface JudgedAssertion {
  readonly assertion: Assertion;
  /** Unknown is never a pass. */
  readonly verdict: 'holds' | 'broken' | 'unknown';
  /** Why it is not known, as sentences without a full stop. */
  readonly reasons: readonly string[];
  /** Connections that break it, or where that is not known: some of them, each from another source. */
  readonly witnesses: readonly Witness[];
  /** Whether there may be more witnesses than those. */
  readonly more: boolean;
  /** Policies without which the answer may be another, by name. */
  readonly policies: readonly string[];
  readonly from: PartySize;
  readonly to: PartySize;
}
