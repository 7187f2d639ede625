import { asMap, type Cluster } from '../../cluster/index.ts';
import { calicoGroups, distinct } from './calico-names.ts';
import { kubernetesTiers, type Tier, type TierReading } from './policy.ts';

/** Names of the tiers that hold the kinds of Kubernetes; the first two are those of Calico before 3.32. */
const builtIn: Readonly<Record<string, Tier>> = {
  adminnetworkpolicy: 'admin',
  baselineadminnetworkpolicy: 'baseline',
  'kube-admin': 'admin',
  'kube-baseline': 'baseline',
  default: 'network',
};

/** How Calico calls the tier of a name. */
export function calicoTier(name: string): Tier {
  return Object.hasOwn(builtIn, name) ? (builtIn[name] as Tier) : `calico/${name}`;
}

/**
 * The tiers of a cluster with Calico, in their order: its own, and those of Kubernetes, of which `default` is read in order
 * and holds each NetworkPolicy at the order 1000. https://docs.tigera.io/calico/latest/reference/resources/tier
 */
export function calicoTiers(cluster: Cluster): readonly TierReading[] {
  const tiers = new Map<Tier, TierReading>();
  for (const each of kubernetesTiers) tiers.set(each.tier, { ...each, policies: 'in-order' });
  for (const { name, body } of distinct(calicoGroups.map((group) => cluster.ofKind(group, 'Tier')))) {
    const { order, defaultAction } = asMap(body['spec']);
    const tier = calicoTier(name);
    tiers.set(tier, {
      tier,
      name,
      order: typeof order === 'number' ? order : Number.POSITIVE_INFINITY,
      policies: 'in-order',
      ties: tiers.get(tier)?.ties ?? 'by-name',
      rest: defaultAction === 'Pass' ? 'next' : 'deny',
    });
  }
  return [...tiers.values()];
}
