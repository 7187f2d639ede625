import type { ClusterObject, LabelSelector } from '../../cluster/index.ts';
import type { Block } from '../address.ts';
import type { IcmpTraffic, Protocol } from '../question.ts';
import type { LabelExpression } from './label-expression.ts';

export type Direction = 'ingress' | 'egress';

/** Pods that a policy protects or speaks of. */
export interface PodSelection {
  /** A namespace by name, those that a selector takes, or all. */
  readonly namespaces: { readonly name: string } | { readonly selector: LabelSelector } | 'all';
  /** Absent: every pod in them. */
  readonly pods?: LabelSelector;
  /** What else their labels must satisfy, with those that the plugin gives pods, in the language of its own. */
  readonly expression?: LabelExpression;
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
  | { readonly unresolved: 'names' | 'all names' | 'API server'; readonly nodes: boolean }
  /** Ends that every clause takes. */
  | { readonly every: readonly Clause[] };

/** One of several peers; with `not`, none of them. */
export interface Clause {
  readonly any: readonly Peer[];
  readonly not?: true;
}

/** One of the ports of a rule; a name is looked up in the pod that is reached. */
export type PortSelection =
  | { readonly protocol: Protocol; readonly first: number; readonly last: number }
  /** Without protocol any: the API of ClusterNetworkPolicy gives none. */
  | { readonly protocol?: Protocol; readonly name: string };

/** Messages of ICMP that a rule is about. */
export interface IcmpSelection extends IcmpTraffic {
  /** But those of a type, and of a code of it where one is given. */
  readonly except?: Pick<IcmpTraffic, 'type' | 'code'>;
}

export type Action = 'allow' | 'deny' | 'pass';

/** One rule. Absent peers are everybody, in and out of the cluster; absent ports are all of all protocols. */
export interface Rule {
  readonly action: Action;
  readonly peers?: readonly Peer[];
  readonly ports?: readonly PortSelection[];
  /** Ports that it is not about, whatever `ports` says. */
  readonly notPorts?: readonly PortSelection[];
  /** What it says of protocols without ports where `ports` is given, such as ICMP: all of them or some; absent: none. */
  readonly portless?: 'all' | 'some';
  /** Of `some`: messages of ICMP, one of which it must be; absent: none, but another protocol. */
  readonly icmp?: readonly IcmpSelection[];
  /** What the pod that the policy protects must be itself, at the address that the connection uses; absent: anything. */
  readonly own?: readonly Peer[];
  /** Whether it asks for more than a question tells, such as the port at the source: then it may match at best. */
  readonly asksMore?: true;
  /** Place in the object: `ingress[0]`. */
  readonly place: string;
}

/** Where a policy stands: one of the tiers that Kubernetes knows, or one that Calico has besides. */
export type Tier = 'admin' | 'network' | 'baseline' | `calico/${string}`;

/** How the policies of a tier are read. Tiers are asked in their order, until one decides; in the end everything is allowed. */
export interface TierReading {
  readonly tier: Tier;
  /** Its name for people; ties of order go by it. */
  readonly name: string;
  readonly order: number;
  /** One after the other until a rule matches; or together: a rule that denies wins over those that allow. */
  readonly policies: 'in-order' | 'together';
  /** Policies of one priority go by their names, or their order is not defined. */
  readonly ties: 'by-name' | 'undefined';
  /** What becomes of what no rule decides, for a pod that some policy of the tier selects. */
  readonly rest: 'next' | 'deny';
}

/** The numbers are those that Calico gives them: https://docs.tigera.io/calico/latest/reference/resources/tier */
const admin: TierReading = {
  tier: 'admin',
  name: 'kube-admin',
  order: 1_000,
  policies: 'in-order',
  ties: 'undefined',
  rest: 'next',
};

/**
 * `admin` policies in order; then the `network` policies together, which are final for a pod that any of them isolates; then
 * `baseline` in order. https://network-policy-api.sigs.k8s.io/api-overview/
 */
export const kubernetesTiers: readonly TierReading[] = [
  admin,
  {
    tier: 'network',
    name: 'default',
    order: 1_000_000,
    policies: 'together',
    ties: 'by-name',
    rest: 'deny',
  },
  { ...admin, tier: 'baseline', name: 'kube-baseline', order: 10_000_000 },
];

/** A policy of any kind, as the engine takes it. */
export interface Policy {
  /** `NetworkPolicy shop/web`. */
  readonly name: string;
  readonly object: ClusterObject;
  readonly tier: Tier;
  /** Order in its tier, lowest first; 0 where it has none. */
  readonly priority: number;
  /** What decides between policies of one priority; absent: the name. */
  readonly tie?: string;
  readonly subject: PodSelection;
  /** Whether its subjects are closed to what no rule allows; absent: they are. Only in the `network` tier. */
  readonly isolates?: { readonly [Way in Direction]: boolean };
  /** Rules by direction; a direction that is absent is not the policy's business. */
  readonly rules: { readonly [Way in Direction]?: readonly Rule[] };
}
