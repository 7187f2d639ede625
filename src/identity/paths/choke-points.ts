import type { IndexedBinding } from '../rbac/binding.ts';
import type { AttackGraph } from './attack-graph.ts';
import { removedVertices } from './path-cut.ts';
import { reachedTargets } from './reachability.ts';
import { shortestPaths } from './shortest-paths.ts';
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
  const targets = sinks.map((sink) => attack.sinks.get(sink) ?? []);
  const removedBindings: IndexedBinding[] = [];
  const paths = countPairs(attack, targets, removedBindings);
  const points: ChokePoint[] = [];
  let left = paths;
  while (points.length < most && left > 0) {
    const removed = removedVertices(attack, removedBindings);
    let best: ChokePoint | undefined;
    for (const [binding, bound] of bounds(attack, targets, removed)) {
      if (best !== undefined && best.ends >= bound) break;
      const ends = left - countPairs(attack, targets, [...removedBindings, binding]);
      if (best === undefined || ends > best.ends) best = { binding, ends };
    }
    if (best === undefined || best.ends === 0) break;
    points.push(best);
    removedBindings.push(best.binding);
    left -= best.ends;
  }
  return { points, paths, left };
}

function countPairs(
  attack: AttackGraph,
  targets: readonly (readonly number[])[],
  bindings: readonly IndexedBinding[],
): number {
  const reached = reachedTargets(attack.graph, targets, removedVertices(attack, bindings));
  let pairs = 0;
  for (const source of attack.sources)
    for (let bits = reached[source] ?? 0; bits !== 0; bits &= bits - 1) pairs += 1;
  return pairs;
}

/** Bindings by how many cheapest paths they are on, most first. */
function bounds(
  attack: AttackGraph,
  targets: readonly (readonly number[])[],
  removed: Uint8Array,
): [IndexedBinding, number][] {
  const { graph } = attack;
  const counts = new Map<IndexedBinding, number>();
  for (const ends of targets) {
    const { order, edge, distance } = shortestPaths(graph, 'to', ends, removed);
    const through = new Int32Array(graph.vertices);
    for (const source of attack.sources) if ((distance[source] ?? -1) >= 0) through[source] = 1;
    const seen = order.toReversed();
    // Edges without cost join vertices of one distance; the order of the search holds for them as well.
    for (const vertex of seen) {
      const step = edge[vertex] ?? -1;
      if (step < 0) continue;
      const next = graph.to[step] ?? 0;
      through[next] = (through[next] ?? 0) + (through[vertex] ?? 0);
    }
    for (const vertex of seen) {
      const at = attack.vertices[vertex];
      if (at?.type !== 'binding' || attack.removable[vertex] !== 1) continue;
      counts.set(at.binding, (counts.get(at.binding) ?? 0) + (through[vertex] ?? 0));
    }
  }
  return [...counts].filter(([, count]) => count > 0).sort(([, left], [, right]) => right - left);
}
