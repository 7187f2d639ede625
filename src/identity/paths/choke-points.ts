import type { IndexedBinding } from '../rbac/binding.ts';
import type { AttackGraph } from './attack-graph.ts';
import type { Removed } from './compact-graph.ts';
import { waysTo } from './find-paths.ts';
import { type ShortestPaths, shortestPaths } from './shortest-paths.ts';
import type { SinkName } from './vertex.ts';

/** A binding whose removal ends paths that those before it left. */
export interface ChokePoint {
  readonly binding: IndexedBinding;
  /** Paths that end with it, from one source to one sink each. */
  readonly ends: number;
}

export interface ChokePoints {
  readonly points: readonly ChokePoint[];
  readonly paths: number;
  /** Paths that are left when all of them are removed. */
  readonly left: number;
}

/**
 * The few bindings whose removal ends the most paths, one after the other, each with what it really ends. The binding that
 * ends the most is found without counting all: it lies on the cheapest path of every pair that it parts, so that none ends
 * more than it has cheapest paths, and counting stops where the best count is not below that of the next.
 */
export function chokePoints(attack: AttackGraph, sinks: readonly SinkName[], most: number): ChokePoints {
  const removed = new Uint8Array(attack.graph.vertices);
  const points: ChokePoint[] = [];
  let trees = sinks.map((sink) => treeOf(attack, waysTo(attack, sink)));
  const paths = trees.reduce((sum, { sources }) => sum + sources, 0);
  let left = paths;
  while (points.length < most && left > 0) {
    let best: ChokePoint | undefined;
    for (const [binding, bound] of bounds(attack, trees)) {
      if (best !== undefined && best.ends >= bound) break;
      const going = attack.bindings.get(binding) ?? [];
      const ends = trees.reduce((sum, tree) => sum + sourcesLost(attack, tree, removed, going), 0);
      if (best === undefined || ends > best.ends) best = { binding, ends };
    }
    if (best === undefined || best.ends === 0) break;
    points.push(best);
    for (const vertex of attack.bindings.get(best.binding) ?? []) removed[vertex] = 1;
    trees = sinks.map((sink) =>
      treeOf(attack, shortestPaths(attack.graph, 'to', attack.sinks.get(sink) ?? [], removed)),
    );
    left -= best.ends;
  }
  return { points, paths, left };
}

/** The cheapest paths to one sink, as a tree. */
interface Tree {
  readonly ways: ShortestPaths;
  /** Vertices whose cheapest path goes on through a vertex: a list, by its first and the next of each; -1 ends it. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  /** Sources that have a path. */
  readonly sources: number;
  /** Sources whose cheapest path passes a vertex, itself included. */
  readonly through: Int32Array;
}

function treeOf({ graph, sources }: AttackGraph, ways: ShortestPaths): Tree {
  const first = new Int32Array(graph.vertices).fill(-1);
  const next = new Int32Array(graph.vertices).fill(-1);
  const through = new Int32Array(graph.vertices);
  let reaching = 0;
  for (const source of sources) {
    if ((ways.distance[source] ?? -1) < 0) continue;
    through[source] = 1;
    reaching += 1;
  }
  for (const vertex of ways.order.toReversed()) {
    const step = ways.edge[vertex] ?? -1;
    if (step < 0) continue;
    const parent = graph.to[step] ?? 0;
    next[vertex] = first[parent] ?? -1;
    first[parent] = vertex;
    through[parent] = (through[parent] ?? 0) + (through[vertex] ?? 0);
  }
  return { ways, first, next, sources: reaching, through };
}

/** Bindings by how many cheapest paths they are on, most first. */
function bounds(attack: AttackGraph, trees: readonly Tree[]): [IndexedBinding, number][] {
  const counts = new Map<IndexedBinding, number>();
  for (const [binding, places] of attack.bindings) {
    let count = 0;
    for (const vertex of places)
      if (attack.removable[vertex] === 1) for (const { through } of trees) count += through[vertex] ?? 0;
    if (count > 0) counts.set(binding, count);
  }
  return [...counts].sort(([, left], [, right]) => right - left);
}

/**
 * Sources that reach a sink no more when some vertices go as well. Only what has its cheapest path through them can lose
 * the sink; of that, what has an edge to the rest keeps it, and what leads to that.
 */
function sourcesLost(
  { graph, sourceAt }: AttackGraph,
  { ways, first, next }: Tree,
  removed: Removed,
  going: readonly number[],
): number {
  const isGoing = new Set(going);
  const cutOff = new Set<number>(going.filter((vertex) => (ways.distance[vertex] ?? -1) >= 0));
  for (const vertex of cutOff)
    for (let child = first[vertex] ?? -1; child >= 0; child = next[child] ?? -1) cutOff.add(child);
  const kept: number[] = [];
  for (const vertex of cutOff) {
    if (isGoing.has(vertex)) continue;
    for (let place = graph.outStart[vertex] ?? 0; place < (graph.outStart[vertex + 1] ?? 0); place++) {
      const after = graph.to[graph.outgoing[place] ?? 0] ?? 0;
      if (cutOff.has(after) || removed[after] === 1 || (ways.distance[after] ?? -1) < 0) continue;
      kept.push(vertex);
      break;
    }
  }
  for (const vertex of kept) cutOff.delete(vertex);
  for (let vertex = kept.pop(); vertex !== undefined; vertex = kept.pop()) {
    for (let place = graph.inStart[vertex] ?? 0; place < (graph.inStart[vertex + 1] ?? 0); place++) {
      const before = graph.from[graph.incoming[place] ?? 0] ?? 0;
      if (isGoing.has(before) || !cutOff.delete(before)) continue;
      kept.push(before);
    }
  }
  let lost = 0;
  for (const vertex of cutOff) lost += sourceAt[vertex] ?? 0;
  return lost;
}
