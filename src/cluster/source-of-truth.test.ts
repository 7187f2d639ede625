import { expect, test } from 'vitest';
import { createClusterStore } from './cluster-store.ts';
import type { KubernetesObject, ObjectMetadata, Origin } from './object.ts';
import { controlledBy, object, wholeCluster } from './object-fixtures.ts';
import type { SourceOfTruth } from './workload.ts';

const template = { metadata: {}, spec: { containers: [{ name: 'c' }] } };

function sourceOf(
  metadata: Partial<ObjectMetadata>,
  others: KubernetesObject[] = [],
  origin?: Origin,
): SourceOfTruth {
  const store = createClusterStore({ description: wholeCluster });
  for (const other of others) store.apply(other);
  store.apply(object('apps/v1', 'Deployment', 'shop/api', { spec: { template } }, metadata), origin);
  const cluster = store.snapshot();
  const deployment = cluster.get('apps/Deployment/shop/api');
  const found = deployment && cluster.workloadOf(deployment)?.sourceOfTruth;
  if (!found) throw new Error('no workload');
  return found;
}

const helm = {
  labels: {
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': 'api-1.2.3',
    'app.kubernetes.io/instance': 'shop',
  },
  annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'shop' },
};
const edited = { manager: 'kubectl-edit', operation: 'Update', time: '2026-11-01T00:00:00Z' };
const applied = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };

test.each<[string, Partial<ObjectMetadata>, Partial<SourceOfTruth>]>([
  ['a Helm release by its annotations', helm, { kind: 'helm', name: 'shop/shop', reverts: false }],
  ['the Helm label alone is no release', { labels: helm.labels }, { kind: 'unknown' }],
  [
    'Argo CD by a tracking id that names the object',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/api' } },
    { kind: 'argocd', name: 'shop', reverts: true },
  ],
  [
    'a tracking id copied from another object does not count',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/other' } },
    { kind: 'unknown' },
  ],
  [
    'Flux wins over the Helm release it made',
    {
      ...helm,
      labels: {
        ...helm.labels,
        'helm.toolkit.fluxcd.io/name': 'shop',
        'helm.toolkit.fluxcd.io/namespace': 'flux',
      },
    },
    { kind: 'flux', name: 'HelmRelease flux/shop', namespace: 'flux' },
  ],
  [
    'Flux Kustomization',
    {
      labels: {
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      },
    },
    { kind: 'flux', name: 'Kustomization flux-system/apps', reverts: true },
  ],
  [
    'an EKS add-on',
    { labels: { ...helm.labels, 'eks.amazonaws.com/component': 'coredns' } },
    { kind: 'system', reverts: true },
  ],
  [
    'an add-on that is only made once is not reverted',
    { labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' } },
    { kind: 'unknown' },
  ],
  ['kubectl apply', { annotations: applied }, { kind: 'file', reverts: false }],
  ['server-side apply', { managedFields: [{ manager: 'kubectl', operation: 'Apply' }] }, { kind: 'file' }],
  [
    'Terraform',
    { managedFields: [{ manager: 'Terraform', operation: 'Update' }] },
    { kind: 'file', name: 'Terraform' },
  ],
  [
    'kustomize origin',
    { annotations: { ...applied, 'config.kubernetes.io/origin': 'path: base/api.yaml\n' } },
    { kind: 'kustomize', name: 'base/api.yaml' },
  ],
  ['by hand', { managedFields: [edited] }, { kind: 'hand', reverts: false }],
  [
    'a controller without an owner reference',
    { managedFields: [{ manager: 'shop-operator', operation: 'Update' }] },
    { kind: 'operator', name: 'shop-operator', reverts: true },
  ],
  [
    'the deployment controller only writes status',
    { managedFields: [{ manager: 'kube-controller-manager', operation: 'Update' }, edited] },
    { kind: 'hand' },
  ],
])('%s', (_name, metadata, expected) => {
  const source = sourceOf(metadata);
  expect(source).toMatchObject(expected);
  expect(source.evidence.length).toBeGreaterThan(0);
  expect(source.changeAt).not.toBe('');
});

test('a change by hand to an applied object is said', () => {
  const source = sourceOf({ annotations: applied, managedFields: [edited] });
  expect(source.evidence.join()).toContain('kubectl-edit changed it by hand at 2026-11-01');
});

test('an Application in the model says where its Git source is and whether it heals', () => {
  const application = object('argoproj.io/v1alpha1', 'Application', 'argocd/shop', {
    spec: {
      source: { repoURL: 'https://user:token@git.example/shop.git', path: 'deploy' },
      syncPolicy: { automated: {} },
    },
  });
  const source = sourceOf({ labels: { 'app.kubernetes.io/instance': 'shop' } }, [application]);
  expect(source).toMatchObject({ kind: 'argocd', name: 'shop', namespace: 'argocd', reverts: false });
  expect(source.changeAt).toBe('https://git.example/shop.git, path deploy (Argo CD Application shop)');
});

test('an owner rewrites what it owns, whatever labels the object inherited; its own source is said', () => {
  const owner = object('shop.example/v1', 'Shop', 'shop/main', {}, helm);
  const source = sourceOf({ ...helm, ...controlledBy(owner) }, [owner]);
  expect(source).toMatchObject({ kind: 'operator', name: 'Shop shop/main', reverts: true });
  expect(source.changeAt).toContain('values of Helm release shop/shop');
});

test('OLM keeps what a ClusterServiceVersion owns, though not as controller', () => {
  const ownerReferences = [
    { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'ClusterServiceVersion', name: 'op.v1' },
  ];
  expect(sourceOf({ ownerReferences })).toMatchObject({
    kind: 'operator',
    name: 'ClusterServiceVersion shop/op.v1',
  });
});

test('a manifest is its own truth, a rendered one that of its template; a dump of live objects is neither', () => {
  const origin: Origin = {
    file: 'k8s/api.yaml',
    line: 7,
    column: 1,
    locate: () => ({ file: 'k8s/api.yaml', line: 7, column: 1 }),
  };
  expect(sourceOf(helm, [], origin)).toMatchObject({ kind: 'file', changeAt: 'k8s/api.yaml:7' });
  expect(sourceOf({}, [], { ...origin, template: 'api/templates/deploy.yaml' })).toMatchObject({
    kind: 'helm',
    name: 'api/templates/deploy.yaml',
  });
  expect(sourceOf({ ...helm, uid: 'live' }, [], origin)).toMatchObject({ kind: 'helm', name: 'shop/shop' });
});
