import type { Closure } from './frame.ts';

/** A closure that is known to give the same value always, and that value. */
const constants = new WeakMap<Closure, unknown>();

export function constantClosure(value: unknown): Closure {
  const closure = () => value;
  constants.set(closure, value);
  return closure;
}

export function isConstantClosure(closure: Closure): boolean {
  return constants.has(closure);
}

/** The value of a closure that {@link isConstantClosure}. */
export function constantOf(closure: Closure): unknown {
  return constants.get(closure);
}
