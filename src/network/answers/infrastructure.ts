import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import {
  apiServerPlaces,
  etcdPlaces,
  kubeletPlaces,
  metadataPlaces,
  type NodePort,
  nodePortsOf,
  type Places,
} from './infrastructure-places.ts';
import { letOut, mostReach, type Reach } from './let-out.ts';

/** What an intruder in a pod tries first. */
export interface InfrastructureReach {
  /**
   * The metadata service of the node, which hands out the credentials of the node.
   * https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
   */
  readonly metadata: Reach;
  /** The kubelet of some node. */
  readonly kubelet: Reach;
  /** The API server, at the endpoints of Service default/kubernetes. */
  readonly apiServer: Reach;
  /** A port of TCP that a Service opens on nodes; `unknown` where policies may see the pods behind it in place of the node. */
  readonly nodePorts: Reach;
  /** The etcd of the control plane, in the network of the cluster. */
  readonly etcd: Reach;
}

interface Infrastructure {
  readonly metadata: Places;
  readonly apiServer: Places;
  readonly etcd: Places;
  readonly nodePorts: readonly NodePort[];
}

const known = new WeakMap<NetworkEngine, Infrastructure>();
const answers = new WeakMap<NetworkEngine, Map<string, InfrastructureReach>>();

/** Where the policies of a pod let it out to. */
export function infrastructureReach(engine: NetworkEngine, pod: NetworkPod): InfrastructureReach {
  // A policy that is not judged may cover one pod of a class and not another.
  if (engine.unjudged(pod).length > 0) return answerOf(engine, pod);
  const byClass = answers.get(engine) ?? new Map<string, InfrastructureReach>();
  answers.set(engine, byClass);
  // Cilium tells the own node of a pod from others.
  const node = engine.profile.options.kinds.includes('Cilium') ? (pod.nodeName ?? '') : '';
  const key = `${engine.universe.classOf(pod)} ${node}`;
  let answer = byClass.get(key);
  if (answer === undefined) byClass.set(key, (answer = answerOf(engine, pod)));
  return answer;
}

function answerOf(engine: NetworkEngine, pod: NetworkPod): InfrastructureReach {
  const { metadata, apiServer, etcd, nodePorts } = infrastructureOf(engine);
  return {
    metadata: letOut(engine, pod, metadata),
    kubelet: letOut(engine, pod, kubeletPlaces),
    apiServer: letOut(engine, pod, apiServer),
    nodePorts: mostReach(nodePorts.map((each) => toNodePort(engine, pod, each))),
    etcd: letOut(engine, pod, etcd),
  };
}

function infrastructureOf(engine: NetworkEngine): Infrastructure {
  let found = known.get(engine);
  if (found === undefined) {
    found = {
      metadata: metadataPlaces(engine),
      apiServer: apiServerPlaces(engine),
      etcd: etcdPlaces(engine),
      nodePorts: nodePortsOf(engine),
    };
    known.set(engine, found);
  }
  return found;
}

/**
 * Policies see a packet to a node port before or after it got the address of a pod, which is the business of the plugin:
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 */
function toNodePort(engine: NetworkEngine, pod: NetworkPod, { port, backends }: NodePort): Reach {
  const nodes = port === undefined ? toAnyNodePort(engine, pod) : letOut(engine, pod, atNodes(port));
  if (backends.length === 0) return nodes;
  const pods = letOut(engine, pod, { targets: backends, nodePorts: [], somewhere: false });
  return pods === nodes ? nodes : 'unknown';
}

const atNodes = (port: number): Places => ({ targets: [], nodePorts: [port], somewhere: false });

/** One of the ports that the API server gives, which one is not known: https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport */
function toAnyNodePort(engine: NetworkEngine, pod: NetworkPod): Reach {
  const { ports } = engine.universe;
  const first = ports.at('TCP', 30_000);
  const last = ports.at('TCP', 32_767);
  const found = new Set<Reach>();
  for (let atom = first; atom <= last; atom++)
    found.add(letOut(engine, pod, atNodes(Math.max(30_000, ports.atoms[atom]?.first ?? 0))));
  const [only = 'no'] = found;
  return found.size === 1 ? only : 'unknown';
}
