import type { Cluster } from './cluster.ts';

/** Built-in kinds that belong to no namespace, by API group. https://kubernetes.io/docs/reference/kubernetes-api/ */
const clusterScoped: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume', 'ComponentStatus'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'gateway.networking.k8s.io': ['GatewayClass'],
};

/**
 * Whether objects of a kind belong to a namespace: as the server said when it was read, as its CustomResourceDefinition
 * says, or as Kubernetes defines it. Undefined for a custom kind that nothing describes.
 */
export function isNamespacedKind(
  group: string,
  kind: string,
  clusters: readonly Pick<Cluster, 'coverage' | 'ofKind'>[] = [],
): boolean | undefined {
  if (clusterScoped[group]?.includes(kind)) return false;
  if (!group.includes('.') || (group.endsWith('.k8s.io') && clusterScoped[group] !== undefined)) return true;
  for (const cluster of clusters) {
    const row = cluster.coverage.resources.find(
      (resource) => resource.group === group && resource.kind === kind,
    );
    if (row) return row.namespaced;
    for (const definition of cluster.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      const spec = definition.body['spec'] as CustomResourceScope | null | undefined;
      if (spec?.group === group && spec.names?.kind === kind) return spec.scope === 'Namespaced';
    }
    for (const object of cluster.ofKind(group, kind)) return object.namespace !== '';
  }
  return undefined;
}

interface CustomResourceScope {
  readonly group?: unknown;
  readonly scope?: unknown;
  readonly names?: { readonly kind?: unknown } | null;
}
