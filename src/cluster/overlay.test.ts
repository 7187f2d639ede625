import { expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { createClusterStore } from './cluster-store.ts';
import type { KubernetesObject, ObjectMetadata, Origin } from './object.ts';
import { controlledBy, object, wholeCluster } from './object-fixtures.ts';
import { overlay } from './overlay.ts';
import { isSameQuantity } from './quantity.ts';
import { isNamespacedKind } from './scope.ts';

const origin: Origin = {
  file: 'api.yaml',
  line: 1,
  column: 1,
  locate: () => ({ file: 'api.yaml', line: 1, column: 1 }),
};

function clusterOf(objects: readonly KubernetesObject[], from?: Origin): Cluster {
  const store = createClusterStore({ description: wholeCluster });
  for (const object of objects) store.apply(object, from);
  return store.snapshot();
}

const containers = [{ name: 'api', image: 'api:1', resources: { limits: { cpu: '1000m', memory: '1Gi' } } }];
const manifest = object('apps/v1', 'Deployment', 'shop/api', {
  spec: {
    replicas: 1,
    template: { metadata: { labels: { app: 'api' } }, spec: { containers, nodeSelector: {} } },
  },
});

/** The manifest as the server returns it: defaults filled in, quantities rewritten, status and metadata set. */
function live(metadata: Partial<ObjectMetadata> = {}, replicas = 1): KubernetesObject {
  const [container] = containers;
  return object(
    'apps/v1',
    'Deployment',
    'shop/api',
    {
      spec: {
        replicas,
        progressDeadlineSeconds: 600,
        template: {
          metadata: { labels: { app: 'api' } },
          spec: {
            containers: [
              { ...container, imagePullPolicy: 'Always', resources: { limits: { cpu: '1', memory: '1Gi' } } },
            ],
            dnsPolicy: 'ClusterFirst',
          },
        },
      },
      status: { replicas: 1 },
    },
    { uid: 'live', resourceVersion: '7', ...metadata },
  );
}

function changeOf(
  manifests: readonly KubernetesObject[],
  base: readonly KubernetesObject[],
): [string, string][] {
  return [...overlay(clusterOf(base), clusterOf(manifests, origin)).changes];
}

test('what the server fills in is no change', () => {
  expect(changeOf([manifest], [live()])).toEqual([['apps/Deployment/shop/api', 'unchanged']]);
});

test('a different value is a change, an absent object is new', () => {
  expect(changeOf([manifest], [live({}, 3)])).toEqual([['apps/Deployment/shop/api', 'changed']]);
  expect(changeOf([manifest], [])).toEqual([['apps/Deployment/shop/api', 'new']]);
});

test('a field that the last apply set and the manifest dropped is a change', () => {
  const before = { ...manifest, spec: { ...(manifest['spec'] as object), paused: true } };
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(before) };
  expect(changeOf([manifest], [live({ annotations })])).toEqual([['apps/Deployment/shop/api', 'changed']]);
  const same = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(manifest) };
  expect(changeOf([manifest], [live({ annotations: same })])).toEqual([
    ['apps/Deployment/shop/api', 'unchanged'],
  ]);
});

test('an added container is a change', () => {
  const spec = live()['spec'] as { template: { spec: { containers: unknown[] } } };
  const injected = structuredClone(spec);
  injected.template.spec.containers.push({ name: 'miner' });
  expect(changeOf([manifest], [{ ...live(), spec: injected }])[0]?.[1]).toBe('changed');
});

test('text of a Secret equals its data when the value has the same hash', () => {
  const token = 'plimsoll-redacted:secret-data:0123456789ab:8';
  const wanted = object('v1', 'Secret', 'shop/s', { stringData: { a: token } });
  expect(changeOf([wanted], [object('v1', 'Secret', 'shop/s', { data: { a: token } })])[0]?.[1]).toBe(
    'unchanged',
  );
  const other = object('v1', 'Secret', 'shop/s', { data: { a: token.replace('0', '1') } });
  expect(changeOf([wanted], [other])[0]?.[1]).toBe('changed');
});

test('the result is the base with the manifests in it; both inputs stay', () => {
  const replicaSet = object(
    'apps/v1',
    'ReplicaSet',
    'shop/api-1',
    { spec: { template: {} } },
    controlledBy(live()),
  );
  const base = clusterOf([live({}, 3), object('v1', 'Namespace', 'shop'), replicaSet]);
  const { cluster } = overlay(base, clusterOf([{ ...manifest, status: { replicas: 9 } }], origin));
  expect(cluster.size).toBe(3);
  expect(cluster.identity).toBe(base.identity);
  expect(cluster.coverage).toBe(base.coverage);
  expect(cluster.get('/Namespace//shop')).toBe(base.get('/Namespace//shop'));
  const changed = cluster.get('apps/Deployment/shop/api');
  expect(changed?.body['status']).toBeUndefined();
  expect(changed?.origin?.file).toBe('api.yaml');
  expect(base.get('apps/Deployment/shop/api')?.body['spec']).toMatchObject({ replicas: 3 });
  expect(
    [...cluster.workloads()].map((workload) => [workload.object.key, [...workload.members()].length]),
  ).toEqual([['apps/Deployment/shop/api', 1]]);
});

test('objects land in the namespace kubectl would give them', () => {
  const manifests = [
    object('v1', 'Service', 'api'),
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'reader'),
    object('x.io/v1', 'Global', 'g'),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'globals.x.io', {
      spec: { group: 'x.io', scope: 'Cluster', names: { kind: 'Global' } },
    }),
  ];
  const { changes } = overlay(clusterOf([]), clusterOf(manifests), { namespace: 'pr' });
  expect([...changes.keys()].sort()).toEqual([
    '/Service/pr/api',
    'apiextensions.k8s.io/CustomResourceDefinition//globals.x.io',
    'rbac.authorization.k8s.io/ClusterRole//reader',
    'x.io/Global//g',
  ]);
  expect(isNamespacedKind('y.io', 'Unknown')).toBeUndefined();
});

test.each([
  ['1', '1000m', true],
  ['0.5', '500m', true],
  ['1Gi', '1024Mi', true],
  ['1Ki', '1024', true],
  ['1K', '1k', false],
  ['1e3', '1k', true],
  ['1G', '1Gi', false],
  ['1', 'one', false],
])('%s and %s are the same amount: %s', (left, right, same) => {
  expect(isSameQuantity(left, right)).toBe(same);
});
