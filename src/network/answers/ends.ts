import { type Address, parseAddress } from '../address.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { type Endpoint, isIcmp, type Traffic } from '../question.ts';

/** One end of a connection, found in the cluster or outside it. */
export interface End {
  readonly pod?: NetworkPod;
  /** The address that the connection uses, where it is known. */
  readonly address?: Address;
  /** The node that the address is of, also where a pod shares it. */
  readonly node?: string;
}

/** An end that is no pod and no address. */
export class UnknownEndpoint extends Error {
  constructor(endpoint: Endpoint | { readonly type: 'service'; namespace: string; name: string }) {
    super(
      endpoint.type === 'address'
        ? `"${endpoint.address}" is no address`
        : `There is no ${endpoint.type === 'service' ? 'Service' : 'pod or workload'} ${endpoint.namespace}/${endpoint.name}`,
    );
  }
}

/** The pod with each of its addresses, or the address with the pod that has it. */
export function endsOf(engine: NetworkEngine, endpoint: Endpoint): End[] {
  if (endpoint.type === 'address') {
    const address = parseAddress(endpoint.address);
    if (address === undefined) throw new UnknownEndpoint(endpoint);
    const pod = engine.universe.podAt(address);
    const node = engine.nodeAt(address);
    return [{ address, ...(pod !== undefined && { pod }), ...(node !== undefined && { node }) }];
  }
  const pod = podNamed(engine, endpoint.namespace, endpoint.name);
  if (pod === undefined) throw new UnknownEndpoint(endpoint);
  return endsOfPod(pod);
}

/** The pod with each of its addresses; once without, where none is known. */
export function endsOfPod(pod: NetworkPod): End[] {
  const node = pod.hostNetwork && pod.nodeName !== undefined ? { node: pod.nodeName } : {};
  return pod.addresses.length === 0
    ? [{ pod, ...node }]
    : pod.addresses.map((address) => ({ pod, address, ...node }));
}

/** By the list of pods, which later states of a cluster share where no pod is another. */
const byName = new WeakMap<readonly NetworkPod[], ReadonlyMap<string, NetworkPod>>();

/** A pod by its name, or one that speaks for a workload by the name of that. */
export function podNamed(engine: NetworkEngine, namespace: string, name: string): NetworkPod | undefined {
  let names = byName.get(engine.pods);
  if (names === undefined) {
    const found = new Map<string, NetworkPod>();
    for (const pod of engine.pods) {
      const owner = engine.cluster.workloadOf(pod.object);
      if (owner !== undefined) found.set(`${pod.namespace}/${owner.reference.name}`, pod);
    }
    for (const pod of engine.pods) found.set(`${pod.namespace}/${pod.name}`, pod);
    byName.set(engine.pods, (names = found));
  }
  return names.get(`${namespace}/${name}`);
}

/** The pairs of ends that can connect: of one family of addresses, that of ICMP for its messages, as far as these are known. */
export function pairsOf(
  sources: readonly End[],
  destinations: readonly End[],
  traffic: Traffic | undefined,
): (readonly [End, End])[] {
  const family = traffic !== undefined && isIcmp(traffic) ? (traffic.protocol === 'ICMP' ? 4 : 6) : undefined;
  const isUsed = ({ address }: End) => family === undefined || (address?.family ?? family) === family;
  return sources.filter(isUsed).flatMap((source) =>
    destinations
      .filter(isUsed)
      .filter(
        ({ address }) =>
          source.address === undefined || address === undefined || source.address.family === address.family,
      )
      .map((destination) => [source, destination] as const),
  );
}
