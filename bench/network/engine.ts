// `node --expose-gc bench/network/engine.ts [WORKLOADS…]`: the whole map of a cluster, single answers, and a change. CPU time, one process.
import type { KubernetesObject } from '../../src/cluster/index.ts';
import { ask, connectionsOf, NetworkEngine, profiles, type Question, why } from '../../src/network/index.ts';
import { clusterStoreOf } from '../../testkit/world/synthetic-cluster.ts';
import { workloads } from './policies.ts';

function cpu<Value>(work: () => Value): { value: Value; milliseconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1000 };
}

const repeats = 9;

const rows = [
  [
    'workloads',
    'policies',
    'compile ms',
    'map ms',
    'total ms',
    'connections',
    'memory MB',
    'ask us',
    'why us',
    'policy ms',
    'anew ms',
    'pod ms',
  ],
];
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]) {
  const objects = [...workloads(size)];
  const store = clusterStoreOf(objects);
  const cluster = store.snapshot();
  cluster.namespaces();
  Array.from(cluster.workloads());
  globalThis.gc?.();
  const heap = process.memoryUsage();
  const engine = cpu(() => new NetworkEngine(cluster, profiles.calico));
  const map = cpu(() => {
    let count = 0;
    for (const _ of connectionsOf(engine.value)) count++;
    return count;
  });
  const after = process.memoryUsage();
  const memory = (after.heapUsed + after.arrayBuffers - heap.heapUsed - heap.arrayBuffers) / 2 ** 20;
  const questions = Array.from({ length: 20_000 }, (_, index): Question => {
    const at = (number: number) => ({
      type: 'pod' as const,
      namespace: `team-${Math.floor((number % size) / 20)}`,
      name: `app-${(number % size) % 20}`,
    });
    return {
      source: at(index * 7),
      destination: at(index * 13 + 1),
      protocol: 'TCP',
      port: 8000 + (index % 10),
    };
  });
  const asked = cpu(
    () => questions.filter((question) => ask(engine.value, question).verdict === 'allow').length,
  );
  const told = cpu(() => questions.slice(0, 2_000).map((question) => why(engine.value, question)).length);
  const changes = (changed: (index: number) => KubernetesObject) => {
    let later = engine.value;
    const times = Array.from({ length: repeats }, (_, index) => {
      store.apply(changed(index));
      const { value, milliseconds } = cpu(() => {
        const next = later.after(store.snapshot());
        // The rows of the pods that it selects, as whoever shows its effect asks for them.
        for (const pod of next.pods.filter(({ namespace }) => namespace === 'team-0')) {
          next.row(next.universe.classOf(pod), 'ingress');
          next.row(next.universe.classOf(pod), 'egress');
        }
        return next;
      });
      later = value;
      return milliseconds;
    });
    return times.sort((left, right) => left - right)[repeats >> 1] ?? 0;
  };
  const policy = changes((index) => ingressPolicy(8000 + (index % 10)));
  const anew = changes((index) => ingressPolicy(20_000 + index));
  const pod = changes((index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `new-${index}`, namespace: 'team-0', labels: { app: `new-${index}`, tier: 't1' } },
    spec: { containers: [{ name: 'main', image: 'app:1' }] },
    status: { phase: 'Running', podIP: `10.200.0.${index}` },
  }));
  const total = engine.milliseconds + map.milliseconds;
  rows.push(
    [
      size,
      engine.value.policies.length,
      engine.milliseconds.toFixed(0),
      map.milliseconds.toFixed(0),
      total.toFixed(0),
      map.value,
      memory.toFixed(0),
      ((asked.milliseconds * 1000) / questions.length).toFixed(1),
      ((told.milliseconds * 1000) / told.value).toFixed(0),
      policy.toFixed(0),
      anew.toFixed(0),
      pod.toFixed(0),
    ].map(String),
  );
}

/** The policy of one workload, with another port and other peers than it has. */
function ingressPolicy(port: number): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'app-3-in', namespace: 'team-0' },
    spec: {
      podSelector: { matchLabels: { app: 'app-3' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port }] }],
    },
  };
}

for (const row of rows) process.stdout.write(`${row.map((cell) => cell.padStart(12)).join('')}\n`);
