import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/cluster/index.ts';
import { NetworkEngine, profiles } from '../../src/network/index.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../index.ts';
import { clusterOf } from '../world/synthetic-cluster.ts';
import {
  arbitraryOf,
  clusterObjects,
  invalidPolicies,
  networkPolicies,
  seeded,
  withFault,
} from './generate/index.ts';

const invalid = invalidPolicies();

// https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go
describe.skipIf((await kubeboxBinary()) === undefined)('by the API server itself', () => {
  let cluster: TestCluster;
  const path = (namespace: string) =>
    `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies?dryRun=All`;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.apply(
      ['shop', 'dev', 'mon'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    );
  }, 900_000);
  afterAll(() => cluster?.stop());

  test.for(invalid)('what has $breaks is refused', async ({ policy }) => {
    const { status } = await cluster.request('POST', path('shop'), policy);
    expect([400, 422]).toContain(status);
  });

  test('every policy that is generated as valid is taken', async () => {
    const policies = Array.from({ length: 40 }, (_, seed) => networkPolicies(seeded(seed))).flat();
    expect(policies.length).toBeGreaterThan(60);
    for (const policy of policies) {
      const { namespace } = (policy as { metadata: { namespace: string } }).metadata;
      const { status, body } = await cluster.request('POST', path(namespace), policy);
      expect(status, JSON.stringify({ policy, body })).toBe(201);
    }
  });
});

describe('the engine', () => {
  test.for(invalid)('says that $breaks, and of which policy', ({ policy }) => {
    const { name } = (policy as { metadata: { name: string } }).metadata;
    const { problems } = new NetworkEngine(
      clusterOf([policy as unknown as KubernetesObject]),
      profiles.generic,
    );
    expect(problems.filter(({ message }) => message.includes(name))).not.toEqual([]);
  });

  test('judges everything else beside faults in any of the policies', () => {
    const faulty = arbitraryOf((choose) => {
      const objects = clusterObjects(choose);
      return [...objects, ...networkPolicies(choose).map((policy) => withFault(choose, policy))];
    });
    fc.assert(
      fc.property(faulty, (objects) => {
        const engine = new NetworkEngine(
          clusterOf(objects as unknown as KubernetesObject[]),
          profiles.generic,
        );
        const policies = objects.filter((object) => object['kind'] === 'NetworkPolicy');
        return policies.length === 0 || engine.problems.length > 0;
      }),
      { numRuns: 200 },
    );
  });
});
