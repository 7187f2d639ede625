import { Failure } from '../failure.ts';

/** Steps one evaluation may spend inside values. */
const mostSteps = 3_000_000;

let steps = 0;

/** Starts the count of an evaluation. */
export function resetWork(): void {
  steps = 0;
}

/**
 * Counts a step into a nested value. A value that holds another twice, and that one a third, is small but takes forever to
 * walk through, and the cost rules of upstream do not see it: comparing it costs by its outermost size.
 */
export function countWork(): void {
  steps++;
  if (steps > mostSteps)
    throw new Failure('cost-limit', 'operation cancelled: a value takes too long to walk through');
}
