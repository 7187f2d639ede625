import type { LabelSelector } from '../../cluster/index.ts';
import type { Address } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import type { Peer, Policy, PortSelection } from '../policies/policy.ts';

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
  const see = (selector: LabelSelector | undefined): void => {
    for (const key of Object.keys(selector?.matchLabels ?? {})) labels.add(key);
    for (const { key } of selector?.matchExpressions ?? []) labels.add(key);
  };
  const seePeer = (peer: Peer): void => {
    if ('pods' in peer) see(peer.pods.pods);
  };
  const seePort = (port: PortSelection): void => {
    if (!('name' in port)) return;
    for (const protocol of port.protocol === undefined ? ['TCP', 'UDP', 'SCTP'] : [port.protocol])
      ports.add(`${protocol}/${port.name}`);
  };
  for (const { subject, rules } of policies) {
    see(subject.pods);
    for (const rule of [...(rules.ingress ?? []), ...(rules.egress ?? [])]) {
      rule.peers?.forEach(seePeer);
      rule.ports?.forEach(seePort);
    }
  }
  return { labels: [...labels].sort(), ports: [...ports].sort() };
}
