import type { Cluster, ClusterObject, Problem } from '../../cluster/index.ts';
import type { NetworkNode } from '../nodes.ts';
import type { Profile } from '../profile.ts';
import { readAdminNetworkPolicy, readBaselineAdminNetworkPolicy } from './admin-network-policy.ts';
import { calicoTiers } from './calico-tiers.ts';
import { readClusterNetworkPolicy } from './cluster-network-policy.ts';
import { KnownReadings } from './known-readings.ts';
import { readNetworkPolicy } from './network-policy.ts';
import { notEnforced, pluginKinds, readPluginPolicies, type UnjudgedPolicy } from './plugin-policies.ts';
import { kubernetesTiers, type Policy, type TierReading } from './policy.ts';

const policyApi = 'policy.networking.k8s.io';

interface PolicyReading {
  readonly policy: Policy | undefined;
  readonly problems: readonly Problem[];
}

/** Kinds that are judged, and by whom they are enforced. */
const judged: readonly {
  readonly group: string;
  readonly kind: string;
  readonly enforcedBy?: Profile['options']['kinds'][number];
  readonly read: (object: ClusterObject, nodes: readonly NetworkNode[]) => PolicyReading;
}[] = [
  { group: 'networking.k8s.io', kind: 'NetworkPolicy', read: readNetworkPolicy },
  {
    group: policyApi,
    kind: 'ClusterNetworkPolicy',
    enforcedBy: 'ClusterNetworkPolicy',
    read: readClusterNetworkPolicy,
  },
  {
    group: policyApi,
    kind: 'AdminNetworkPolicy',
    enforcedBy: 'AdminNetworkPolicy',
    read: readAdminNetworkPolicy,
  },
  {
    group: policyApi,
    kind: 'BaselineAdminNetworkPolicy',
    enforcedBy: 'AdminNetworkPolicy',
    read: readBaselineAdminNetworkPolicy,
  },
];

/** Every kind of policy that is known, whether it is judged or only recognised. */
export const policyKinds: readonly { readonly group: string; readonly kind: string }[] = [
  ...judged,
  ...pluginKinds,
];

/** What the judged objects of a state were read as: NetworkPolicy by itself, the other kinds with what they name. */
export interface PolicyReadings {
  readonly plain: KnownReadings;
  readonly naming: KnownReadings;
}

/** Every policy that is judged, those that are not, and a problem for each object that does less than it says. */
export function readPolicies(
  cluster: Cluster,
  profile: Profile,
  nodes: readonly NetworkNode[],
  { plain, naming }: PolicyReadings = { plain: new KnownReadings(), naming: new KnownReadings() },
): {
  readonly policies: readonly Policy[];
  /** Of kinds that nobody in this cluster enforces. */
  readonly unenforced: readonly Policy[];
  readonly tiers: readonly TierReading[];
  /** With those of Calico where it is not the plugin, which unenforced policies may name. */
  readonly allTiers: readonly TierReading[];
  readonly unjudged: readonly UnjudgedPolicy[];
  readonly problems: readonly Problem[];
} {
  const policies: Policy[] = [];
  const unenforced: Policy[] = [];
  const problems: Problem[] = [];
  const isCalico = profile.options.kinds.includes('Calico');
  const allTiers = calicoTiers(cluster);
  const tiers = isCalico ? allTiers : kubernetesTiers;
  for (const { group, kind, enforcedBy, read } of judged)
    for (const object of cluster.ofKind(group, kind)) {
      const isEnforced =
        enforcedBy === undefined
          ? profile.options.networkPolicies
          : profile.options.kinds.includes(enforcedBy);
      const isPlain = kind === 'NetworkPolicy';
      const { policy, problems: found } = (isPlain ? plain : naming).of(object, () => {
        const reading = read(object, nodes);
        return isPlain && isCalico ? inCalicoTier(reading) : reading;
      });
      problems.push(...(isEnforced ? found : [notEnforced(object)]));
      if (policy === undefined) continue;
      if (!isEnforced) {
        unenforced.push(policy);
        continue;
      }
      policies.push(policy);
    }
  const others = readPluginPolicies(cluster, profile, allTiers, naming);
  return {
    policies: [...policies, ...others.policies],
    unenforced: [...unenforced, ...others.unenforced],
    tiers,
    allTiers,
    unjudged: others.unjudged,
    problems: [...problems, ...others.problems],
  };
}

/** Calico reads a NetworkPolicy as one of its own: https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy */
function inCalicoTier({ policy, problems }: PolicyReading): PolicyReading {
  if (policy === undefined) return { policy, problems };
  const { namespace, name } = policy.object;
  return { policy: { ...policy, priority: 1_000, tie: `${namespace}/knp.default.${name}` }, problems };
}
