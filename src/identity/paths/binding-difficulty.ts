import type { IndexedBinding } from '../rbac/binding.ts';
import type { AttackGraph } from './attack-graph.ts';
import type { Difficulty } from './difficulty.ts';
import { cheapestPath } from './find-paths.ts';

/** How hard the cheapest way to everything is that begins with a binding; undefined where none does. */
export function difficultyThrough(attack: AttackGraph, binding: IndexedBinding): Difficulty | undefined {
  const paths = (attack.bindings.get(binding) ?? []).flatMap(
    (vertex) => cheapestPath(attack, vertex, 'cluster-admin') ?? [],
  );
  return paths.toSorted((left, right) => left.cost - right.cost)[0]?.difficulty;
}
