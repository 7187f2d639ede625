import { type Cluster, type ClusterObject, type Provider, providerOf } from '../cluster/index.ts';
import type { ResourceRequest } from './rbac/access-request.ts';

export const kubeSystem = 'kube-system';

/**
 * ConfigMaps of kube-system that the servers of names read.
 * https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/
 * https://learn.microsoft.com/azure/aks/coredns-custom
 * https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
const maps = ['coredns', 'coredns-custom', 'kube-dns', 'node-local-dns'];

/** Maps that a platform's server reads once somebody makes them. https://cloud.google.com/kubernetes-engine/docs/how-to/kube-dns */
const optional: Partial<Record<Provider, string>> = {
  aks: 'coredns-custom',
  k3s: 'coredns-custom',
  gke: 'kube-dns',
};

/** The ConfigMaps that decide where names of the cluster lead, as far as they are there. */
export function dnsConfigurations(cluster: Cluster): ClusterObject[] {
  return maps.flatMap(
    (name) => cluster.find({ group: '', kind: 'ConfigMap', namespace: kubeSystem, name }) ?? [],
  );
}

/** A request with which somebody decides where names lead, and what of it is there already. */
export interface DnsChange {
  readonly request: ResourceRequest;
  readonly name: string;
  readonly object: ClusterObject | undefined;
}

/** Every way to change them. Making one takes the right to create in kube-system, which no name limits. */
export function dnsChanges(cluster: Cluster): DnsChange[] {
  const request = { apiGroup: '', resource: 'configmaps', namespace: kubeSystem };
  const there = dnsConfigurations(cluster);
  const missing = optional[providerOf(cluster)];
  return [
    ...there.flatMap((object) =>
      ['update', 'patch'].map((verb) => ({
        request: { ...request, verb, name: object.name },
        name: object.name,
        object,
      })),
    ),
    ...(missing === undefined || there.some(({ name }) => name === missing)
      ? []
      : [{ request: { ...request, verb: 'create' }, name: missing, object: undefined }]),
  ];
}
