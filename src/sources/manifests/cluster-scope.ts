import { splitApiVersion } from '../../cluster/index.ts';

/** Kinds without a namespace that Kubernetes itself serves. https://kubernetes.io/docs/reference/kubernetes-api/ */
const builtIn: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume', 'ComponentStatus'],
  'admissionregistration.k8s.io': [
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'metrics.k8s.io': ['NodeMetrics'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourcePoolStatusRequest', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
};

/** Widely used custom kinds without a namespace. */
const custom: Readonly<Record<string, readonly string[]>> = {
  'cert-manager.io': ['ClusterIssuer'],
  'cilium.io': [
    'CiliumClusterwideNetworkPolicy',
    'CiliumNode',
    'CiliumIdentity',
    'CiliumCIDRGroup',
    'CiliumLoadBalancerIPPool',
  ],
  'config.openshift.io': [
    'APIServer',
    'Authentication',
    'ClusterVersion',
    'Infrastructure',
    'Ingress',
    'Network',
    'OAuth',
    'Project',
    'Proxy',
    'Scheduler',
  ],
  'constraints.gatekeeper.sh': ['*'],
  'crd.projectcalico.org': [
    'GlobalNetworkPolicy',
    'GlobalNetworkSet',
    'IPPool',
    'FelixConfiguration',
    'BGPConfiguration',
    'BGPPeer',
  ],
  'external-secrets.io': ['ClusterSecretStore', 'ClusterExternalSecret'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'karpenter.k8s.aws': ['EC2NodeClass'],
  'karpenter.sh': ['NodeClaim', 'NodePool'],
  'kyverno.io': ['ClusterPolicy', 'ClusterCleanupPolicy', 'GlobalContextEntry'],
  'policies.kyverno.io': [
    'ValidatingPolicy',
    'MutatingPolicy',
    'GeneratingPolicy',
    'ImageValidatingPolicy',
    'DeletingPolicy',
  ],
  'project.openshift.io': ['Project'],
  'projectcalico.org': [
    'GlobalNetworkPolicy',
    'GlobalNetworkSet',
    'IPPool',
    'FelixConfiguration',
    'BGPConfiguration',
    'BGPPeer',
  ],
  'security.openshift.io': ['SecurityContextConstraints'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'templates.gatekeeper.sh': ['ConstraintTemplate'],
  'trust.cert-manager.io': ['Bundle'],
  'wgpolicyk8s.io': ['ClusterPolicyReport'],
};

/** Groups that Kubernetes serves itself: every kind of theirs that is not listed above belongs to a namespace. */
const builtInNamespacedGroups: ReadonlySet<string> = new Set([
  'apps',
  'autoscaling',
  'batch',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'lifecycle.k8s.io',
  'policy',
]);

export type Scope = 'Cluster' | 'Namespaced';

/** Scope of a kind from the tables; undefined for kinds that nobody here knows. */
export function knownScope(apiVersion: string, kind: string): Scope | undefined {
  const { group } = splitApiVersion(apiVersion);
  const clusterKinds = Object.hasOwn(builtIn, group) ? builtIn[group] : undefined;
  if (clusterKinds !== undefined) return clusterKinds.includes(kind) ? 'Cluster' : 'Namespaced';
  if (builtInNamespacedGroups.has(group)) return 'Namespaced';
  const customKinds = Object.hasOwn(custom, group) ? custom[group] : undefined;
  return customKinds?.includes(kind) === true || customKinds?.includes('*') === true ? 'Cluster' : undefined;
}

/** Scopes that CustomResourceDefinitions of the same input declare. */
export class DeclaredScopes {
  private readonly scopes = new Map<string, Scope>();

  /** Takes note when the object is a CustomResourceDefinition. */
  learn(object: Readonly<Record<string, unknown>>): void {
    if (object['kind'] !== 'CustomResourceDefinition') return;
    const spec = record(object['spec']);
    const kind = record(spec?.['names'])?.['kind'];
    const { group, scope } = { group: spec?.['group'], scope: spec?.['scope'] };
    if (typeof kind !== 'string' || typeof group !== 'string') return;
    if (scope === 'Cluster' || scope === 'Namespaced') this.scopes.set(`${group}/${kind}`, scope);
  }

  scopeOf(apiVersion: string, kind: string): Scope | undefined {
    return this.scopes.get(`${splitApiVersion(apiVersion).group}/${kind}`);
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
