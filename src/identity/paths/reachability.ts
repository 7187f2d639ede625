import type { CompactGraph, Removed } from './compact-graph.ts';

/**
 * Which of up to 31 targets each vertex reaches, as bits: bit `n` for `targets[n]`. All are walked at once, so that a vertex
 * is looked at again only when it learnt of another target.
 */
export function reachedTargets(
  graph: CompactGraph,
  targets: readonly (readonly number[])[],
  removed?: Removed,
): Int32Array {
  const reached = new Int32Array(graph.vertices);
  const waiting: number[] = [];
  for (const [bit, ends] of targets.entries()) {
    for (const end of ends) {
      if (removed?.[end] === 1) continue;
      reached[end] = (reached[end] ?? 0) | (1 << bit);
      waiting.push(end);
    }
  }
  for (let vertex = waiting.pop(); vertex !== undefined; vertex = waiting.pop()) {
    const bits = reached[vertex] ?? 0;
    const last = graph.inStart[vertex + 1] ?? 0;
    for (let place = graph.inStart[vertex] ?? 0; place < last; place++) {
      const before = graph.from[graph.incoming[place] ?? 0] ?? 0;
      const known = reached[before] ?? 0;
      if ((known | bits) === known || removed?.[before] === 1) continue;
      reached[before] = known | bits;
      waiting.push(before);
    }
  }
  return reached;
}
