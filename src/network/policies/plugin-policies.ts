import {
  asMap,
  type Cluster,
  type ClusterObject,
  compileSelector,
  isFields,
  type LabelSelector,
  type Problem,
  SelectorError,
} from '../../cluster/index.ts';
import { networkProblem } from '../errors.ts';
import type { NetworkPod } from '../pods.ts';
import type { Profile } from '../profile.ts';
import { calicoGroups } from './calico-names.ts';
import { isShown, networkSetsOf } from './calico-peers.ts';
import { type CalicoReading, readCalicoPolicy } from './calico-policy.ts';
import { goesByNames, readCiliumPolicy } from './cilium-policy.ts';
import type { KnownReadings } from './known-readings.ts';
import { NotJudged } from './not-judged.ts';
import { besidePlugins, type OtherPluginKind, otherPluginKinds } from './other-plugins.ts';
import type { Policy, TierReading } from './policy.ts';

/** A policy in force whose rules are not read: what it covers is not known, whatever other policies say. */
export interface UnjudgedPolicy {
  /** `CiliumNetworkPolicy shop/web`. */
  readonly name: string;
  /** Of the pods that it may cover; undefined where it is cluster-wide. */
  readonly namespace: string | undefined;
  readonly covers: (pod: NetworkPod) => boolean;
}

interface PluginKind extends OtherPluginKind {
  /** Whether it changes what connects under a profile. */
  readonly isInForce: (profile: Profile) => boolean;
  /** Throws {@link NotJudged}; absent where no object of the kind is judged. */
  readonly read?: (object: ClusterObject, reading: PluginReading) => Judged;
}

interface PluginReading extends CalicoReading {
  readonly profile: Profile;
}

interface Judged {
  readonly policies: readonly Policy[];
  readonly problems?: readonly Problem[];
}

function readCilium(object: ClusterObject, { cluster, profile }: PluginReading): Judged {
  if (profile.options.filtersNames === false && goesByNames(object))
    throw new NotJudged('names of hosts or layer 7, which the plugin does not filter as it is set up');
  return { policies: readCiliumPolicy(object, cluster) };
}

function readCalico(object: ClusterObject, reading: CalicoReading): Judged {
  const { policy, problems } = readCalicoPolicy(object, reading);
  return { policies: policy === undefined ? [] : [policy], problems };
}

const everywhere = () => true;
const nowhere = () => false;
/** Where the plugin is not known, a kind that only one plugin has says that this one may be there. */
const by =
  (kinds: Profile['options']['kinds'][number]) =>
  ({ id, enforces, options }: Profile) =>
    enforces && (id === 'generic' || options.kinds.includes(kinds));
const under =
  (...ids: readonly Profile['id'][]) =>
  ({ id }: Profile) =>
    id === 'generic' || ids.includes(id);

/** Kinds that one plugin has, and what stands beside all of them. */
export const pluginKinds: readonly PluginKind[] = [
  // https://docs.cilium.io/en/stable/network/kubernetes/policy/#ciliumnetworkpolicy
  { group: 'cilium.io', kind: 'CiliumNetworkPolicy', isInForce: by('Cilium'), read: readCilium },
  {
    group: 'cilium.io',
    kind: 'CiliumClusterwideNetworkPolicy',
    isInForce: by('Cilium'),
    read: readCilium,
  },
  // https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
  ...calicoGroups.flatMap((group) =>
    ['NetworkPolicy', 'GlobalNetworkPolicy'].map((kind) => ({
      group,
      kind,
      isInForce: by('Calico'),
      read: readCalico,
    })),
  ),
  // They are about nodes and pods in the networks of theirs, which policies are taken not to hold for:
  // https://docs.tigera.io/calico/latest/reference/resources/hostendpoint
  ...calicoGroups.map((group) => ({ group, kind: 'HostEndpoint', isInForce: nowhere })),
  // Staged policies are never in force: https://docs.tigera.io/calico/latest/reference/resources/stagednetworkpolicy
  ...calicoGroups.flatMap((group) =>
    ['StagedNetworkPolicy', 'StagedGlobalNetworkPolicy', 'StagedKubernetesNetworkPolicy'].map((kind) => ({
      group,
      kind,
      isInForce: nowhere,
    })),
  ),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies
  { group: 'networking.gke.io', kind: 'FQDNNetworkPolicy', isInForce: under('gke-dataplane-v2') },
  // https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
  { group: 'networking.k8s.aws', kind: 'ApplicationNetworkPolicy', isInForce: under('eks-vpc-cni') },
  { group: 'networking.k8s.aws', kind: 'ClusterNetworkPolicy', isInForce: under('eks-vpc-cni') },
  // Its rules are in the cloud, whoever enforces policies: https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
  { group: 'vpcresources.k8s.aws', kind: 'SecurityGroupPolicy', isInForce: everywhere },
  ...otherPluginKinds.map((each) => ({ ...each, isInForce: under() })),
  ...besidePlugins.map((each) => ({ ...each, isInForce: everywhere })),
];

