import { asList, asMap, asText, type Cluster, type FieldPath, isFields } from '../../cluster/index.ts';
import { blockOf } from '../address.ts';
import { endpointAddresses, endpointSlicesOf } from '../endpoint-slices.ts';
import type { Protocol } from '../question.ts';
import { addressPeer } from './calico-peers.ts';
import type { Checks } from './checks.ts';
import { NotJudged } from './not-judged.ts';
import type { Peer, PortSelection } from './policy.ts';

/** Some ends of a Service, with the ports that they are reached on. */
export interface ServiceEnds {
  readonly peers: readonly Peer[];
  readonly ports: readonly PortSelection[];
}

/**
 * Who is behind a Service: the addresses of its EndpointSlices; where there are none, as in manifests, the pods that it
 * selects. https://docs.tigera.io/calico/latest/network-policy/services/services-cluster-ips
 */
export function serviceEnds(
  services: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
  cluster: Cluster,
): ServiceEnds[] {
  checks.known(services, path, ['name', 'namespace']);
  const name = asText(services['name']);
  const namespace = asText(services['namespace']) || checks.object.namespace;
  if (name === '') checks.refuse([...path, 'name'], 'must name a Service');
  if (namespace === '')
    checks.refuse([...path, 'namespace'], 'must be given in a policy without a namespace');
  const slices = endpointSlicesOf(cluster, namespace, name);
  if (slices.length > 0)
    return slices.map((slice) => ({
      peers: endpointAddresses(slice).map((address) => addressPeer(blockOf(address))),
      ports: asList(slice['ports']).flatMap((port) => portOf(asMap(port)['port'], asMap(port))),
    }));
  return selectedEnds(name, namespace, cluster);
}

function selectedEnds(name: string, namespace: string, cluster: Cluster): ServiceEnds[] {
  const service = cluster.find({ group: '', kind: 'Service', namespace, name });
  const { selector, ports } = asMap(service?.body['spec']);
  if (!isFields(selector) || Object.keys(selector).length === 0) {
    if (service === undefined && cluster.knowledgeOf('', 'Service', namespace).complete) return [];
    throw new NotJudged(`Service ${namespace}/${name}, whose endpoints were not read`);
  }
  const matchLabels = Object.fromEntries(
    Object.entries(selector).map(([key, value]) => [key, asText(value)]),
  );
  return [
    {
      peers: [{ pods: { namespaces: { name: namespace }, pods: { matchLabels } } }],
      ports: asList(ports).flatMap((each) => {
        const port = asMap(each);
        return portOf(port['targetPort'] ?? port['port'], port);
      }),
    },
  ];
}

function portOf(value: unknown, { protocol: given }: Readonly<Record<string, unknown>>): PortSelection[] {
  const protocol: Protocol = given === 'UDP' || given === 'SCTP' ? given : 'TCP';
  if (typeof value === 'number') return [{ protocol, first: value, last: value }];
  return typeof value === 'string' ? [{ protocol, name: value }] : [];
}
