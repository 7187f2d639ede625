import { type ProfileId, profiles } from '../../../src/network/index.ts';
import type { FuzzSubject } from '../../oracles/subject.ts';
import {
  adminNetworkPolicies,
  arbitraryOf,
  type Chooser,
  calicoPolicies,
  ciliumLookups,
  ciliumPolicies,
  clusterNetworkPolicies,
  clusterObjects,
  networkPolicies,
  packets,
} from '../generate/index.ts';
import { compareWithEngine } from './compare-with-engine.ts';
import type { GeneratedCase } from './compare-with-oracle.ts';

const packetsEach = 32;
/** Of the questions of a test run: an engine is built for each generated cluster. */
const engineShare = 0.5;

/** The engine and the reference, for each kind and profile. */
export const engineSubjects: readonly FuzzSubject<GeneratedCase>[] = [
  engineSubject('network-policy', 'eks-vpc-cni', networkPolicies),
  engineSubject('network-policy', 'azure-npm', networkPolicies),
  engineSubject('network-policy', 'none', networkPolicies),
  engineSubject('network-policy', 'gke-calico', networkPolicies),
  engineSubject('network-policy', 'gke-dataplane-v2', networkPolicies),
  engineSubject('cluster-network-policy', 'cilium', (choose) => [
    ...clusterNetworkPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('cluster-network-policy', 'calico', (choose) => [
    ...clusterNetworkPolicies(choose),
    ...adminNetworkPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('cluster-network-policy', 'generic', (choose) => [
    ...clusterNetworkPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('admin-network-policy', 'kindnet', (choose) => [
    ...adminNetworkPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('cilium-policy', 'cilium', (choose) => [
    ...ciliumPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('cilium-lookups', 'cilium', (choose) => [
    ...ciliumLookups(choose),
    ...ciliumPolicies(choose),
  ]),
  engineSubject('calico-policy', 'calico', (choose) => [
    ...calicoPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('calico-policy', 'gke-calico', (choose) => [
    ...calicoPolicies(choose),
    ...networkPolicies(choose, 3),
  ]),
  engineSubject('calico-tiers', 'calico', (choose) => [
    ...calicoPolicies(choose),
    ...clusterNetworkPolicies(choose),
    ...networkPolicies(choose, 2),
  ]),
];

function engineSubject(
  kind: string,
  profile: ProfileId,
  policies: (choose: Chooser) => object[],
): FuzzSubject<GeneratedCase> {
  return {
    name: `network-engine-${kind}-${profile}`,
    questionsEach: packetsEach,
    arbitrary: arbitraryOf((choose) => {
      const objects = [...clusterObjects(choose), ...policies(choose)];
      return {
        objects,
        packets: packets(choose, objects, packetsEach, { nodes: true }),
      };
    }),
    share: engineShare,
    start: () => Promise.resolve(compareWithEngine(profiles[profile])),
  };
}
