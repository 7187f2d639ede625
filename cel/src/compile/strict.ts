import { isFatal } from '../failure.ts';
import type { CallCost } from './call-cost.ts';
import { type Closure, charge, type Frame } from './frame.ts';

/*
 * Calls are strict: an argument that fails makes them fail. What such a call costs is still counted upstream, with the
 * failed argument as a value of size 1, so that `broken == 1 || true` costs the same here and there. Where only one argument
 * can fail, that cost is paid in advance; else these functions look after it.
 */

/** Stands for a failed argument where only its size matters. */
export const failed = null;

export function costOf(cost: CallCost, given: readonly unknown[], result: unknown): number {
  return typeof cost === 'number' ? cost : cost(given, result);
}

/** Evaluates the first of two arguments; upstream looks at the second even when the first fails. */
export function evaluateFirst(frame: Frame, first: Closure, second: Closure, cost: CallCost): unknown {
  try {
    return first(frame);
  } catch (error) {
    if (isFatal(error)) throw error;
    let other: unknown = failed;
    try {
      other = second(frame);
    } catch (otherError) {
      if (isFatal(otherError)) throw otherError;
    }
    charge(frame, costOf(cost, [failed, other], failed));
    throw error;
  }
}

/** Evaluates the second of two arguments. */
export function evaluateSecond(frame: Frame, second: Closure, first: unknown, cost: CallCost): unknown {
  try {
    return second(frame);
  } catch (error) {
    if (!isFatal(error)) charge(frame, costOf(cost, [first, failed], failed));
    throw error;
  }
}

/** Evaluates the last of several arguments. */
export function evaluateLast(
  frame: Frame,
  last: Closure,
  others: readonly unknown[],
  cost: CallCost,
): unknown {
  try {
    return last(frame);
  } catch (error) {
    if (!isFatal(error)) charge(frame, costOf(cost, [...others, failed], failed));
    throw error;
  }
}
