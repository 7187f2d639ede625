/**
 * Cost of the model at 50,000 objects: filling it, one change, a snapshot, lookups. `node --expose-gc bench/cluster/store.ts`
 * The hash map of `immutable` beside it holds the objects by key only, without any index or order.
 */
import { Map as ImmutableMap } from 'immutable';
import { createClusterStore, type KubernetesObject } from '../../src/cluster/index.ts';

const count = 50_000;
const namespaces = 200;

function pod(at: number): KubernetesObject {
  const app = `app-${at % 4000}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${at.toString(36)}`,
      namespace: `team-${at % namespaces}`,
      uid: `00000000-0000-0000-0000-${at.toString().padStart(12, '0')}`,
      labels: {
        app,
        'pod-template-hash': (at % 9000).toString(36),
        tier: at % 2 ? 'web' : 'data',
        team: `t${at % 40}`,
      },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: app, uid: `rs-${at % 4000}`, controller: true },
      ],
    },
    spec: { containers: [{ name: 'main', image: `registry.example/${app}:1` }] },
  };
}

function measured<T>(label: string, times: number, work: () => T): T {
  const start = performance.now();
  const result = work();
  const each = ((performance.now() - start) * 1000) / times;
  console.log(
    `${label.padEnd(58)} ${each.toFixed(2).padStart(10)} us each, ${(performance.now() - start).toFixed(0)} ms`,
  );
  return result;
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

const pods = Array.from({ length: count }, (_, at) => pod(at));
const before = heap();
const store = createClusterStore({
  description: {
    identity: { id: 'bench', name: 'bench' },
    version: { major: 1, minor: 37, gitVersion: 'v1.37', assumed: true },
    provenance: { source: 'manifests', startedAt: '', endedAt: '' },
    coverage: { resources: [], notConnected: [] },
  },
});
measured('apply, filling the store', count, () => {
  for (const object of pods) store.apply(object);
});
const cluster = store.snapshot();
console.log(`model above the objects themselves: ${(heap() - before).toFixed(0)} MB`);
measured('apply one change and take a snapshot of it', 10_000, () => {
  for (let at = 0; at < 10_000; at += 1) {
    store.apply(pods[(at * 7919) % count] as KubernetesObject);
    store.snapshot();
  }
});
measured('get by key', count, () => {
  for (const { metadata } of pods) cluster.get(`/Pod/${metadata.namespace}/${metadata.name}`);
});
measured('iterate all objects in key order', count, () => [...cluster.objects()].length);
measured('workloads with templates and source of truth', count, () => {
  for (const workload of cluster.workloads()) {
    void workload.templates;
    void workload.sourceOfTruth;
  }
});
measured('immutable.Map: set by key, no index, no order', count, () =>
  ImmutableMap<string, KubernetesObject>().withMutations((map) => {
    for (const object of pods) map.set(`/Pod/${object.metadata.namespace}/${object.metadata.name}`, object);
  }),
);
