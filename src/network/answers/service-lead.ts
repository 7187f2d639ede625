import { asList, asMap, asText, type ClusterObject } from '../../cluster/index.ts';
import { formatAddress } from '../address.ts';
import { endpointAddresses, endpointSlicesOf } from '../endpoint-slices.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { type Endpoint, isIcmp, type PortTraffic, type Protocol, type Traffic } from '../question.ts';

/** What one backend of a Service is asked for in place of the Service. */
export interface Backend {
  readonly destination: Endpoint;
  readonly traffic: Traffic;
}

/** Where a connection to a Service ends. */
export interface ServiceLead {
  readonly backends: readonly Backend[];
  /** How it leads there, or why nowhere, as a sentence without a full stop. */
  readonly said: string;
  /** What is answered where there is no backend. */
  readonly otherwise: 'deny' | 'unknown';
}

/** Undefined where there is no such Service. Policies see a connection after its port was translated. */
export function serviceLead(
  engine: NetworkEngine,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  traffic: Traffic,
): ServiceLead | undefined {
  const { cluster } = engine;
  const service = cluster.find({ group: '', kind: 'Service', namespace, name });
  if (service === undefined) return undefined;
  const spec = asMap(service.body['spec']);
  const called = `Service ${namespace}/${name}`;
  // https://kubernetes.io/docs/concepts/services-networking/service/#externalname
  if (spec['type'] === 'ExternalName')
    return nowhere(
      `${called} is another name for ${asText(spec['externalName'])}: policies see the addresses that it has, which configuration does not tell`,
      'unknown',
    );
  // https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
  const isHeadless = spec['clusterIP'] === 'None';
  if (isIcmp(traffic) && !isHeadless)
    return nowhere(
      `${called} forwards ports, and what answers ICMP at its address is not defined`,
      'unknown',
    );
  const pods = selectedPods(engine, service);
  if (isHeadless && pods !== undefined)
    return led(
      pods.map((pod) => ({ destination: endpointOf(pod), traffic })),
      `${called} is headless: its name is that of the pods, whose own port is asked about`,
      pods.length > 0 ? undefined : noPods(engine, called),
    );
  if (isIcmp(traffic)) return nowhere(`${called} has no selector`, 'unknown');
  const ports = asList(spec['ports'])
    .map(asMap)
    .filter(
      ({ port, protocol }) => port === traffic.port && (asText(protocol) || 'TCP') === traffic.protocol,
    );
  const [port] = ports;
  if (port === undefined) return nowhere(`${called} has no port ${traffic.port}/${traffic.protocol}`, 'deny');
  const backends =
    pods === undefined
      ? sliceBackends(engine, service, asText(port['name']), traffic.protocol)
      : pods.flatMap((pod) =>
          targetPorts(pod, port['targetPort'] ?? traffic.port, traffic.protocol).map((target) => ({
            destination: endpointOf(pod),
            traffic: { protocol: traffic.protocol, port: target },
          })),
        );
  const place = `${called}:${traffic.port}`;
  if (backends.length > 0)
    return led(
      backends,
      `${place} leads to ${backends.length === 1 ? 'one backend' : `${backends.length} backends`}`,
    );
  if (pods === undefined)
    return nowhere(`${called} has no selector, and no EndpointSlice of it was read`, 'unknown');
  return pods.length === 0
    ? noPods(engine, place)
    : nowhere(
        `${place} leads to port ${asText(port['targetPort'])}, which none of its pods declares`,
        'deny',
      );
}

function led(backends: readonly Backend[], said: string, none?: ServiceLead): ServiceLead {
  return none ?? { backends, said, otherwise: 'unknown' };
}

function nowhere(said: string, otherwise: ServiceLead['otherwise']): ServiceLead {
  return { backends: [], said, otherwise };
}

/** Of manifests that are not said to be the whole cluster others may hold them. */
function noPods({ cluster }: NetworkEngine, place: string): ServiceLead {
  return cluster.knowledgeOf('', 'Pod').complete
    ? nowhere(`${place} leads to no pod: its selector takes none`, 'deny')
    : nowhere(`${place} leads to no pod that was read`, 'unknown');
}

/** Undefined without a selector, for then EndpointSlices say where it leads. */
function selectedPods(
  engine: NetworkEngine,
  { body, namespace }: ClusterObject,
): readonly NetworkPod[] | undefined {
  const selector = Object.entries(asMap(asMap(body['spec'])['selector']));
  if (selector.length === 0) return undefined;
  return engine.pods.filter(
    (pod) => pod.namespace === namespace && selector.every(([key, value]) => pod.labels[key] === value),
  );
}

function endpointOf({ namespace, name }: NetworkPod): Endpoint {
  return { type: 'pod', namespace, name };
}

/** A number as it is; a name is looked up in each pod. */
function targetPorts({ namedPorts }: NetworkPod, target: unknown, protocol: Protocol): readonly number[] {
  if (typeof target === 'number') return [target];
  const text = asText(target);
  return /^\d+$/.test(text) ? [Number(text)] : (namedPorts.get(`${protocol}/${text}`)?.slice(0, 1) ?? []);
}

/** https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors */
function sliceBackends(
  { cluster }: NetworkEngine,
  { namespace, name }: ClusterObject,
  portName: string,
  protocol: Protocol,
): Backend[] {
  return endpointSlicesOf(cluster, namespace, name).flatMap((slice) => {
    const ports = asList(slice['ports'])
      .map(asMap)
      .filter((port) => asText(port['name']) === portName && (asText(port['protocol']) || 'TCP') === protocol)
      .flatMap(({ port }): PortTraffic[] => (typeof port === 'number' ? [{ protocol, port }] : []));
    return endpointAddresses(slice).flatMap((address) =>
      ports.map((traffic) => ({
        destination: { type: 'address' as const, address: formatAddress(address) },
        traffic,
      })),
    );
  });
}
