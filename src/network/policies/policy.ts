import type { ClusterObject, LabelSelector } from '../../cluster/index.ts';
import type { Block } from '../address.ts';
import type { Protocol } from '../question.ts';

export type Direction = 'ingress' | 'egress';

/** Pods that a policy protects or speaks of. */
export interface PodSelection {
  /** A namespace by name, those that a selector takes, or all. */
  readonly namespaces: { readonly name: string } | { readonly selector: LabelSelector } | 'all';
  /** Absent: every pod in them. */
  readonly pods?: LabelSelector;
}

/** Addresses: a block without its exceptions. */
export interface AddressSelection {
  readonly block: Block;
  readonly except: readonly Block[];
  /** Whether it matches pods by their address too, whatever the profile says of `ipBlock`. */
  readonly matchesPods?: boolean;
  /** Whether it matches nodes, and pods in the network of theirs, whatever the profile says of `ipBlock`. */
  readonly matchesNodes?: boolean;
}

/** One of the peers of a rule. */
export type Peer =
  | { readonly pods: PodSelection }
  | { readonly addresses: AddressSelection }
  /** The node of the pod that the policy is about, or any other, with the pods in their networks. */
  | { readonly nodes: 'own' | 'other' }
  /** Addresses that configuration does not tell: any outside the cluster may be meant, and of a node where `nodes`. */
  | { readonly unresolved: string; readonly nodes: boolean };

/** One of the ports of a rule; a name is looked up in the pod that is reached. */
export type PortSelection =
  | { readonly protocol: Protocol; readonly first: number; readonly last: number }
  /** Without protocol any: the API of ClusterNetworkPolicy gives none. */
  | { readonly protocol?: Protocol; readonly name: string };

export type Action = 'allow' | 'deny' | 'pass';

/** One rule. Absent peers are everybody, in and out of the cluster; absent ports are all of all protocols. */
export interface Rule {
  readonly action: Action;
  readonly peers?: readonly Peer[];
  readonly ports?: readonly PortSelection[];
  /** Place in the object: `ingress[0]`. */
  readonly place: string;
}

/**
 * When a policy is asked: `admin` policies in order, each rule until one matches; then the `network` policies together,
 * which are final for a pod that any of them isolates, a rule that denies before one that allows; then `baseline` in order; then everything is allowed.
 * https://network-policy-api.sigs.k8s.io/api-overview/
 */
export type Tier = 'admin' | 'network' | 'baseline';

/** A policy of any kind, as the engine takes it. */
export interface Policy {
  /** `NetworkPolicy shop/web`. */
  readonly name: string;
  readonly object: ClusterObject;
  readonly tier: Tier;
  /** Order in its tier, lowest first; 0 where it has none. */
  readonly priority: number;
  readonly subject: PodSelection;
  /** Whether its subjects are closed to what no rule allows; absent: they are. Only in the `network` tier. */
  readonly isolates?: { readonly [Way in Direction]: boolean };
  /** Rules by direction; a direction that is absent is not the policy's business. */
  readonly rules: { readonly [Way in Direction]?: readonly Rule[] };
}
