import type { AuditCluster } from '../../../src/identity/audit-schema.ts';
import {
  type CompactGraph,
  compactGraph,
  type Difficulty,
  edgesToTarget,
  hardest,
  narrowestPlace,
  type Removed,
  shortestPaths,
  stepsOfEdges,
  stepText,
} from '../../../src/identity/paths/browser.ts';

type Kind = AuditCluster['graph']['kinds'][number];

/** The paths of one cluster, ready to be followed. */
export interface PathGraph {
  readonly cluster: AuditCluster;
  readonly compact: CompactGraph;
  /** Vertices where somebody may start, by the name that commands use; a number follows where several share it. */
  readonly sources: ReadonlyMap<string, number>;
  readonly verticesOfBinding: ReadonlyMap<number, readonly number[]>;
  readonly removable: ReadonlySet<number>;
}

/** One step of a path. */
export interface Step {
  readonly from: number;
  readonly to: number;
  /** `may create pods in ci, and so runs as …`. */
  readonly what: string;
  readonly title: string;
  readonly difficulty: Difficulty;
  /** Places in the list of bindings. */
  readonly bindings: readonly number[];
  readonly cut: string;
  readonly conditions: readonly string[];
}

export interface Way {
  readonly cost: number;
  readonly difficulty: Difficulty;
  readonly steps: readonly Step[];
}

/** A source with a sink that it reaches. */
export interface Pair {
  readonly key: string;
  readonly source: string;
  readonly from: number;
  readonly sink: number;
  readonly cost: number;
}

const known = new WeakMap<AuditCluster, PathGraph>();
const fields = 5;

/** The graph of a cluster, made once. */
export function pathGraphOf(cluster: AuditCluster): PathGraph {
  let graph = known.get(cluster);
  if (graph === undefined) known.set(cluster, (graph = readGraph(cluster)));
  return graph;
}

function readGraph(cluster: AuditCluster): PathGraph {
  const { vertices, edges, removable } = cluster.graph;
  const column = (field: number) => edges.filter((_, at) => at % fields === field);
  const verticesOfBinding = new Map<number, number[]>();
  const sources = new Map<string, number>();
  for (const [at, { binding, source }] of vertices.entries()) {
    if (source !== undefined) sources.set(unused(source, sources), at);
    if (binding === undefined) continue;
    const places = verticesOfBinding.get(binding);
    if (places === undefined) verticesOfBinding.set(binding, [at]);
    else places.push(at);
  }
  return {
    cluster,
    compact: compactGraph(vertices.length, column(0), column(1), column(2)),
    sources,
    verticesOfBinding,
    removable: new Set(removable),
  };
}

/** An entry point has a vertex for each way in, and commands one name for all of them. */
function unused(name: string, taken: ReadonlyMap<string, number>): string {
  let found = name;
  for (let number = 2; taken.has(found); number++) found = `${name} (${number})`;
  return found;
}

/** Vertices that go when bindings do. */
export function removedVertices(
  { compact, verticesOfBinding }: PathGraph,
  bindings: Iterable<number>,
): Removed {
  const removed = new Uint8Array(compact.vertices);
  for (const binding of bindings)
    for (const vertex of verticesOfBinding.get(binding) ?? []) removed[vertex] = 1;
  return removed;
}

/** Every source with every sink that it reaches, the sinks in their order, the easiest first. */
export function pairsOf(graph: PathGraph, removed?: Removed): readonly Pair[] {
  return graph.cluster.graph.sinks.flatMap(({ name, vertices }, sink) => {
    const { distance } = shortestPaths(graph.compact, 'to', vertices, removed);
    return [...graph.sources]
      .flatMap(([source, from]): Pair[] => {
        const cost = distance[from] ?? -1;
        return cost < 0 ? [] : [{ key: `${source} ${name}`, source, from, sink, cost }];
      })
      .sort((left, right) => left.cost - right.cost);
  });
}

/** The cheapest way of a source to a sink; undefined where there is none. */
export function cheapestWay(
  { cluster, compact }: PathGraph,
  from: number,
  sink: number,
  removed?: Removed,
): Way | undefined {
  const ways = shortestPaths(compact, 'to', cluster.graph.sinks[sink]?.vertices ?? [], removed);
  const cost = ways.distance[from] ?? -1;
  if (cost < 0) return undefined;
  const steps = stepsOfEdges(compact, edgesToTarget(compact, ways, from), {
    isPosition: (vertex) => cluster.graph.vertices[vertex]?.text !== undefined,
    isAct: (edge) => kindAt(cluster, edge) !== undefined,
  }).map(({ edges, to }) => stepOf(cluster, compact, edges, to));
  return { cost, difficulty: hardest(steps.map(({ difficulty }) => difficulty)), steps };
}

/**
 * Ways that share no binding which may be removed: the cheapest, then the cheapest without the bindings of those before it.
 * What is left of them after a cut is what survives it.
 */
export function independentWays(
  graph: PathGraph,
  from: number,
  sink: number,
  without: Iterable<number>,
  most: number,
): readonly Way[] {
  const gone = new Set(without);
  const ways: Way[] = [];
  while (ways.length < most) {
    const way = cheapestWay(graph, from, sink, removedVertices(graph, gone));
    if (way === undefined) break;
    ways.push(way);
    const before = gone.size;
    for (const { bindings } of way.steps)
      for (const binding of bindings) if (graph.removable.has(binding)) gone.add(binding);
    if (gone.size === before) break;
  }
  return ways;
}

function stepOf(
  cluster: AuditCluster,
  { from, to }: CompactGraph,
  edges: readonly number[],
  end: number,
): Step {
  const { vertices, edges: numbers, details } = cluster.graph;
  const kinds = edges.flatMap((edge) => kindAt(cluster, edge) ?? []);
  const between = edges.map((edge) => vertices[to[edge] ?? 0]);
  const first = edges.find((edge) => kindAt(cluster, edge) !== undefined);
  const isClusterWide = first !== undefined && numbers[first * fields + 4] === 1;
  const place = isClusterWide
    ? '*'
    : narrowestPlace(between.flatMap((vertex) => (vertex?.text === undefined ? (vertex?.place ?? []) : [])));
  const detail = edges.flatMap((edge) => details[String(edge)] ?? [])[0];
  const start = from[edges[0] ?? 0] ?? 0;
  return {
    from: start,
    to: end,
    what: stepText(kinds, { ofSubject: vertices[start]?.subject !== undefined, place, detail }),
    title: kinds[0]?.title ?? '',
    difficulty: hardest(kinds.map(({ difficulty }) => difficulty)),
    bindings: between.flatMap((vertex) => vertex?.binding ?? []),
    cut: kinds[0]?.cut ?? '',
    conditions: kinds.flatMap(({ condition }) => condition ?? []),
  };
}

function kindAt({ graph }: AuditCluster, edge: number): Kind | undefined {
  return graph.kinds[graph.edges[edge * fields + 3] ?? -1];
}
