import { asList, asMap, asText, type Cluster, type ClusterObject, providerOf } from '../../cluster/index.ts';
import { type Address, parseAddress } from '../address.ts';
import { endpointAddresses, endpointSlicesOf } from '../endpoint-slices.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { endpointOf, Services } from '../services.ts';
import { type End, endsOfPod, podNamed } from './ends.ts';

/** A port of TCP at an end that is known. */
export interface Target {
  readonly end: End;
  readonly port: number;
}

/** Where something of the cluster is listened for. */
export interface Places {
  readonly targets: readonly Target[];
  /** Nodes on these ports: all that are known, and where not all are, one of unknown address. */
  readonly nodePorts: readonly number[];
  /** Whether it is also at an address that is not known, on a port that is not known. */
  readonly somewhere: boolean;
  /** Whether it may be that nothing of the kind is there: then nobody is said to reach it. */
  readonly isGuess?: true;
}

/** Whose control plane the provider runs. */
const managed = new Set(['eks', 'aks', 'gke']);

const nowhere: Places = { targets: [], nodePorts: [], somewhere: false };

/** Over IPv4 the same at AWS, Azure and Google: https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service */
const metadataAddress = '169.254.169.254';

/**
 * Over IPv6 by the provider; Azure has none.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
const metadataAddresses6: Readonly<Record<string, string>> = { eks: 'fd00:ec2::254', gke: 'fd20:ce::254' };

/** Where the metadata service of nodes is; of a provider that is not known, where that of any is. */
export function metadataPlaces({ cluster }: NetworkEngine): Places {
  const provider = providerOf(cluster);
  const isKnown = managed.has(provider);
  const over6 = Object.entries(metadataAddresses6).flatMap(([of, text]) =>
    isKnown && of !== provider ? [] : text,
  );
  const addresses = [metadataAddress, ...over6].flatMap((text) => parseAddress(text) ?? []);
  return { ...nowhere, targets: addresses.map((address) => ({ end: { address }, port: 80 })) };
}

/** https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
export const kubeletPlaces: Places = { ...nowhere, nodePorts: [10_250] };

const etcdPort = 2_379;

/**
 * The etcd of the control plane: its pods as kubeadm makes them, else the nodes of the control plane. Where the provider runs
 * it, it is in no network of the cluster.
 * https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/ha-topology/
 */
export function etcdPlaces({ cluster, pods, nodes }: NetworkEngine): Places {
  const running = pods.filter(
    ({ namespace, labels }) => namespace === 'kube-system' && labels['component'] === 'etcd',
  );
  const known = running.flatMap((pod) => endsOfPod(pod)).filter(({ address }) => address !== undefined);
  const controlling = nodes
    .filter(({ labels }) => labels['node-role.kubernetes.io/control-plane'] !== undefined)
    .flatMap(({ name, addresses }) => addresses.map((address): End => ({ address, node: name })));
  const ends = known.length > 0 ? known : controlling;
  if (ends.length > 0) return { ...nowhere, targets: ends.map((end) => ({ end, port: etcdPort })) };
  const isElsewhere =
    managed.has(providerOf(cluster)) || (nodes.length > 0 && cluster.knowledgeOf('', 'Node').complete);
  return isElsewhere ? nowhere : { ...nowhere, nodePorts: [etcdPort], isGuess: true };
}

/** The API server, at the endpoints of Service default/kubernetes; else at an address that is not known. */
export function apiServerPlaces({ cluster }: NetworkEngine): Places {
  const found = apiServersOf(cluster);
  if (found.length === 0) return { ...nowhere, somewhere: true };
  return { ...nowhere, targets: found.map(({ address, port }) => ({ end: { address }, port })) };
}

/** The endpoints of Service default/kubernetes. */
export function apiServersOf(cluster: Cluster): { readonly address: Address; readonly port: number }[] {
  const found = endpointSlicesOf(cluster, 'default', 'kubernetes').flatMap((slice) =>
    endpointAddresses(slice).flatMap((address) => portsAt(address, slice['ports'])),
  );
  if (found.length > 0) return found;
  const endpoints = cluster.find({ group: '', kind: 'Endpoints', namespace: 'default', name: 'kubernetes' });
  return asList(endpoints?.body['subsets'])
    .map(asMap)
    .flatMap((subset) =>
      asList(subset['addresses'])
        .flatMap((each) => parseAddress(asText(asMap(each)['ip'])) ?? [])
        .flatMap((address) => portsAt(address, subset['ports'])),
    );
}

function portsAt(address: Address, ports: unknown) {
  return asList(ports).flatMap((each) => {
    const { port } = asMap(each);
    return typeof port === 'number' ? [{ address, port }] : [];
  });
}

/** A port of TCP that a Service opens on every node, and the pods behind it. */
export interface NodePort {
  /** Absent where the API server gives one: https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport */
  readonly port?: number;
  readonly backends: readonly Target[];
}

/** The ports of TCP that Services open on nodes. */
export function nodePortsOf(engine: NetworkEngine): NodePort[] {
  const services = new Services(engine.cluster);
  return [...engine.cluster.ofKind('', 'Service')].flatMap((service) =>
    openedOnNodes(service).map((entry): NodePort => {
      const { nodePort } = entry;
      const backends = services
        .backends(service, typeof entry['port'] === 'number' ? entry['port'] : 0)
        .flatMap(({ pods, port }): Target[] => {
          const { namespace, name } = endpointOf(pods);
          const pod = podNamed(engine, namespace, name);
          return pod === undefined || port === undefined ? [] : endsOfPod(pod).map((end) => ({ end, port }));
        });
      return { ...(typeof nodePort === 'number' && nodePort > 0 && { port: nodePort }), backends };
    }),
  );
}

function openedOnNodes({ body }: ClusterObject): Readonly<Record<string, unknown>>[] {
  const spec = asMap(body['spec']);
  const isOpened =
    spec['type'] === 'NodePort' ||
    (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
  if (!isOpened) return [];
  return asList(spec['ports'])
    .map(asMap)
    .filter(({ protocol }) => (asText(protocol) || 'TCP') === 'TCP');
}
