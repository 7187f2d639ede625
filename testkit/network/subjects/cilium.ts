import { profiles } from '../../../src/network/profile.ts';
import type { FuzzSubject } from '../../oracles/subject.ts';
import {
  arbitraryOf,
  type Chooser,
  ciliumPolicies,
  clusterNetworkPolicies,
  clusterObjects,
  networkPolicies,
  packets,
} from '../generate/index.ts';
import { compareWithOracle, type GeneratedCase } from './compare-with-oracle.ts';

const packetsEach = 16;

/** Cilium's own kinds, NetworkPolicy v1 and ClusterNetworkPolicy by the reference and by Cilium's policy repository. */
export const cilium: FuzzSubject<GeneratedCase> = {
  name: 'network-cilium',
  questionsEach: packetsEach,
  arbitrary: arbitraryOf(ciliumCase),
  start: () =>
    compareWithOracle('oracle-cilium', profiles.cilium, {
      networksAreOutside: true,
      baselineBeforeDefaultDeny: true,
    }),
};

function ciliumCase(choose: Chooser): GeneratedCase {
  const objects = [
    ...clusterObjects(choose).map(withUniquePortNames),
    ...ciliumPolicies(choose),
    ...networkPolicies(choose, 3).map(withSectionsOfItsTypes),
    ...(choose.below(2) === 1
      ? clusterNetworkPolicies(choose, { sharedPriorities: false, nodes: false }).map(withPositiveSelectors)
      : []),
  ];
  return { objects, packets: packets(choose, objects, packetsEach, { nodes: true }) };
}

/** Cilium enforces a section whose direction `policyTypes` does not name; the API says that it is ignored. */
function withSectionsOfItsTypes(policy: object): object {
  const { spec, ...others } = policy as {
    spec: { policyTypes?: string[]; ingress?: object; egress?: object };
  };
  const { ingress, egress, ...rest } = spec;
  const types = spec.policyTypes ?? ['Ingress', 'Egress'];
  return {
    ...others,
    spec: {
      ...rest,
      ...(types.includes('Ingress') && ingress !== undefined ? { ingress } : {}),
      ...(types.includes('Egress') && egress !== undefined ? { egress } : {}),
    },
  };
}

/** A peer by namespaces that only says what they lack chooses more than pods in Cilium: a term that always holds is added. */
function withPositiveSelectors(policy: object): object {
  const written = JSON.stringify(policy, (field, value: unknown) => {
    const selector = value as { matchExpressions?: object[] };
    if (field !== 'namespaces' || Object.keys(selector).length === 0) return value;
    const holds = { key: 'kubernetes.io/metadata.name', operator: 'Exists' };
    return { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), holds] };
  });
  return JSON.parse(written) as object;
}

/** A name that several containers of a pod give is one number for Cilium; the API wants it to be unique within the pod. */
function withUniquePortNames(object: object): object {
  if ((object as { kind: string }).kind !== 'Pod') return object;
  const seen = new Set<string>();
  const written = JSON.stringify(object, (field, value: unknown) => {
    if (field !== 'ports') return value;
    return (value as { name?: string }[]).filter(({ name }) => {
      if (name === undefined) return true;
      const isNew = !seen.has(name);
      seen.add(name);
      return isNew;
    });
  });
  return JSON.parse(written) as object;
}
