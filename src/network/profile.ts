/** Who enforces policies: what the API leaves to the plugin of the network is an option with the reading of this one. */
export interface Profile {
  readonly id: ProfileId;
  /** False where policies are stored and nobody enforces them. */
  readonly enforces: boolean;
  readonly options: ProfileOptions;
  /** What else is known of it, as sentences. */
  readonly caveats: readonly string[];
}

export const profileIds = [
  'cilium',
  'aks-cilium',
  'gke-dataplane-v2',
  'gke-calico',
  'calico',
  'eks-vpc-cni',
  'eks-vpc-cni-off',
  'azure-npm',
  'kindnet',
  'generic',
  'none',
] as const;

export type ProfileId = (typeof profileIds)[number];

/** Behaviour that the API does not define. */
export interface ProfileOptions {
  /**
   * Whether an `ipBlock` matches the addresses of pods. Kubernetes' own tests expect it; Cilium documents that it does not.
   * https://docs.cilium.io/en/stable/network/kubernetes/policy/#known-missing-features
   */
  readonly ipBlockMatchesPods: boolean;
  /** Whether an `ipBlock` matches the addresses of nodes, and of pods in the network of their node. */
  readonly ipBlockMatchesNodes: boolean;
  /**
   * Whether policies hold for what the own node of a pod opens to it. The API says that the node is always let in; Cilium can
   * be told otherwise by `allow-localhost: policy`. Absent: no.
   * https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
   * https://docs.cilium.io/en/stable/security/policy/language/#entities-based
   */
  readonly filtersOwnNode?: boolean;
  /**
   * Whether pods are closed that no policy selects: Cilium with `enable-policy: always`. Absent: no.
   * https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes
   */
  readonly isolatesAll?: boolean;
  /**
   * Whether policies that go by names of hosts or by layer 7 take effect. AKS has them with Advanced Container Networking
   * Services alone. Absent: yes.
   * https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts
   */
  readonly filtersNames?: boolean;
  /**
   * What becomes of ICMP at a pod that a NetworkPolicy isolates, which the API does not define: a rule without ports allows it,
   * and nothing else does. Absent: not known.
   * https://kubernetes.io/docs/concepts/services-networking/network-policies/#network-traffic-filtering
   */
  readonly icmp?: 'by-rules';
  /** Messages of ICMPv6 that are let through whatever policies say, as the discovery of neighbours needs them: by type. */
  readonly icmpv6LetThrough?: 'all' | readonly number[];
  /** Kinds of policies beside NetworkPolicy that it knows. */
  readonly kinds: readonly ('ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'Cilium' | 'Calico')[];
  /** Whether it enforces NetworkPolicy itself. */
  readonly networkPolicies: boolean;
}

const standard: ProfileOptions = {
  ipBlockMatchesPods: true,
  ipBlockMatchesNodes: true,
  kinds: [],
  networkPolicies: true,
};
const ciliumOptions: ProfileOptions = {
  ipBlockMatchesPods: false,
  ipBlockMatchesNodes: false,
  kinds: ['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'Cilium'],
  networkPolicies: true,
  // https://docs.cilium.io/en/stable/security/policy/language/#limit-ingress-egress-ports
  icmp: 'by-rules',
};
// A NetworkPolicy is one of Calico's own, whose rules without ports have no protocol: `libcalico-go/lib/backend/k8s/conversion`.
const calicoIcmp = { icmp: 'by-rules' } as const;
const adminKinds = ['ClusterNetworkPolicy', 'AdminNetworkPolicy'] as const;

const startsOpen =
  'In its standard mode a pod is open from its start until its rules are in place (NETWORK_POLICY_ENFORCING_MODE).';

/** The profiles, with the readings of their documentation. */
export const profiles: Readonly<Record<ProfileId, Profile>> = {
  cilium: { id: 'cilium', enforces: true, options: ciliumOptions, caveats: [] },
  // https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations
  'aks-cilium': { id: 'aks-cilium', enforces: true, options: ciliumOptions, caveats: [] },
  // https://cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2
  'gke-dataplane-v2': {
    id: 'gke-dataplane-v2',
    enforces: true,
    options: { ...ciliumOptions, kinds: ['Cilium'] },
    caveats: [],
  },
  'gke-calico': {
    id: 'gke-calico',
    enforces: true,
    options: { ...standard, ...calicoIcmp, kinds: ['Calico'] },
    caveats: [],
  },
  // https://docs.tigera.io/calico/latest/network-policy/get-started/kubernetes-policy/kubernetes-network-policy
  calico: {
    id: 'calico',
    enforces: true,
    options: { ...standard, ...calicoIcmp, kinds: [...adminKinds, 'Calico'] },
    caveats: [],
  },
  // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
  'eks-vpc-cni': {
    id: 'eks-vpc-cni',
    enforces: true,
    // `tc.v4ingress.bpf.c` and `tc.v6ingress.bpf.c` of https://github.com/aws/aws-network-policy-agent
    options: { ...standard, icmp: 'by-rules', icmpv6LetThrough: 'all' },
    caveats: [startsOpen],
  },
  'eks-vpc-cni-off': {
    id: 'eks-vpc-cni-off',
    enforces: false,
    options: standard,
    caveats: ['The agent for network policies of the VPC CNI is off.'],
  },
  'azure-npm': { id: 'azure-npm', enforces: true, options: standard, caveats: [] },
  // https://github.com/kubernetes-sigs/kube-network-policies
  kindnet: {
    id: 'kindnet',
    enforces: true,
    // `pkg/dataplane/controller.go` and `pkg/network/packet.go`
    options: {
      ...standard,
      icmp: 'by-rules',
      icmpv6LetThrough: [133, 134, 135, 136, 137],
      kinds: adminKinds,
    },
    caveats: [],
  },
  generic: {
    id: 'generic',
    enforces: true,
    options: { ...standard, kinds: adminKinds },
    caveats: ["Which plugin enforces policies is not known: the reading of Kubernetes' own tests is taken."],
  },
  none: {
    id: 'none',
    enforces: false,
    options: standard,
    caveats: ['Nothing in the cluster enforces policies.'],
  },
};
