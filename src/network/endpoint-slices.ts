import { asList, asMap, asText, type Cluster, type KubernetesObject } from '../cluster/index.ts';
import { type Address, parseAddress } from './address.ts';

/** The EndpointSlices of a Service. https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/ */
export function endpointSlicesOf(cluster: Cluster, namespace: string, service: string): KubernetesObject[] {
  return [...cluster.ofKind('discovery.k8s.io', 'EndpointSlice', namespace)]
    .filter(({ body }) => body.metadata.labels?.['kubernetes.io/service-name'] === service)
    .map(({ body }) => body);
}

/** The addresses of the endpoints in a slice. */
export function endpointAddresses(slice: KubernetesObject): Address[] {
  return asList(slice['endpoints']).flatMap((endpoint) =>
    asList(asMap(endpoint)['addresses']).flatMap((text) => parseAddress(asText(text)) ?? []),
  );
}
