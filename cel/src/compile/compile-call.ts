import type { CelType } from '../cel-type.ts';
import type { Implementation, Overload } from '../declaration.ts';
import { Failure } from '../failure.ts';
import { regularExpression } from '../library/regular-expression.ts';
import type { CallNode } from '../syntax/syntax-tree.ts';
import { none, Optional } from '../values/optional.ts';
import { typeNameOf } from '../values/value-type.ts';
import { type CallCost, callCost } from './call-cost.ts';
import { compileOperator } from './compile-operator.ts';
import { place } from './compile-path.ts';
import { constantClosure, constantOf, isConstantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import { type Closure, charge, type Frame } from './frame.ts';
import { costOf, evaluateFirst, evaluateLast, evaluateOne, evaluateSecond } from './strict.ts';
import { type Guard, guardOf } from './type-guard.ts';

/** Conversions of constants are done once, as upstream plans them (maybeOptimizeConstUnary). */
const conversions: ReadonlySet<string> = new Set(
  'bool bytes double duration dyn int string timestamp type uint'.split(' '),
);

const regexFunctions: ReadonlySet<string> = new Set(['matches', 'find', 'findAll']);

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

function accepts({ guards }: Candidate, given: readonly unknown[]): boolean {
  for (let at = 0; at < guards.length; at++) {
    const guard = guards[at];
    if (guard !== undefined && !guard(given[at])) return false;
  }
  return true;
}

type Apply = (given: unknown[]) => unknown;

/** What applies a function to values: the first overload that takes their types at run time. */
function applier(node: CallNode, name: string, candidates: readonly Candidate[]): Apply {
  return (given) => {
    for (const candidate of candidates) {
      if (!accepts(candidate, given)) continue;
      try {
        return candidate.implementation(...given);
      } catch (error) {
        throw place(error, node);
      }
    }
    const printed = given.map(typeNameOf).join(', ');
    throw new Failure('no-matching-overload', `no such overload: ${name}(${printed})`, node.start, node.end);
  };
}

export function compileCall(node: CallNode, context: CompileContext): Closure {
  const name = node.resolvedName ?? node.name;
  const member = node.target !== undefined && node.resolvedName === undefined;
  const operator = compileOperator(node, context);
  if (operator !== undefined) return operator;
  const given = member && node.target !== undefined ? [node.target, ...node.arguments] : node.arguments;
  const closures = given.map((argument) => context.compile(argument));
  if (member && (name === 'or' || name === 'orValue')) return optionalOr(name, closures, node, context);
  const overloads = node.overloads ?? [];
  const declared = (context.functions.find(name) ?? []).filter((overload) => overload.member === member);
  const possible = declared.filter((overload) => overloads.includes(overload.id));
  // With several overloads left, upstream dispatches on all of them at run time.
  const candidates = (possible.length === 1 ? possible : declared)
    .filter((overload) => overload.parameters.length === closures.length)
    .map(candidateOf);
  const apply = applier(node, name, candidates);
  const [first, second] = closures;
  if (closures.length === 1 && first !== undefined && conversions.has(name) && isConstantClosure(first)) {
    return constantClosure(apply([constantOf(first)]));
  }
  const hasPattern = regexFunctions.has(name) && second !== undefined && isConstantClosure(second);
  if (hasPattern) checkPattern(constantOf(second), node);
  const cost = callCost(name, overloads);
  const [, , third] = closures;
  if (first === undefined) {
    return (frame) => {
      charge(frame, costOf(cost, [], undefined));
      return apply([]);
    };
  }
  if (second === undefined) {
    return (frame) => {
      const values = [evaluateOne(frame, first, cost)];
      return applyCounted(frame, apply, values, cost);
    };
  }
  // With a pattern written out, upstream plans a call of any number of arguments, which stops at the first failed one.
  if (third === undefined && !hasPattern) {
    return (frame) => {
      const value = evaluateFirst(frame, first, second, cost);
      const values = [value, evaluateSecond(frame, second, value, cost)];
      return applyCounted(frame, apply, values, cost);
    };
  }
  return (frame) => {
    const values: unknown[] = [];
    for (const closure of closures) {
      if (values.length + 1 < closures.length) values.push(closure(frame));
      // Upstream counts a call once it has looked at all arguments.
      else values.push(evaluateLast(frame, closure, values, cost));
    }
    return applyCounted(frame, apply, values, cost);
  };
}

/** Applies a function and counts its cost, which may depend on the result, also when it fails. */
function applyCounted(frame: Frame, apply: Apply, values: unknown[], cost: CallCost): unknown {
  if (typeof cost === 'number') {
    charge(frame, cost);
    return apply(values);
  }
  let result: unknown;
  try {
    result = apply(values);
  } catch (error) {
    charge(frame, cost(values, null));
    throw error;
  }
  charge(frame, cost(values, result));
  return result;
}

/** Regular expressions written out are compiled with the expression, as upstream's OptimizeRegex does. */
function checkPattern(pattern: unknown, node: CallNode): void {
  if (typeof pattern !== 'string') return;
  try {
    regularExpression(pattern);
  } catch (error) {
    throw place(error, node);
  }
}

/**
 * `a.or(b)` and `a.orValue(b)` look at `b` only when needed. On a value that is no optional, cel-go up to 0.26 (Kubernetes
 * 1.36) gives that value, which published policies rely on; later it is an error.
 */
function optionalOr(
  name: 'or' | 'orValue',
  closures: readonly Closure[],
  node: CallNode,
  context: CompileContext,
): Closure {
  const [left = () => none, right = () => none] = closures;
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) {
      if (context.looseOptionals) return value;
      throw new Failure(
        'no-matching-overload',
        `no such overload: ${name}(${typeNameOf(value)})`,
        node.start,
        node.end,
      );
    }
    if (value.present) return name === 'or' ? value : value.value;
    const other = right(frame);
    if (name === 'or' && !(other instanceof Optional)) {
      throw new Failure(
        'no-matching-overload',
        `no such overload: or(${typeNameOf(other)})`,
        node.start,
        node.end,
      );
    }
    return other;
  };
}
