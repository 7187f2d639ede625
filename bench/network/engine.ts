// `node --expose-gc bench/network/engine.ts [WORKLOADS…]`: the whole map of a cluster, and single answers. CPU time, one process.
import { ask, connectionsOf, NetworkEngine, profiles, type Question, why } from '../../src/network/index.ts';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import { workloads } from './policies.ts';

function cpu<Value>(work: () => Value): { value: Value; milliseconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1000 };
}

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
  ],
];
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]) {
  const cluster = clusterOf([...workloads(size)]);
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
    ].map(String),
  );
}
for (const row of rows) process.stdout.write(`${row.map((cell) => cell.padStart(12)).join('')}\n`);
