import { asMap, asText, type Cluster, type ClusterObject } from '../cluster/index.ts';
import { calicoGroups } from './policies/calico-names.ts';
import type { Profile, ProfileId } from './profile.ts';

/** Whether what pods send each other is encrypted when it leaves a node. Between pods of one node nothing is. */
export interface Encryption {
  /** `part`: it is switched on, and some nodes have no key, so that what goes to them is in clear text. */
  readonly state: 'on' | 'part' | 'off' | 'unknown';
  /** What says so, as sentences without a full stop. */
  readonly evidence: readonly string[];
  /** Nodes without a key. */
  readonly nodesWithoutKey: readonly string[];
}

/**
 * The state of transparent encryption, from the settings of the plugin in the cluster. Encryption below it, by the cloud's
 * network or its machines, is not in the cluster.
 */
export function encryptionOf(cluster: Cluster, profile: Pick<Profile, 'id'>): Encryption {
  return readers[profile.id]?.(cluster) ?? unknown('the cluster does not say whether its network encrypts');
}

const readers: Readonly<Partial<Record<ProfileId, (cluster: Cluster) => Encryption>>> = {
  cilium: ciliumEncryption,
  'aks-cilium': ciliumEncryption,
  'gke-dataplane-v2': ciliumEncryption,
  calico: calicoEncryption,
  'gke-calico': calicoEncryption,
  'eks-vpc-cni': vpcEncryption,
  'eks-vpc-cni-off': vpcEncryption,
  kindnet: () => ({ state: 'off', evidence: ['kindnet encrypts nothing'], nodesWithoutKey: [] }),
};

function unknown(why: string): Encryption {
  return { state: 'unknown', evidence: [why], nodesWithoutKey: [] };
}

function vpcEncryption(): Encryption {
  return unknown(
    'the VPC CNI encrypts nothing; some instance types encrypt between each other, which the cluster does not say',
  );
}

const ciliumSwitches = ['enable-wireguard', 'enable-ipsec', 'enable-ztunnel'] as const;

/** https://docs.cilium.io/en/stable/security/network/encryption/ */
function ciliumEncryption(cluster: Cluster): Encryption {
  const config = cluster.find({
    group: '',
    kind: 'ConfigMap',
    namespace: 'kube-system',
    name: 'cilium-config',
  });
  if (config === undefined) return unknown('ConfigMap kube-system/cilium-config was not read');
  const data = asMap(config.body['data']);
  const on = ciliumSwitches.find((name) => data[name] === 'true');
  if (on === undefined)
    return {
      state: 'off',
      evidence: [`ConfigMap kube-system/cilium-config has none of ${ciliumSwitches.join(', ')} as "true"`],
      nodesWithoutKey: [],
    };
  const evidence = [`ConfigMap kube-system/cilium-config has ${on} as "true"`];
  if (on !== 'enable-wireguard') return { state: 'on', evidence, nodesWithoutKey: [] };
  // Each agent publishes its public key: https://docs.cilium.io/en/stable/security/network/encryption-wireguard/
  const nodes = [...cluster.ofKind('cilium.io', 'CiliumNode')];
  return withKeys(cluster, 'cilium.io', 'CiliumNode', evidence, nodes, 'network.cilium.io/wg-pub-key');
}

/** https://docs.tigera.io/calico/latest/network-policy/encrypt-cluster-pod-traffic */
function calicoEncryption(cluster: Cluster): Encryption {
  const felix = calicoGroups
    .flatMap((group) => [...cluster.ofKind(group, 'FelixConfiguration')])
    .find(({ name }) => name === 'default');
  if (felix === undefined) {
    const isKnown = calicoGroups.every((group) => cluster.knowledgeOf(group, 'FelixConfiguration').complete);
    return isKnown
      ? {
          state: 'off',
          evidence: ['there is no FelixConfiguration, which would switch it on'],
          nodesWithoutKey: [],
        }
      : unknown('FelixConfiguration default was not read');
  }
  const spec = asMap(felix.body['spec']);
  if (spec['wireguardEnabled'] !== true && spec['wireguardEnabledV6'] !== true)
    return {
      state: 'off',
      evidence: ['FelixConfiguration default does not have wireguardEnabled'],
      nodesWithoutKey: [],
    };
  const evidence = ['FelixConfiguration default has wireguardEnabled'];
  const nodes = [...cluster.ofKind('', 'Node')];
  return withKeys(cluster, '', 'Node', evidence, nodes, 'projectcalico.org/WireguardPublicKey');
}

/** A node without a key is reached in clear text. */
function withKeys(
  cluster: Cluster,
  group: string,
  kind: string,
  evidence: readonly string[],
  nodes: readonly ClusterObject[],
  annotation: string,
): Encryption {
  if (nodes.length === 0 && !cluster.knowledgeOf(group, kind).complete)
    return {
      state: 'unknown',
      evidence: [...evidence, `whether every node has a key is not known: no ${kind} was read`],
      nodesWithoutKey: [],
    };
  const without = nodes
    .filter(({ body }) => asText(body.metadata.annotations?.[annotation]) === '')
    .map(({ name }) => name);
  return {
    state: without.length === 0 ? 'on' : 'part',
    evidence: [
      ...evidence,
      without.length === 0
        ? `every ${kind} has a key`
        : `${without.length} of ${nodes.length} ${kind}s have no key (${annotation})`,
    ],
    nodesWithoutKey: without,
  };
}

/** `Between nodes, what pods send each other is in clear text: kindnet encrypts nothing.` */
export function encryptionText({ state, evidence }: Encryption): string {
  return `Between nodes, what pods send each other ${words[state]}: ${evidence.join('; ')}.`;
}

const words: Readonly<Record<Encryption['state'], string>> = {
  on: 'is encrypted',
  part: 'is encrypted, but not to every node',
  off: 'is in clear text',
  unknown: 'may be in clear text',
};
