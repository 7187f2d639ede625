import { asList, asMap, asText, type Cluster, type ClusterObject, providerOf } from '../cluster/index.ts';
import { type Profile, profiles } from './profile.ts';

/** Who enforces policies in a cluster, and what says so. */
export interface DetectedProfile {
  readonly profile: Profile;
  /** What was seen, as sentences without a full stop. */
  readonly evidence: readonly string[];
  /** False where it is the reading taken for want of evidence. */
  readonly certain: boolean;
}

/** Enforcers that are known by their DaemonSet and have no profile of their own. */
const others: Readonly<Record<string, string>> = {
  'antrea-agent': 'Antrea',
  'kube-network-policies': 'kube-network-policies',
  'kube-ovn-cni': 'Kube-OVN',
  'kube-router': 'kube-router',
  'nsx-node-agent': 'NSX',
  'ovnkube-node': 'OVN-Kubernetes',
  sdn: 'OpenShift SDN',
  terway: 'Terway',
  'terway-eni': 'Terway',
  'terway-eniip': 'Terway',
  'weave-net': 'Weave Net',
};

/**
 * The profile of a cluster by the agents on its nodes and their settings. What is not there says something only where all
 * DaemonSets were read.
 */
export function detectProfile(cluster: Cluster): DetectedProfile {
  const found = detected(cluster);
  if (found !== undefined) return { ...found, certain: true };
  const hidden = hiddenPlugin(cluster);
  if (hidden !== undefined) return { profile: profiles.generic, evidence: [hidden], certain: false };
  const knowledge = cluster.knowledgeOf('apps', 'DaemonSet');
  if (knowledge.complete && [...cluster.ofKind('', 'Node')].length > 0)
    return {
      profile: profiles.none,
      evidence: ['no agent that enforces policies is among the DaemonSets'],
      certain: true,
    };
  const why = knowledge.complete
    ? 'no DaemonSet and no Node shows which plugin there is'
    : 'DaemonSets were not all read';
  return { profile: profiles.generic, evidence: [why], certain: false };
}

function detected(cluster: Cluster): Pick<DetectedProfile, 'profile' | 'evidence'> | undefined {
  const agents = new Map([...cluster.ofKind('apps', 'DaemonSet')].map((each) => [each.name, each]));
  const cilium = agents.get('anetd') ?? agents.get('cilium');
  if (cilium !== undefined) return ciliumProfile(cilium, cluster);
  // Canal has Calico enforce policies: https://docs.tigera.io/calico/latest/getting-started/kubernetes/flannel/install-for-flannel
  const calico = agents.get('calico-node') ?? agents.get('canal') ?? agents.get('rke2-canal');
  if (calico !== undefined)
    return {
      profile: providerOf(cluster) === 'gke' ? profiles['gke-calico'] : profiles.calico,
      evidence: [seen(calico)],
    };
  const npm = agents.get('azure-npm');
  if (npm !== undefined) return { profile: profiles['azure-npm'], evidence: [seen(npm)] };
  for (const [name, title] of Object.entries(others)) {
    const agent = agents.get(name);
    if (agent !== undefined)
      return { profile: profiles.generic, evidence: [`${seen(agent)}, which is ${title}`] };
  }
  const beside = [...agents.values()].find(hasPolicyContainer);
  if (beside !== undefined)
    return { profile: profiles.generic, evidence: [`${seen(beside)}, with kube-network-policies in it`] };
  const vpc = agents.get('aws-node');
  if (vpc !== undefined) return vpcProfile(vpc, cluster);
  const kindnet = agents.get('kindnet');
  return kindnet === undefined ? undefined : { profile: profiles.kindnet, evidence: [seen(kindnet)] };
}

/** Flannel can have it as a container of its own: https://github.com/flannel-io/flannel/blob/master/Documentation/netpol.md */
function hasPolicyContainer({ body }: ClusterObject): boolean {
  const spec = asMap(asMap(asMap(body['spec'])['template'])['spec']);
  return asList(spec['containers']).some((each) =>
    /(^|\/)kube-network-policies(:|@|$)/.test(asText(asMap(each)['image'])),
  );
}

/**
 * Why no DaemonSet shows the plugin: it runs as a part of the node.
 * https://docs.k3s.io/networking/networking-services#network-policy-controller
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
 */
