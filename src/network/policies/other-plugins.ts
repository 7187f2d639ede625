import { asList, asMap, type ClusterObject } from '../../cluster/index.ts';

/** A kind by which something else than a profile's plugin allows or denies. No object of it is read. */
export interface OtherPluginKind {
  readonly group: string;
  readonly kind: string;
  /** Whether an object closes or opens anything; absent: each does. */
  readonly restricts?: (object: ClusterObject) => boolean;
}

const kinds = (group: string, ...names: readonly string[]): OtherPluginKind[] =>
  names.map((kind) => ({ group, kind }));

/**
 * What plugins without a profile of their own have beside the kinds of Kubernetes, and mostly ask before these. Kinds that only
 * say which way packets take, as EgressIP, EgressService, AdminPolicyBasedExternalRoute and Egress do, are none of them.
 */
export const otherPluginKinds: readonly OtherPluginKind[] = [
  // Its tiers are asked before NetworkPolicy: https://antrea.io/docs/main/docs/antrea-network-policy/
  ...kinds('crd.antrea.io', 'ClusterNetworkPolicy', 'NetworkPolicy'),
  // What they were called before 1.0: https://github.com/antrea-io/antrea/blob/main/docs/api.md
  ...kinds('security.antrea.tanzu.vmware.com', 'ClusterNetworkPolicy', 'NetworkPolicy'),
  // https://github.com/vmware-tanzu/nsx-operator/blob/main/docs/security-policy.md
  ...kinds('crd.nsx.vmware.com', 'SecurityPolicy'),
  ...kinds('nsx.vmware.com', 'SecurityPolicy'),
  // https://ovn-kubernetes.io/features/network-security-controls/egress-firewall/
  ...kinds('k8s.ovn.org', 'EgressFirewall'),
  // A primary network of its own connects with no other: https://ovn-kubernetes.io/features/user-defined-networks/user-defined-networks/
  { group: 'k8s.ovn.org', kind: 'UserDefinedNetwork', restricts: ({ body }) => isPrimary(body['spec']) },
  {
    group: 'k8s.ovn.org',
    kind: 'ClusterUserDefinedNetwork',
    restricts: ({ body }) => isPrimary(asMap(body['spec'])['network']),
  },
  // https://docs.okd.io/4.15/networking/openshift_sdn/configuring-egress-firewall.html
  ...kinds('network.openshift.io', 'EgressNetworkPolicy'),
  // https://docs.okd.io/4.15/networking/openshift_sdn/multitenant-isolation.html
  {
    group: 'network.openshift.io',
    kind: 'ClusterNetwork',
    restricts: ({ body }) => body['pluginName'] === 'redhat/openshift-ovs-multitenant',
  },
  // https://kubeovn.github.io/docs/stable/en/guide/security-group/
  ...kinds('kubeovn.io', 'SecurityGroup'),
  // https://kubeovn.github.io/docs/stable/en/guide/subnet/
  { group: 'kubeovn.io', kind: 'Subnet', restricts: isClosedSubnet },
];

/**
 * Rules of a firewall that stands in the network of pods beside the plugin.
 * https://open-docs.neuvector.com/policy/usingcrd
 */
export const besidePlugins: readonly OtherPluginKind[] = kinds(
  'neuvector.com',
  'NvSecurityRule',
  'NvClusterSecurityRule',
);

function isPrimary(spec: unknown): boolean {
  const { layer2, layer3 } = asMap(spec);
  return [layer2, layer3].some((layer) => asMap(layer)['role'] === 'Primary');
}

/** Private, with rules of its own, or in another cloud than that of the cluster. */
function isClosedSubnet({ body }: ClusterObject): boolean {
  const { private: isClosed, acls, vpc } = asMap(body['spec']);
  return (
    isClosed === true ||
    asList(acls).length > 0 ||
    (typeof vpc === 'string' && vpc !== '' && vpc !== 'ovn-cluster')
  );
}
