import type { LabelSelector } from '../../cluster/index.ts';
import { type Block, isIn } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import type { Peer, Policy, PortSelection } from '../policies/policy.ts';

/** Pods that no policy tells apart. */
export interface PodClass {
  readonly index: number;
  /** The first of them speaks for all. */
  readonly example: NetworkPod;
  readonly pods: readonly NetworkPod[];
}

/**
 * Pods by what policies can see of them: their namespace, the labels that some selector asks for, the named ports that some
 * rule asks for, whether they are in the network of their node, and the blocks that their addresses are in. Replicas fall
 * into one class, and so do workloads that no policy tells apart.
 */
export function podClasses(pods: readonly NetworkPod[], policies: readonly Policy[]): PodClass[] {
  const seen = whatIsSeen(policies);
  const classes = new Map<string, NetworkPod[]>();
  for (const pod of pods) {
    const key = keyOf(pod, seen);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [pod]);
    else known.push(pod);
  }
  return [...classes.values()].map((of, index) => ({ index, example: of[0] as NetworkPod, pods: of }));
}

interface Seen {
  readonly labels: readonly string[];
  readonly ports: readonly string[];
  readonly blocks: readonly Block[];
}

function keyOf(pod: NetworkPod, { labels, ports, blocks }: Seen): string {
  const { namespace, hostNetwork, addresses } = pod;
  const parts: unknown[] = [namespace, hostNetwork];
  for (const label of labels) parts.push(Object.hasOwn(pod.labels, label) ? pod.labels[label] : 0);
  for (const port of ports) parts.push(pod.namedPorts.get(port) ?? 0);
  parts.push(addresses.length === 0);
  for (const block of blocks) parts.push(addresses.map((address) => (isIn(address, block) ? 1 : 0)));
  return JSON.stringify(parts);
}

function whatIsSeen(policies: readonly Policy[]): Seen {
  const labels = new Set<string>();
  const ports = new Set<string>();
  const blocks = new Map<string, Block>();
  const see = (selector: LabelSelector | undefined): void => {
    for (const key of Object.keys(selector?.matchLabels ?? {})) labels.add(key);
    for (const { key } of selector?.matchExpressions ?? []) labels.add(key);
  };
  const seePeer = (peer: Peer): void => {
    if ('pods' in peer) see(peer.pods.pods);
    else
      for (const block of [peer.addresses.block, ...peer.addresses.except])
        blocks.set(`${block.family}/${block.first}/${block.last}`, block);
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
  return { labels: [...labels].sort(), ports: [...ports].sort(), blocks: [...blocks.values()] };
}
