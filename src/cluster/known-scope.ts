export type Scope = 'Cluster' | 'Namespaced';

/** Kinds without a namespace of Kubernetes itself and of the APIs of its own project, by group. https://kubernetes.io/docs/reference/kubernetes-api/ */
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
  'gateway.networking.k8s.io': ['GatewayClass'],
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

/** Under the group of its custom resources and under that of its own API server. */
const calico = [
  'GlobalNetworkPolicy',
  'GlobalNetworkSet',
  'IPPool',
  'FelixConfiguration',
  'BGPConfiguration',
  'BGPPeer',
  'HostEndpoint',
  'StagedGlobalNetworkPolicy',
  'Tier',
];

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
  'crd.antrea.io': ['ClusterNetworkPolicy', 'ClusterGroup', 'Egress', 'ExternalIPPool', 'Tier'],
  'crd.projectcalico.org': calico,
  'external-secrets.io': ['ClusterSecretStore', 'ClusterExternalSecret'],
  'k8s.ovn.org': ['AdminPolicyBasedExternalRoute', 'ClusterUserDefinedNetwork', 'EgressIP'],
  'karpenter.k8s.aws': ['EC2NodeClass'],
  'karpenter.sh': ['NodeClaim', 'NodePool'],
  'kubeovn.io': ['SecurityGroup', 'Subnet', 'Vlan', 'Vpc'],
  'kyverno.io': ['ClusterPolicy', 'ClusterCleanupPolicy', 'GlobalContextEntry'],
  'network.openshift.io': ['ClusterNetwork', 'HostSubnet', 'NetNamespace'],
  'networking.k8s.aws': ['ClusterNetworkPolicy', 'ClusterPolicyEndpoint'],
  'neuvector.com': ['NvClusterSecurityRule'],
  'policies.kyverno.io': [
    'ValidatingPolicy',
    'MutatingPolicy',
    'GeneratingPolicy',
    'ImageValidatingPolicy',
    'DeletingPolicy',
  ],
  'project.openshift.io': ['Project'],
  'projectcalico.org': calico,
  'security.antrea.tanzu.vmware.com': ['ClusterNetworkPolicy', 'Tier'],
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

/** Scope of a kind that Kubernetes or a widely used project defines; undefined for kinds that nobody here knows. */
export function knownScope(group: string, kind: string): Scope | undefined {
  return builtInScope(group, kind) ?? customScope(group, kind);
}

/** Scope of a kind that Kubernetes itself defines. */
export function builtInScope(group: string, kind: string): Scope | undefined {
  const clusterKinds = Object.hasOwn(builtIn, group) ? builtIn[group] : undefined;
  if (clusterKinds !== undefined) return clusterKinds.includes(kind) ? 'Cluster' : 'Namespaced';
  return builtInNamespacedGroups.has(group) ? 'Namespaced' : undefined;
}

function customScope(group: string, kind: string): Scope | undefined {
  const customKinds = Object.hasOwn(custom, group) ? custom[group] : undefined;
  return customKinds?.includes(kind) === true || customKinds?.includes('*') === true ? 'Cluster' : undefined;
}
