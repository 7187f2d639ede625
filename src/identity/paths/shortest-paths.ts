import type { CompactGraph, Removed } from './compact-graph.ts';

/** Cheapest ways of every vertex to a target, or from a source. */
export interface ShortestPaths {
  /** Cost by vertex; -1 where there is no way. */
  readonly distance: Int32Array;
  /** The edge to take next; -1 at the end and where there is no way. */
  readonly edge: Int32Array;
  /** Vertices that have a way, nearest first. */
  readonly order: readonly number[];
}

/**
 * Dijkstra's algorithm with a bucket for each cost, which small whole costs allow: linear in edges and the longest path.
 * Of equally cheap ways the one whose edge was given first is taken.
 */
export function shortestPaths(
  graph: CompactGraph,
  direction: 'to' | 'from',
  ends: Iterable<number>,
  removed?: Removed,
): ShortestPaths {
  const backwards = direction === 'to';
  const start = backwards ? graph.inStart : graph.outStart;
  const edges = backwards ? graph.incoming : graph.outgoing;
  const other = backwards ? graph.from : graph.to;
  const distance = new Int32Array(graph.vertices).fill(-1);
  const edge = new Int32Array(graph.vertices).fill(-1);
  const done = new Uint8Array(graph.vertices);
  const order: number[] = [];
  const buckets: number[][] = [];
  const put = (vertex: number, cost: number) => {
    distance[vertex] = cost;
    let bucket = buckets[cost];
    if (bucket === undefined) buckets[cost] = bucket = [];
    bucket.push(vertex);
  };
  for (const end of ends) if (removed?.[end] !== 1) put(end, 0);
  for (let cost = 0; cost < buckets.length; cost++) {
    const bucket = buckets[cost];
    if (bucket === undefined) continue;
    // The bucket grows while edges without cost are followed.
    for (let at = 0; at < bucket.length; at++) {
      const vertex = bucket[at] ?? 0;
      if (done[vertex] === 1) continue;
      done[vertex] = 1;
      order.push(vertex);
      const last = start[vertex + 1] ?? 0;
      for (let place: number = start[vertex] ?? 0; place < last; place++) {
        const step: number = edges[place] ?? 0;
        const next = other[step] ?? 0;
        if (done[next] === 1 || removed?.[next] === 1) continue;
        const sum = cost + (graph.cost[step] ?? 0);
        const known = distance[next] ?? -1;
        if (known >= 0 && known <= sum) continue;
        edge[next] = step;
        put(next, sum);
      }
    }
  }
  return { distance, edge, order };
}

/** Edges from a vertex to the target that paths were computed to, in order. */
export function edgesToTarget(
  graph: CompactGraph,
  { edge, distance }: ShortestPaths,
  from: number,
): number[] {
  const path: number[] = [];
  if ((distance[from] ?? -1) < 0) return path;
  for (let step = edge[from] ?? -1; step >= 0; step = edge[graph.to[step] ?? 0] ?? -1) path.push(step);
  return path;
}
