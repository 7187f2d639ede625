import { Failure } from '../failure.ts';

/** The state of one evaluation. */
export interface Frame {
  /** Values of variables, by slot; a function is a variable nobody has asked for yet. */
  slots: unknown[];
  /** Cost units used so far. */
  cost: number;
  limit: number;
  /** Comprehension steps so far; the interrupt is asked every hundred. */
  steps: number;
  interrupt: (() => boolean) | undefined;
  /** List elements, or as many eight characters, that calls which cost next to nothing have built. */
  held: number;
}

/** A compiled node. */
export type Closure = (frame: Frame) => unknown;

/** As the API server: https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go */
const interruptFrequency = 100;

/** Fails when the evaluation has used up its budget. */
export function checkLimit(frame: Frame): void {
  if (frame.cost > frame.limit) {
    throw new Failure('cost-limit', 'operation cancelled: actual cost limit exceeded');
  }
}

/** Adds to the cost and fails when that is too much. */
export function charge(frame: Frame, cost: number): void {
  frame.cost += cost;
  if (frame.cost > frame.limit) checkLimit(frame);
}

/** Some 160 MB. */
const mostHeld = 20_000_000;

/**
 * Counts what joining lists and replacing text has built. Upstream joins lists without copying, so it may count one unit;
 * here a list that is joined in a loop would fill the memory long before it used up its cost.
 */
export function hold(frame: Frame, value: unknown): void {
  if (Array.isArray(value)) frame.held += value.length;
  else if (typeof value === 'string') frame.held += value.length / 8;
  if (frame.held > mostHeld) throw new Failure('memory-limit', 'operation cancelled: memory limit exceeded');
}

/** Counts one step of a comprehension. */
export function step(frame: Frame): void {
  if (frame.cost > frame.limit) checkLimit(frame);
  if (frame.interrupt === undefined) return;
  frame.steps++;
  if (frame.steps % interruptFrequency === 0 && frame.interrupt()) {
    throw new Failure('interrupted', 'operation interrupted');
  }
}
