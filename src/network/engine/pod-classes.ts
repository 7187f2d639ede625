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

/** What pods are put into classes by. */
export interface PodFacts {
  readonly asked: AskedOfPods;
  /** The place of the block of an address, which no policy splits. */
  pieceOf(address: Address): number;
}

/**
 * Pods by what policies can see of them: their namespace, the labels that some selector asks for, the named ports that some
 * rule asks for, whether they are in the network of their node, and the blocks that their addresses are in. Replicas fall
 * into one class, and so do workloads that no policy tells apart.
 */
export class PodClasses {
  /** By their numbers. One that has lost its pods is empty, until another takes its number. */
  readonly classes: readonly PodClass[];
  /** How many there may be before numbers have to be given anew. */
  readonly room: number;
  readonly #facts: PodFacts;
  readonly #byKey: ReadonlyMap<string, number>;
  readonly #classOf: ReadonlyMap<NetworkPod, number>;

  private constructor(
    facts: PodFacts,
    classes: readonly PodClass[],
    room: number,
    byKey: ReadonlyMap<string, number>,
    classOf: ReadonlyMap<NetworkPod, number>,
  ) {
    this.#facts = facts;
    this.classes = classes;
    this.room = room;
    this.#byKey = byKey;
    this.#classOf = classOf;
  }

  static of(pods: readonly NetworkPod[], facts: PodFacts): PodClasses {
    const byKey = new Map<string, number>();
    const classOf = new Map<NetworkPod, number>();
    const members: NetworkPod[][] = [];
    for (const pod of pods) {
      const key = keyOf(pod, facts);
      let index = byKey.get(key);
      if (index === undefined) {
        index = members.length;
        byKey.set(key, index);
        members.push([]);
      }
      members[index]?.push(pod);
      classOf.set(pod, index);
    }
    const classes = members.map((of, index) => ({ index, example: of[0] as NetworkPod, pods: of }));
    return new PodClasses(facts, classes, classes.length + 32 + (classes.length >> 6), byKey, classOf);
  }

  /** The number of the class of a pod; -1 where it is not here. */
  of(pod: NetworkPod): number {
    return this.#classOf.get(pod) ?? -1;
  }

  /** The classes with other pods, and the numbers of those that are new or empty; undefined where there is no room. */
  with(
    added: readonly NetworkPod[],
    removed: readonly NetworkPod[],
  ): { readonly podClasses: PodClasses; readonly touched: ReadonlySet<number> } | undefined {
    const classes = [...this.classes];
    const byKey = new Map(this.#byKey);
    const classOf = new Map(this.#classOf);
    const touched = new Set<number>();
    for (const pod of added) {
      const key = keyOf(pod, this.#facts);
      const known = byKey.get(key);
      const index = known ?? freeNumber(classes);
      if (index >= this.room) return undefined;
      const { pods = [], example = pod } = known === undefined ? {} : (classes[index] ?? {});
      if (known === undefined) touched.add(index);
      classes[index] = { index, example, pods: [...pods, pod] };
      byKey.set(key, index);
      classOf.set(pod, index);
    }
    for (const pod of removed) {
      const index = classOf.get(pod);
      const left = classes[index ?? -1];
      classOf.delete(pod);
      if (index === undefined || left === undefined) continue;
      const pods = left.pods.filter((each) => each !== pod);
      classes[index] = { index, example: pods[0] ?? left.example, pods };
      if (pods.length > 0) continue;
      touched.add(index);
      byKey.delete(keyOf(pod, this.#facts));
    }
    return { podClasses: new PodClasses(this.#facts, classes, this.room, byKey, classOf), touched };
  }
}

function freeNumber(classes: readonly PodClass[]): number {
  const empty = classes.findIndex(({ pods }) => pods.length === 0);
  return empty < 0 ? classes.length : empty;
}

function keyOf(
  { namespace, hostNetwork, labels, namedPorts, addresses }: NetworkPod,
  facts: PodFacts,
): string {
  const { asked } = facts;
  const parts: unknown[] = [namespace, hostNetwork];
  for (const label of asked.labels) parts.push(Object.hasOwn(labels, label) ? labels[label] : 0);
  for (const port of asked.ports) parts.push(namedPorts.get(port) ?? 0);
  for (const address of addresses) parts.push(facts.pieceOf(address));
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
