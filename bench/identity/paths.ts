// `node --expose-gc bench/identity/paths.ts [BINDINGS…]`: the graph of a cluster and all cheapest paths. CPU time, one process.
import {
  accessOf,
  attackGraphOf,
  chokePoints,
  cutOf,
  findPaths,
  identityAnalyses,
  sinkNames,
} from '../../src/identity/index.ts';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import { teams } from './teams.ts';

function cpu<Value>(work: () => Value): { value: Value; milliseconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1000 };
}

const rows = [
  [
    'bindings',
    'index ms',
    'findings ms',
    'graph ms',
    'paths ms',
    'total ms',
    'choke ms',
    'one cut ms',
    'vertices',
    'edges',
    'paths',
    'memory MB',
  ],
];
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 10_000, 50_000, 100_000]) {
  const cluster = clusterOf([...teams(size)]);
  cluster.namespaces();
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const index = cpu(() => accessOf(cluster));
  const findings = cpu(() => {
    const control = {} as Parameters<(typeof identityAnalyses)[string]>[0]['control'];
    let drafts = 0;
    for (const analysis of Object.values(identityAnalyses))
      drafts += [...analysis({ cluster, control, parameters: {} })].length;
    return drafts;
  });
  const graph = cpu(() => attackGraphOf(cluster));
  const paths = cpu(() => findPaths(graph.value, { all: true }));
  globalThis.gc?.();
  const memory = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
  const chokes = cpu(() => chokePoints(graph.value, sinkNames, 5));
  const [first] = paths.value;
  if (first === undefined) throw new Error('the world leads nowhere');
  const cut = cpu(() => cutOf(graph.value, first.source, first.sink));
  const total = index.milliseconds + findings.milliseconds + graph.milliseconds + paths.milliseconds;
  rows.push([
    size.toLocaleString('en-US'),
    index.milliseconds.toFixed(0),
    findings.milliseconds.toFixed(0),
    graph.milliseconds.toFixed(0),
    paths.milliseconds.toFixed(0),
    total.toFixed(0),
    chokes.milliseconds.toFixed(0),
    cut.milliseconds.toFixed(0),
    graph.value.vertices.length.toLocaleString('en-US'),
    graph.value.graph.edges.toLocaleString('en-US'),
    paths.value.length.toLocaleString('en-US'),
    memory.toFixed(0),
  ]);
}
for (const row of rows) process.stdout.write(`${row.map((cell) => cell.padStart(12)).join('')}\n`);
