/** How hard a step is for somebody who holds what it needs. */
export type Difficulty = 'given' | 'easy' | 'moderate' | 'hard';

/**
 * What a step adds to the length of a path. `given` is no act at all, `easy` is one request with known names, `moderate`
 * needs knowledge, timing or preparation, `hard` needs luck or a weakness that is not in the cluster's objects.
 */
export const costs: Readonly<Record<Difficulty, number>> = { given: 1, easy: 10, moderate: 30, hard: 90 };

/** The hardest of some steps. */
export function hardest(difficulties: Iterable<Difficulty>): Difficulty {
  let found: Difficulty = 'given';
  for (const each of difficulties) if (costs[each] > costs[found]) found = each;
  return found;
}
