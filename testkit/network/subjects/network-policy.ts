import type { FuzzSubject } from '../../oracles/subject.ts';
import { arbitraryOf, type Chooser, clusterObjects, networkPolicies, packets } from '../generate/index.ts';
import { compareWithOracle, type GeneratedCase, plainProfile } from './compare-with-oracle.ts';

const packetsEach = 24;

/** NetworkPolicy v1 by the reference and by cyclonus. */
export const networkPolicy: FuzzSubject<GeneratedCase> = {
  name: 'network-policy',
  questionsEach: packetsEach,
  arbitrary: arbitraryOf(networkPolicyCase),
  start: () => compareWithOracle('oracle-cyclonus', plainProfile),
};

function networkPolicyCase(choose: Chooser): GeneratedCase {
  const objects = [...clusterObjects(choose), ...networkPolicies(choose)].map(withoutDefects);
  // Cyclonus knows pods and addresses: no nodes.
  const asked = packets(choose, objects, packetsEach, { nodes: false });
  return { objects, packets: asked };
}

/**
 * Leaves out what cyclonus reads otherwise than the API says: `NotIn` on a label that is absent, which it takes for no match,
 * and an empty value, which for it an absent label has. Such selectors become others.
 */
function withoutDefects(object: object): object {
  const written = JSON.stringify(object, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value === '' ? 'a' : value;
    const { operator, key } = value as { operator?: string; key?: string };
    return operator === 'NotIn' ? { key, operator: 'DoesNotExist' } : value;
  });
  return JSON.parse(written) as object;
}
