import { asList, asMap, asText, type Cluster } from '../../cluster/index.ts';
import { type Address, parseAddress } from '../address.ts';
import { endpointAddresses, endpointSlicesOf } from '../endpoint-slices.ts';
import { has } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { sideOf } from './ask.ts';

/** Whether policies let a pod connect; `unknown` also where nothing says at which address. */
export type Reach = 'yes' | 'no' | 'unknown';

/** What an intruder in a pod tries first. */
export interface InfrastructureReach {
  /**
   * The metadata service of the node, which hands out the credentials of the node: the same address at AWS, Azure and Google.
   * https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
   */
  readonly metadata: Reach;
  /** The kubelet of some node. https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
  readonly kubelet: Reach;
  /** The API server, at the endpoints of Service default/kubernetes. */
  readonly apiServer: Reach;
}

interface Target {
  readonly address: Address;
  readonly port: number;
}

const metadataAddress = parseAddress('169.254.169.254');
const kubeletPort = 10_250;

interface Targets {
  readonly metadata: readonly Target[];
  readonly kubelet: readonly Target[];
  readonly apiServer: readonly Target[];
}

const targetsOf = new WeakMap<NetworkEngine, Targets>();
const known = new WeakMap<NetworkEngine, Map<number, InfrastructureReach>>();

/** Whether the policies of a pod let it out to the metadata service, to a kubelet and to the API server. */
export function infrastructureReach(engine: NetworkEngine, pod: NetworkPod): InfrastructureReach {
  const targets = targetsIn(engine);
  const answer = (): InfrastructureReach => ({
    metadata: reachOf(engine, pod, targets.metadata),
    kubelet: reachOf(engine, pod, targets.kubelet),
    apiServer: reachOf(engine, pod, targets.apiServer),
  });
  // A policy that is not judged may cover one pod of a class and not another.
  if (engine.unjudged(pod).length > 0) return answer();
  const byClass = known.get(engine) ?? new Map<number, InfrastructureReach>();
  known.set(engine, byClass);
  const index = engine.universe.classOf(pod);
  let reach = byClass.get(index);
  if (reach === undefined) byClass.set(index, (reach = answer()));
  return reach;
}

function reachOf(engine: NetworkEngine, pod: NetworkPod, targets: readonly Target[]): Reach {
  if (targets.length === 0) return reachAnywhere(engine, pod);
  let reach: Reach = 'no';
  for (const { address, port } of targets) {
    const node = engine.nodeAt(address);
    const { verdict } = sideOf('egress', {
      engine,
      source: { pod },
      destination: { address, ...(node !== undefined && { node }) },
      question: {
        source: { type: 'pod', namespace: pod.namespace, name: pod.name },
        destination: { type: 'address', address: '' },
        protocol: 'TCP',
        port,
      },
    });
    if (verdict === 'allow') return 'yes';
    if (verdict === 'unknown') reach = 'unknown';
  }
  return reach;
}

/** Where the address is not known: a pod that nothing closes reaches it, and one that is let out to no address does not. */
function reachAnywhere(engine: NetworkEngine, pod: NetworkPod): Reach {
  if (pod.hostNetwork) return 'yes';
  if (engine.unjudged(pod).length > 0) return 'unknown';
  const { universe } = engine;
  const subject = universe.classOf(pod);
  const row = engine.row(subject, 'egress');
  if (row === 'open') return 'yes';
  const reached = row.some(({ peers, maybe }) => {
    for (let block = universe.firstBlock; block < universe.size; block++)
      if (has(peers, block) || (maybe !== undefined && has(maybe, block))) return true;
    return false;
  });
  return reached ? 'unknown' : 'no';
}

function targetsIn(engine: NetworkEngine): Targets {
  let targets = targetsOf.get(engine);
  if (targets === undefined) {
    targets = {
      metadata: metadataAddress === undefined ? [] : [{ address: metadataAddress, port: 80 }],
      kubelet: engine.nodes.flatMap(({ addresses }) =>
        addresses.map((address) => ({ address, port: kubeletPort })),
      ),
      apiServer: apiServersOf(engine.cluster),
    };
    targetsOf.set(engine, targets);
  }
  return targets;
}

/** The endpoints of Service default/kubernetes. */
export function apiServersOf(cluster: Cluster): Target[] {
  const found = endpointSlicesOf(cluster, 'default', 'kubernetes').flatMap((slice) =>
    endpointAddresses(slice).flatMap((address) => targetsAt(address, slice['ports'])),
  );
  if (found.length > 0) return found;
  const endpoints = cluster.find({ group: '', kind: 'Endpoints', namespace: 'default', name: 'kubernetes' });
  return asList(endpoints?.body['subsets'])
    .map(asMap)
    .flatMap((subset) =>
      asList(subset['addresses'])
        .flatMap((each) => parseAddress(asText(asMap(each)['ip'])) ?? [])
        .flatMap((address) => targetsAt(address, subset['ports'])),
    );
}

function targetsAt(address: Address, ports: unknown): Target[] {
  return asList(ports).flatMap((each) => {
    const { port } = asMap(each);
    return typeof port === 'number' ? [{ address, port }] : [];
  });
}
