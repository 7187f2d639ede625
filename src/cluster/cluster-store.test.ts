import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { createClusterStore } from './cluster-store.ts';
import type { KubernetesObject } from './object.ts';
import { controlledBy, object, wholeCluster } from './object-fixtures.ts';

const kinds = [
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['v1', 'Namespace'],
] as const;

const change = fc.record({
  kind: fc.constantFrom(...kinds),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  namespace: fc.constantFrom('', 'one', 'two'),
  labels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y'), { noNullPrototype: true }),
  uid: fc.option(fc.constantFrom('u1', 'u2', 'u3'), { nil: undefined }),
  owner: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  action: fc.constantFrom('apply', 'apply', 'apply', 'delete', 'snapshot'),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function body({ kind, name, namespace, labels, uid, owner }: Change): KubernetesObject {
  return {
    apiVersion: kind[0],
    kind: kind[1],
    metadata: {
      name,
      ...(namespace && { namespace }),
      labels,
      ...(uid && { uid }),
      ...(owner && {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: owner, uid: 'u1' }],
      }),
    },
  };
}

function keys(objects: Iterable<{ key: string }>): string[] {
  return [...objects].map(({ key }) => key);
}

/** Everything a cluster answers, as one comparable value. */
function answers(cluster: Cluster): string {
  return JSON.stringify([
    [...cluster.objects()].map(({ key, body }) => [key, body]),
    cluster.size,
    cluster.namespaces(),
    kinds.map(([, kind]) => keys(cluster.ofKind(kind === 'Deployment' ? 'apps' : '', kind))),
    ['a', 'b'].map((name) =>
      keys(cluster.ownedBy({ group: 'apps', kind: 'Deployment', namespace: 'one', name })),
    ),
    [...cluster.workloads()].map((workload) => [workload.object.key, keys(workload.members())]),
  ]);
}

test('a sequence of apply and delete equals a store filled once with what is left; old snapshots never change', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
      const store = createClusterStore({ description: wholeCluster });
      const left = new Map<string, KubernetesObject>();
      const snapshots: { cluster: Cluster; said: string }[] = [];
      for (const one of changes) {
        const next = body(one);
        const key = `${one.kind[0] === 'v1' ? '' : 'apps'}/${one.kind[1]}/${one.namespace}/${one.name}`;
        if (one.action === 'apply') {
          store.apply(next);
          left.set(key, next);
        } else if (one.action === 'delete') {
          expect(store.delete(key)).toBe(left.delete(key));
        } else {
          const cluster = store.snapshot();
          snapshots.push({ cluster, said: answers(cluster) });
        }
      }
      const fresh = createClusterStore({ description: wholeCluster });
      for (const [, object] of [...left].reverse()) fresh.apply(object);
      expect(answers(store.snapshot())).toBe(answers(fresh.snapshot()));
      for (const { cluster, said } of snapshots) expect(answers(cluster)).toBe(said);
    }),
    { numRuns: 150 },
  );
});

test('objects that did not change are the same object in both snapshots', () => {
  const store = createClusterStore({ description: wholeCluster });
  store.apply(object('v1', 'Pod', 'shop/a'));
  store.apply(object('v1', 'Pod', 'shop/b'));
  const before = store.snapshot();
  store.apply(object('v1', 'Pod', 'shop/b', {}, { labels: { app: 'new' } }));
  const after = store.snapshot();
  expect(after.get('/Pod/shop/a')).toBe(before.get('/Pod/shop/a'));
  expect(before.get('/Pod/shop/b')?.body.metadata.labels).toBeUndefined();
  expect(after.get('/Pod/shop/b')?.body.metadata.labels).toEqual({ app: 'new' });
});

test('a uid decides ownership: a new object of the same name does not own the old one’s dependents', () => {
  const store = createClusterStore({ description: wholeCluster });
  const old = object('apps/v1', 'Deployment', 'shop/api', {}, { uid: 'old' });
  store.apply(object('apps/v1', 'Deployment', 'shop/api', {}, { uid: 'new' }));
  store.apply(object('apps/v1', 'ReplicaSet', 'shop/api-1', {}, controlledBy(old)));
  store.apply(
    object('apps/v1', 'ReplicaSet', 'shop/api-2', {}, controlledBy({ ...old, metadata: { name: 'api' } })),
  );
  const cluster = store.snapshot();
  const owned = [...cluster.ownedBy({ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api' })];
  expect(owned.map(({ name }) => name)).toEqual(['api-2']);
});

test('an owner that belongs to no namespace owns in every namespace', () => {
  const store = createClusterStore({ description: wholeCluster });
  const node = object('v1', 'Node', 'n1');
  store.apply(object('v1', 'Pod', 'one/etcd', {}, controlledBy(node)));
  store.apply(object('v1', 'Pod', 'two/etcd', {}, controlledBy(node)));
  const owned = [...store.snapshot().ownedBy({ group: '', kind: 'Node', namespace: '', name: 'n1' })];
  expect(owned.map(({ key }) => key)).toEqual(['/Pod/one/etcd', '/Pod/two/etcd']);
});

test('every namespace carries kubernetes.io/metadata.name, as the API server sets it', () => {
  const store = createClusterStore({ description: wholeCluster });
  store.apply(object('v1', 'Namespace', 'shop', {}, { labels: { team: 'a' } }));
  store.apply(object('v1', 'Pod', 'ghost/p'));
  const cluster = store.snapshot();
  expect(cluster.namespaceLabels('shop')).toEqual({ team: 'a', 'kubernetes.io/metadata.name': 'shop' });
  expect(cluster.namespaceLabels('ghost')).toBeUndefined();
  expect(cluster.namespaces()).toEqual(['ghost', 'shop']);
});

test('a model that does not say who read it cannot be judged', () => {
  expect(() => createClusterStore().snapshot()).toThrowError(
    expect.objectContaining({ code: 'cluster-not-described' }),
  );
});
