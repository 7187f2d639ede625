import type { Address } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import { keysOf } from '../policies/label-expression.ts';
import type { Peer, PodSelection, Policy, PortSelection, Rule } from '../policies/policy.ts';

/** Pods that no policy tells apart. */
export interface PodClass {
  readonly index: number;
  /** The first of them speaks for all. */
  readonly example: NetworkPod;
  readonly pods: readonly NetworkPod[];
}

/** What policies ask of a pod, beside its namespace and its addresses. */
export interface AskedOfPods {
  /** Keys of labels. */
  readonly labels: readonly string[];
  /** `protocol/name` of ports. */
  readonly ports: readonly string[];
}

/**
 * Pods by what policies can see of them: their namespace, the labels that some selector asks for, the named ports that some
 * rule asks for, whether they are in the network of their node, and the blocks that their addresses are in. Replicas fall
 * into one class, and so do workloads that no policy tells apart.
 *
 * @param pieceOf the block of an address, none of which any policy splits
 */
export function podClasses(
  pods: readonly NetworkPod[],
  asked: AskedOfPods,
  pieceOf: (address: Address) => number,
): PodClass[] {
  const classes = new Map<string, NetworkPod[]>();
  for (const pod of pods) {
    const key = keyOf(pod, asked, pieceOf);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [pod]);
    else known.push(pod);
  }
  return [...classes.values()].map((of, index) => ({ index, example: of[0] as NetworkPod, pods: of }));
}

function keyOf(
  { namespace, hostNetwork, labels, namedPorts, addresses }: NetworkPod,
  asked: AskedOfPods,
  pieceOf: (address: Address) => number,
): string {
  const parts: unknown[] = [namespace, hostNetwork];
  for (const label of asked.labels) parts.push(Object.hasOwn(labels, label) ? labels[label] : 0);
  for (const port of asked.ports) parts.push(namedPorts.get(port) ?? 0);
  for (const address of addresses) parts.push(pieceOf(address));
  return JSON.stringify(parts);
}

/** Everything that the selectors and rules of policies ask of pods. */
export function askedOfPods(policies: readonly Policy[]): AskedOfPods {
  const labels = new Set<string>();
  const ports = new Set<string>();
  const see = ({ pods, expression }: PodSelection): void => {
    for (const key of Object.keys(pods?.matchLabels ?? {})) labels.add(key);
    for (const { key } of pods?.matchExpressions ?? []) labels.add(key);
    if (expression !== undefined) for (const key of keysOf(expression)) labels.add(key);
  };
  const seePort = (port: PortSelection): void => {
    if (!('name' in port)) return;
    for (const protocol of port.protocol === undefined ? ['TCP', 'UDP', 'SCTP'] : [port.protocol])
      ports.add(`${protocol}/${port.name}`);
  };
  for (const { subject } of policies) see(subject);
  for (const rule of rulesIn(policies)) {
    for (const peer of peersIn(rule)) if ('pods' in peer) see(peer.pods);
    rule.ports?.forEach(seePort);
    rule.notPorts?.forEach(seePort);
  }
  return { labels: [...labels].sort(), ports: [...ports].sort() };
}

export function* rulesIn(policies: readonly Policy[]): Iterable<Rule> {
  for (const { rules } of policies) yield* [...(rules.ingress ?? []), ...(rules.egress ?? [])];
}

/** Everything that a rule says of ends, also inside of clauses. */
export function* peersIn({ peers = [], own = [] }: Rule): Iterable<Peer> {
  yield* flat(peers);
  yield* flat(own);
}

function* flat(peers: readonly Peer[]): Iterable<Peer> {
  for (const peer of peers)
    if ('every' in peer) for (const { any } of peer.every) yield* flat(any);
    else yield peer;
}
