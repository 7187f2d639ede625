import { expect, it } from 'vitest';
import { createClusterStore } from '../../../cluster/index.ts';
import { detectProvider } from './detect-provider.ts';

interface Marks {
  readonly version?: string;
  readonly labels?: Record<string, string>;
  readonly providerId?: string;
  readonly groups?: readonly string[];
}

it.each<[string, Marks]>([
  ['eks', { version: 'v1.35.2-eks-3025e55' }],
  ['gke', { version: 'v1.35.2-gke.1157000' }],
  ['k3s', { version: 'v1.35.2+k3s1' }],
  ['aks', { labels: { 'kubernetes.azure.com/cluster': 'x' } }],
  ['eks', { labels: { 'eks.amazonaws.com/nodegroup': 'x' } }],
  ['kind', { providerId: 'kind://docker/kind/kind-control-plane' }],
  ['openshift', { groups: ['config.openshift.io'], version: 'v1.33.1' }],
  ['unknown', { providerId: 'aws:///eu-central-1a/i-1' }],
  ['unknown', {}],
])('knows %s by %j', (provider, { version = 'v1.35.2', labels = {}, providerId, groups = [] }) => {
  const at = '2026-11-25T08:00:00Z';
  const store = createClusterStore({
    description: {
      identity: { id: 'x', name: 'x' },
      version: { major: 1, minor: 35, gitVersion: version, assumed: false },
      provenance: { source: 'live', startedAt: at, endedAt: at },
      coverage: { resources: [], notConnected: [] },
    },
  });
  store.apply({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels },
    spec: { providerID: providerId },
  });
  expect(detectProvider(store.snapshot(), new Set(groups))).toBe(provider);
});