/** Policies of kinds that one plugin has: those that are judged, and those that are not, each with a problem that says so. */
export function readPluginPolicies(
  cluster: Cluster,
  profile: Profile,
  tiers: readonly TierReading[],
  known: KnownReadings,
): {
  readonly policies: readonly Policy[];
  /** What was read of kinds that nobody enforces. */
  readonly unenforced: readonly Policy[];
  readonly unjudged: readonly UnjudgedPolicy[];
  readonly problems: readonly Problem[];
} {
  const policies: Policy[] = [];
  const unenforced: Policy[] = [];
  const unjudged: UnjudgedPolicy[] = [];
  const problems: Problem[] = [];
  const say = (object: ClusterObject, message: string): void => {
    problems.push(networkProblem('network-kind-not-judged', object, message));
  };
  const reading = { cluster, tiers, sets: networkSetsOf(cluster), profile };
  const seen = new Map<string, string>();
  for (const { group, kind, isInForce, read, restricts } of pluginKinds)
    for (const object of cluster.ofKind(group, kind)) {
      if (restricts?.(object) === false) continue;
      if (isCalico(group)) {
        // One cluster may show one object in both groups, and its API server shows the policies of Kubernetes as well.
        const key = `${kind} ${object.namespace}/${object.name.replace(/^default\./, '')}`;
        if (isShown(object) || (seen.get(key) ?? group) !== group) continue;
        seen.set(key, group);
      }
      if (!isInForce(profile)) {
        problems.push(outOfForce(object, profile));
        const judged = known.of(object, () => tryToRead(object, group, reading, read));
        if (typeof judged !== 'string') unenforced.push(...judged.policies);
        continue;
      }
      const judged = known.of(object, () =>
        tryToRead(object, group, reading, profile.id === 'generic' ? undefined : read),
      );
      if (typeof judged === 'string') {
        say(object, `${judged}, so that answers about the pods that it may cover are unknown`);
        unjudged.push(unjudgedPolicy(object));
        continue;
      }
      policies.push(...judged.policies);
      problems.push(...(judged.problems ?? []));
    }
  return { policies, unenforced, unjudged, problems };
}

function outOfForce(object: ClusterObject, profile: Profile): Problem {
  if (object.kind.startsWith('Staged'))
    return networkProblem('network-kind-not-judged', object, 'it is staged: nothing enforces it');
  if (object.kind === 'HostEndpoint' && by('Calico')(profile))
    return networkProblem(
      'network-kind-not-judged',
      object,
      'policies for nodes are not judged: what reaches a node, or a pod in its network, is taken as allowed',
    );
  return notEnforced(object);
}

/** A policy of a kind that the plugin of the cluster does not know. */
export function notEnforced(object: ClusterObject): Problem {
  return networkProblem('network-policy-not-enforced', object, 'nobody in this cluster enforces this kind');
}

function isCalico(group: string): boolean {
  return calicoGroups.some((each) => each === group);
}

/** The policies of an object, or why it is not judged. */
function tryToRead(
  object: ClusterObject,
  group: string,
  reading: PluginReading,
  read: PluginKind['read'],
): Judged | string {
  if (read === undefined) return `kinds of ${group} are not judged here`;
  try {
    return read(object, reading);
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    return `it has something that is not judged: ${error.message}`;
  }
}

function unjudgedPolicy(object: ClusterObject): UnjudgedPolicy {
  const { kind, namespace, name } = object;
  const takes = podSelectorOf(object);
  return {
    name: `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`,
    namespace: namespace === '' ? undefined : namespace,
    covers: (pod) =>
      !pod.hostNetwork && (namespace === '' || pod.namespace === namespace) && takes(pod.labels),
  };
}

/** Which labels a policy is about, where it says so by the selectors of Kubernetes; all labels where it does not. */
function podSelectorOf({ body }: ClusterObject): (labels: Readonly<Record<string, string>>) => boolean {
  const { podSelector: selector, nodeSelector } = asMap(body['spec']);
  // It is about nodes, which no pod's policy covers: https://docs.cilium.io/en/stable/security/policy/language/#host-policies
  if (isFields(nodeSelector)) return () => false;
  if (!isFields(selector)) return everywhere;
  try {
    return compileSelector(selector as LabelSelector);
  } catch (error) {
    if (error instanceof SelectorError || error instanceof TypeError) return everywhere;
    throw error;
  }
}
