import type { Cluster, ClusterObject, Problem } from '../../cluster/index.ts';
import { networkProblem } from '../errors.ts';
import type { Profile } from '../profile.ts';
import { readAdminNetworkPolicy, readBaselineAdminNetworkPolicy } from './admin-network-policy.ts';
import { readClusterNetworkPolicy } from './cluster-network-policy.ts';
import { readNetworkPolicy } from './network-policy.ts';
import type { Policy } from './policy.ts';

const policyApi = 'policy.networking.k8s.io';

/** Kinds that are judged, and by whom they are enforced. */
const judged: readonly {
  readonly group: string;
  readonly kind: string;
  readonly enforcedBy?: Profile['options']['kinds'][number];
  readonly read: (object: ClusterObject) => {
    readonly policy: Policy | undefined;
    readonly problems: readonly Problem[];
  };
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

/** Kinds that change what connects, and that are recognised and not judged. */
const recognised: readonly (readonly [group: string, kind: string])[] = [
  ['cilium.io', 'CiliumNetworkPolicy'],
  ['cilium.io', 'CiliumClusterwideNetworkPolicy'],
  ['crd.projectcalico.org', 'NetworkPolicy'],
  ['crd.projectcalico.org', 'GlobalNetworkPolicy'],
  ['projectcalico.org', 'NetworkPolicy'],
  ['projectcalico.org', 'GlobalNetworkPolicy'],
  ['projectcalico.org', 'StagedNetworkPolicy'],
  ['projectcalico.org', 'StagedGlobalNetworkPolicy'],
  ['projectcalico.org', 'StagedKubernetesNetworkPolicy'],
  ['networking.gke.io', 'FQDNNetworkPolicy'],
  ['networking.k8s.aws', 'ApplicationNetworkPolicy'],
  ['networking.k8s.aws', 'ClusterNetworkPolicy'],
  ['vpcresources.k8s.aws', 'SecurityGroupPolicy'],
];

/** Every policy that is judged, and a problem for each object that is not. */
export function readPolicies(
  cluster: Cluster,
  { options }: Profile,
): { readonly policies: readonly Policy[]; readonly problems: readonly Problem[] } {
  const policies: Policy[] = [];
  const problems: Problem[] = [];
  for (const { group, kind, enforcedBy, read } of judged)
    for (const object of cluster.ofKind(group, kind)) {
      if (enforcedBy !== undefined && !options.kinds.includes(enforcedBy)) {
        problems.push(
          networkProblem('network-kind-not-judged', object, 'nobody in this cluster enforces this kind'),
        );
        continue;
      }
      const { policy, problems: found } = read(object);
      problems.push(...found);
      if (policy !== undefined) policies.push(policy);
    }
  for (const [group, kind] of recognised)
    for (const object of cluster.ofKind(group, kind))
      problems.push(networkProblem('network-kind-not-judged', object, `kinds of ${group} are not judged`));
  return { policies, problems };
}
