import type { CelType } from '../cel-type.ts';
import type { Implementation, Overload } from '../declaration.ts';
import { Failure } from '../failure.ts';
import type { CallNode } from '../syntax/syntax-tree.ts';
import { typeNameOf } from '../values/value-type.ts';
import { place } from './compile-path.ts';
import { type Guard, guardOf } from './type-guard.ts';

/** A function as a call of it uses it: dispatched over the overloads that its arguments leave possible. */
export interface Application {
  one(value: unknown): unknown;
  two(first: unknown, second: unknown): unknown;
  many(values: readonly unknown[]): unknown;
}

interface Candidate {
  guards: readonly (Guard | undefined)[];
  implementation: (...given: unknown[]) => unknown;
}

function candidateOf(overload: Overload): Candidate {
  return {
    guards: overload.unguarded === true ? [] : overload.parameters.map((type: CelType) => guardOf(type)),
    implementation: overload.implementation as Implementation as (...given: unknown[]) => unknown,
  };
}

function accepts({ guards }: Candidate, values: readonly unknown[]): boolean {
  for (let at = 0; at < guards.length; at++) {
    const guard = guards[at];
    if (guard !== undefined && !guard(values[at])) return false;
  }
  return true;
}

/** Makes the application of the first overload that takes the types of the values at run time. */
export function applicationOf(node: CallNode, name: string, overloads: readonly Overload[]): Application {
  const candidates = overloads.map(candidateOf);
  const none = (values: readonly unknown[]): never => {
    const printed = values.map(typeNameOf).join(', ');
    throw new Failure('no-matching-overload', `no such overload: ${name}(${printed})`, node.start, node.end);
  };
  const many = (values: readonly unknown[]): unknown => {
    for (const candidate of candidates) {
      if (!accepts(candidate, values)) continue;
      try {
        return candidate.implementation(...values);
      } catch (error) {
        throw place(error, node);
      }
    }
    return none(values);
  };
  const [only, ...others] = candidates;
  if (only === undefined || others.length > 0) {
    return { many, one: (value) => many([value]), two: (first, second) => many([first, second]) };
  }
  const { implementation } = only;
  const [firstGuard, secondGuard] = only.guards;
  return {
    many,
    one(value) {
      if (firstGuard !== undefined && !firstGuard(value)) return none([value]);
      try {
        return implementation(value);
      } catch (error) {
        throw place(error, node);
      }
    },
    two(first, second) {
      if (firstGuard !== undefined && !firstGuard(first)) return none([first, second]);
      if (secondGuard !== undefined && !secondGuard(second)) return none([first, second]);
      try {
        return implementation(first, second);
      } catch (error) {
        throw place(error, node);
      }
    },
  };
}
