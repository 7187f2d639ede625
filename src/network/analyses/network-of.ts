import { type Cluster, podTemplateKinds } from '../../cluster/index.ts';
import type { ReadKind, UnknownReason } from '../../controls/index.ts';
import { type DetectedProfile, detectProfile } from '../detect-profile.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import { pluginKinds } from '../policies/plugin-policies.ts';
import type { Profile } from '../profile.ts';

/** A cluster as its network plugin sees it, made once for all analyses. */
export interface Network {
  readonly detected: DetectedProfile;
  readonly engine: NetworkEngine;
}

const known = new WeakMap<Cluster, Network>();
const profilesOf = new WeakMap<Cluster, DetectedProfile>();

/** The plugin of a cluster, looked for once: it is asked for with every namespace. */
function detectedIn(cluster: Cluster): DetectedProfile {
  let detected = profilesOf.get(cluster);
  if (detected === undefined) profilesOf.set(cluster, (detected = detectProfile(cluster)));
  return detected;
}

export function networkOf(cluster: Cluster): Network {
  let network = known.get(cluster);
  if (network === undefined) {
    const detected = detectedIn(cluster);
    network = { detected, engine: new NetworkEngine(cluster, detected.profile) };
    known.set(cluster, network);
  }
  return network;
}

export const networkPolicies: ReadKind = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };

const policyApi = 'policy.networking.k8s.io';
const kindsOf: Partial<Record<Profile['options']['kinds'][number], readonly ReadKind[]>> = {
  ClusterNetworkPolicy: [{ group: policyApi, kind: 'ClusterNetworkPolicy' }],
  AdminNetworkPolicy: [
    { group: policyApi, kind: 'AdminNetworkPolicy' },
    { group: policyApi, kind: 'BaselineAdminNetworkPolicy' },
  ],
};

/** The kinds of policies that decide what connects in a cluster, also those that are not judged. */
function policiesInForce(cluster: Cluster): ReadKind[] {
  const { profile } = detectedIn(cluster);
  return [
    networkPolicies,
    ...profile.options.kinds.flatMap((kind) => kindsOf[kind] ?? []),
    ...pluginKinds.flatMap(({ group, kind, isInForce }) => (isInForce(profile) ? { group, kind } : [])),
  ];
}

/** Whether every policy that may decide about a namespace was read. */
export function policiesAreKnown(cluster: Cluster, namespace: string): boolean {
  return policiesInForce(cluster).every(
    ({ group, kind }) => cluster.knowledgeOf(group, kind, namespace).complete,
  );
}

/** Where network plugins keep the settings that are looked at, beside the DaemonSet of their agent. */
export function settingsKinds(cluster: Cluster): ReadKind[] {
  const { id } = detectedIn(cluster).profile;
  const isKeptInMap = id.includes('cilium') || id === 'gke-dataplane-v2' || id.startsWith('eks-vpc-cni');
  return [{ group: 'apps', kind: 'DaemonSet' }, ...(isKeptInMap ? [{ group: '', kind: 'ConfigMap' }] : [])];
}

const built = new Set(['', 'apps', 'batch']);

/** What decides who connects in a cluster: its policies, what runs, and the namespaces by whose labels policies select. */
export function connectingKinds(cluster: Cluster): ReadKind[] {
  const workloads = podTemplateKinds.filter(({ group, kind }) => built.has(group) && kind !== 'PodTemplate');
  return [
    ...policiesInForce(cluster),
    { group: '', kind: 'Namespace' },
    ...workloads.map(({ group, kind }) => ({ group, kind })),
  ];
}

/** Why not all objects of some kinds are known; undefined where they are. */
export function unreadReason(cluster: Cluster, kinds: readonly ReadKind[]): UnknownReason | undefined {
  for (const { group, kind } of kinds) {
    const knowledge = cluster.knowledgeOf(group, kind);
    if (knowledge.complete) continue;
    const { state, reason, permission, source } = knowledge;
    return { state, message: reason, ...(permission && { permission }), ...(source && { source }) };
  }
  return undefined;
}
