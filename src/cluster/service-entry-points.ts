import type { Cluster } from './cluster.ts';
import type { EntryPointDraft } from './entry-point.ts';
import type { NodeExposure } from './host-entry-points.ts';
import {
  type Exposure,
  exposureOfAddresses,
  internalMarkOf,
  isInternalByAwsDefault,
  isPrivateAddress,
} from './load-balancer-scope.ts';
import type { ClusterObject } from './object.ts';
import { asList, asMap, asText, asTexts } from './unstructured.ts';

type Judged = Pick<EntryPointDraft, 'exposure' | 'evidence'>;

/** https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types */
export function* serviceEntryPoints(cluster: Cluster, nodes: NodeExposure): Iterable<EntryPointDraft> {
  for (const object of cluster.ofKind('', 'Service')) {
    const spec = asMap(object.body['spec']);
    const to = [{ service: object.name, namespace: object.namespace }];
    const common = { object, hosts: [], sourceRanges: asTexts(spec['loadBalancerSourceRanges']), to };
    if (spec['type'] === 'LoadBalancer') {
      yield { kind: 'load-balancer', ...common, ...loadBalancerExposure(object) };
    }
    const allocates =
      spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && hasNodePort(spec['ports']));
    if (allocates) {
      yield {
        kind: 'node-port',
        ...common,
        sourceRanges: [],
        exposure: nodes.exposure,
        evidence: nodes.evidence,
      };
    }
    const addresses = asTexts(spec['externalIPs']);
    if (addresses.length > 0) {
      const exposure = exposureOfAddresses(addresses) ?? 'unknown';
      yield {
        kind: 'external-ip',
        ...common,
        exposure,
        evidence: `spec.externalIPs has ${addresses.join(', ')}`,
      };
    }
  }
}

function loadBalancerExposure({ body }: ClusterObject): Judged {
  const spec = asMap(body['spec']);
  const { annotations } = body.metadata;
  const mark = internalMarkOf(annotations);
  if (mark) return { exposure: 'internal', evidence: `annotation ${mark}` };
  if (isInternalByAwsDefault(annotations, spec['loadBalancerClass'])) {
    return {
      exposure: 'internal',
      evidence: 'the AWS Load Balancer Controller makes internal load balancers by default',
    };
  }
  const ranges = asTexts(spec['loadBalancerSourceRanges']);
  if (ranges.length > 0 && ranges.every(isPrivateAddress)) {
    return { exposure: 'internal', evidence: 'spec.loadBalancerSourceRanges has private ranges only' };
  }
  const addresses = statusAddresses(body['status']);
  const exposure: Exposure | undefined = exposureOfAddresses(addresses);
  return exposure === undefined
    ? { exposure: 'internet', evidence: 'type LoadBalancer, and nothing makes it internal' }
    : { exposure, evidence: `its address is ${addresses.join(', ')}` };
}

/** Addresses in `status.loadBalancer` of a Service or Ingress. */
export function statusAddresses(status: unknown): readonly string[] {
  return asList(asMap(asMap(status)['loadBalancer'])['ingress'])
    .map(asMap)
    .map(({ ip, hostname }) => asText(ip) || asText(hostname))
    .filter((address) => address !== '');
}

function hasNodePort(ports: unknown): boolean {
  return asList(ports).some((port) => typeof asMap(port)['nodePort'] === 'number');
}