function hiddenPlugin(cluster: Cluster): string | undefined {
  for (const { name, body } of cluster.ofKind('', 'Node')) {
    const version = asText(asMap(asMap(body['status'])['nodeInfo'])['kubeletVersion']);
    if (/\+k3s\d/.test(version))
      return `Node ${name} runs k3s, which enforces policies by itself unless it was told not to`;
    if (body.metadata.labels?.['eks.amazonaws.com/compute-type'] === 'auto')
      return `Node ${name} is of EKS Auto Mode, whose plugin is a part of the node`;
  }
  return undefined;
}

/** https://docs.cilium.io/en/stable/network/kubernetes/configuration/ and /security/policy/intro/ */
function ciliumProfile(
  agent: ClusterObject,
  cluster: Cluster,
): Pick<DetectedProfile, 'profile' | 'evidence'> {
  const provider = providerOf(cluster);
  const id =
    agent.name === 'anetd' || provider === 'gke'
      ? 'gke-dataplane-v2'
      : provider === 'aks'
        ? 'aks-cilium'
        : 'cilium';
  const settings = configMap(cluster, 'cilium-config');
  const base = profiles[id];
  const off = [
    ...(settings['enable-policy'] === 'never' ? ['enable-policy is never'] : []),
    ...(settings['policy-audit-mode'] === 'true'
      ? ['policy-audit-mode is on, so that nothing is dropped']
      : []),
  ].map(inSettings);
  const networkPolicies = settings['enable-k8s-networkpolicy'] !== 'false';
  const nodes = asText(settings['policy-cidr-match-mode']).includes('nodes');
  const isolatesAll = settings['enable-policy'] === 'always';
  const filtersOwnNode = settings['allow-localhost'] === 'policy';
  return {
    profile: {
      ...base,
      enforces: off.length === 0,
      options: {
        ...base.options,
        ipBlockMatchesNodes: nodes,
        filtersOwnNode,
        isolatesAll,
        networkPolicies,
        ...(id === 'aks-cilium' && { filtersNames: hasAgent(cluster, 'acns-security-agent') }),
      },
    },
    evidence: [
      seen(agent),
      ...off,
      ...(networkPolicies
        ? []
        : [inSettings('NetworkPolicy is not enforced: enable-k8s-networkpolicy is false')]),
    ],
  };
}

function hasAgent(cluster: Cluster, name: string): boolean {
  return cluster.find({ group: 'apps', kind: 'DaemonSet', namespace: 'kube-system', name }) !== undefined;
}

function inSettings(text: string): string {
  return `${text} in ConfigMap kube-system/cilium-config`;
}

const startsClosed =
  'In its strict mode a pod reaches nobody from its start until its rules are in place (NETWORK_POLICY_ENFORCING_MODE).';

/** https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html */
function vpcProfile(agent: ClusterObject, cluster: Cluster): Pick<DetectedProfile, 'profile' | 'evidence'> {
  const spec = asMap(asMap(asMap(agent.body['spec'])['template'])['spec']);
  const on = asList(spec['containers']).some((container) =>
    asList(asMap(container)['args']).some((argument) =>
      /^--enable-network-policy(=true)?$/.test(asText(argument)),
    ),
  );
  const controller = configMap(cluster, 'amazon-vpc-cni')['enable-network-policy-controller'];
  const isStrict = asList(spec['containers']).some((container) =>
    asList(asMap(container)['env']).some(
      (each) => asMap(each)['name'] === 'NETWORK_POLICY_ENFORCING_MODE' && asMap(each)['value'] === 'strict',
    ),
  );
  if (on && controller !== 'false')
    return {
      profile: isStrict ? { ...profiles['eks-vpc-cni'], caveats: [startsClosed] } : profiles['eks-vpc-cni'],
      evidence: [`${seen(agent)}, whose agent has --enable-network-policy=true`],
    };
  return {
    profile: profiles['eks-vpc-cni-off'],
    evidence: [
      on
        ? `${seen(agent)}, and enable-network-policy-controller is false in ConfigMap kube-system/amazon-vpc-cni`
        : `${seen(agent)} has no container with --enable-network-policy=true`,
    ],
  };
}

function seen({ namespace, name }: ClusterObject): string {
  return `DaemonSet ${namespace}/${name}`;
}

function configMap(cluster: Cluster, name: string): Readonly<Record<string, unknown>> {
  const object = cluster.find({ group: '', kind: 'ConfigMap', namespace: 'kube-system', name });
  return asMap(object?.body['data']);
}
