import { expect, test } from 'vitest';
import { detectProvider, type ProviderFacts } from './provider.ts';

const cases: readonly (readonly [string, ProviderFacts])[] = [
  ['eks', { gitVersion: 'v1.35.2-eks-3025e55' }],
  ['eks', { server: 'https://0A1B.gr7.eu-west-1.eks.amazonaws.com' }],
  ['eks', { nodes: [{ labels: { 'eks.amazonaws.com/nodegroup': 'a' } }] }],
  ['aks', { gitVersion: 'v1.34.1', server: 'https://shop-x.hcp.westeurope.azmk8s.io:443' }],
  ['aks', { nodes: [{ labels: { 'kubernetes.azure.com/cluster': 'MC_a' } }] }],
  ['gke', { gitVersion: 'v1.34.1-gke.1829001' }],
  ['gke', { nodes: [{}, { labels: { 'cloud.google.com/gke-nodepool': 'a' } }] }],
  ['openshift', { gitVersion: 'v1.33.4-eks-1', groups: ['apps', 'config.openshift.io'] }],
  ['kind', { gitVersion: 'v1.37.0', nodes: [{ providerID: 'kind://docker/kind/kind-control-plane' }] }],
  ['k3s', { gitVersion: 'v1.33.4+k3s1' }],
  ['unknown', { gitVersion: 'v1.37.0', nodes: [{ providerID: 'aws:///eu-west-1a/i-0' }] }],
  ['unknown', { server: 'https://evil.azmk8s.io.example.com' }],
];

test.each(cases)('%s by %j', (provider, facts) => {
  expect(detectProvider(facts)).toBe(provider);
});
