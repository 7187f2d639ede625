import type { IndexedBinding } from '../rbac/binding.ts';
import type { AttackGraph } from './attack-graph.ts';
import type { AttackPath } from './attack-path.ts';
import { cheapestPath } from './find-paths.ts';
import { minimumVertexCut } from './minimum-cut.ts';
import { shortestPaths } from './shortest-paths.ts';
import type { SinkName } from './vertex.ts';

/** What takes a source away from a sink. */
export interface PathCut {
  /** Bindings whose removal ends every path; undefined where no bindings of one's own do. */
  readonly bindings: readonly IndexedBinding[] | undefined;
  /** False where a smaller set may exist. */
  readonly smallest: boolean;
  /** The cheapest path that is left when the first binding alone is removed, or all of one's own where none suffice. */
  readonly survives: AttackPath | undefined;
}

const mostBindings = 40;
/** A smaller set is looked for with at most this many searches. */
const mostSearches = 400;

/**
 * The smallest set of bindings whose removal ends every path between two positions: by maximal flow, which is exact as long
 * as no step takes several bindings at once; where one does, a search over the bindings of what is left tells whether fewer
 * suffice.
 */
export function cutOf(attack: AttackGraph, source: number, sink: SinkName): PathCut {
  const { graph, removable } = attack;
  const targets = attack.sinks.get(sink) ?? [];
  const cut = minimumVertexCut(graph, source, targets, removable, mostBindings);
  if (cut === undefined)
    return { bindings: undefined, smallest: true, survives: withoutOwn(attack, source, targets) };
  const named = new Set(cut.flatMap((vertex) => bindingAt(attack, vertex) ?? []));
  let bindings = withoutNeedless(attack, source, targets, [...named]);
  const noSteps = [...attack.bindings.values()].every(({ length }) => length === 1);
  let smallest = bindings.length === 1 || noSteps;
  if (!smallest) {
    const budget = { searches: mostSearches };
    const fewer = smaller(attack, source, targets, bindings.length, budget);
    if (fewer !== undefined) bindings = [...fewer];
    smallest = budget.searches > 0;
  }
  const [first] = bindings;
  const survives =
    first === undefined || bindings.length === 1
      ? undefined
      : cheapestPath(attack, source, targets, removedVertices(attack, [first]));
  return {
    bindings: bindings.toSorted((left, right) => (left.key < right.key ? -1 : 1)),
    smallest,
    survives,
  };
}

/** Vertices that stand for some bindings, as removed. */
export function removedVertices(attack: AttackGraph, bindings: Iterable<IndexedBinding>): Uint8Array {
  const removed = new Uint8Array(attack.graph.vertices);
  for (const binding of bindings)
    for (const vertex of attack.bindings.get(binding) ?? []) removed[vertex] = 1;
  return removed;
}

function withoutOwn(attack: AttackGraph, source: number, targets: readonly number[]): AttackPath | undefined {
  return cheapestPath(attack, source, targets, attack.removable);
}

/** Leaves out bindings whose removal the others make needless. */
function withoutNeedless(
  attack: AttackGraph,
  source: number,
  targets: readonly number[],
  bindings: readonly IndexedBinding[],
): IndexedBinding[] {
  let kept = [...bindings];
  for (const binding of bindings) {
    const others = kept.filter((each) => each !== binding);
    if (others.length < kept.length && isParted(attack, source, targets, others)) kept = others;
  }
  return kept;
}

function isParted(
  attack: AttackGraph,
  source: number,
  targets: readonly number[],
  bindings: readonly IndexedBinding[],
): boolean {
  const removed = removedVertices(attack, bindings);
  return shortestPaths(attack.graph, 'to', targets, removed).distance[source] === -1;
}

/** The smallest set of fewer bindings that ends every path. */
function smaller(
  attack: AttackGraph,
  source: number,
  targets: readonly number[],
  than: number,
  budget: { searches: number },
): readonly IndexedBinding[] | undefined {
  for (let size = 1; size < than; size++) {
    const found = search(attack, source, targets, size, [], budget);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A set of this size that ends every path: one of its bindings is on any path that is left. */
function search(
  attack: AttackGraph,
  source: number,
  targets: readonly number[],
  size: number,
  chosen: readonly IndexedBinding[],
  budget: { searches: number },
): readonly IndexedBinding[] | undefined {
  budget.searches -= 1;
  if (budget.searches <= 0) return undefined;
  const path = cheapestPath(attack, source, targets, removedVertices(attack, chosen));
  if (path === undefined) return chosen;
  if (size === 0) return undefined;
  const own = path.hops
    .flatMap(({ bindings }) => bindings.map(({ binding }) => binding))
    .filter((binding) => (attack.bindings.get(binding) ?? []).some((at) => attack.removable[at] === 1));
  for (const binding of new Set(own)) {
    const found = search(attack, source, targets, size - 1, [...chosen, binding], budget);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bindingAt({ vertices }: AttackGraph, at: number): IndexedBinding | undefined {
  const vertex = vertices[at];
  return vertex?.type === 'binding' ? vertex.binding : undefined;
}
