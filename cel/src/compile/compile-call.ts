import { regularExpression } from '../library/regular-expression.ts';
import type { CallNode } from '../syntax/syntax-tree.ts';
import { type Application, applicationOf } from './application.ts';
import { affix, type CallCost, callCost, costWithConstant } from './call-cost.ts';
import { compileOperator } from './compile-operator.ts';
import { optionalOr } from './compile-optional.ts';
import { place } from './compile-path.ts';
import { constantClosure, constantOf, isConstantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import { type Closure, charge, type Frame, hold } from './frame.ts';
import { costOf, evaluateFirst, evaluateLast, evaluateSecond, failed } from './strict.ts';

/** Conversions of constants are done once, as upstream plans them (maybeOptimizeConstUnary). */
const conversions: ReadonlySet<string> = new Set(
  'bool bytes double duration dyn int string timestamp type uint'.split(' '),
);

const regexFunctions: ReadonlySet<string> = new Set(['matches', 'find', 'findAll']);

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
  const reachable = (possible.length === 1 ? possible : declared).filter(
    (overload) => overload.parameters.length === closures.length,
  );
  const application = applicationOf(node, name, reachable);
  const [first, second] = closures;
  if (closures.length === 1 && first !== undefined && conversions.has(name) && isConstantClosure(first)) {
    return constantClosure(application.one(constantOf(first)));
  }
  const hasPattern = regexFunctions.has(name) && second !== undefined && isConstantClosure(second);
  if (hasPattern) checkPattern(constantOf(second), node);
  const cost = callCost(name, overloads);
  if (hasPattern && closures.length === 2 && first !== undefined)
    return callWithPattern(application, first, constantOf(second), cost);
  if (first === undefined) {
    return (frame) => {
      charge(frame, costOf(cost, [], undefined));
      return application.many([]);
    };
  }
  if (second === undefined) return callOne(application, first, cost);
  // With a pattern written out or several overloads left, and for `format`, upstream plans a call of any number of
  // arguments, which stops at the first failed one.
  if (closures.length > 2 || hasPattern || overloads.length !== 1 || name === 'format')
    return callMany(application, closures, cost);
  if (isConstantClosure(second) && costOf(cost, [failed, constantOf(second)], failed) <= greatestAdvance)
    return callWithConstant(application, first, constantOf(second), cost);
  return (frame) => {
    const value = evaluateFirst(frame, first, second, cost);
    const other = evaluateSecond(frame, second, value, cost);
    if (typeof cost === 'number') {
      charge(frame, cost);
      return application.two(value, other);
    }
    return chargeTwo(frame, cost, application, value, other, 0);
  };
}

/** Runs a call whose cost may depend on its result; it is counted also when the call fails. */
function chargeTwo(
  frame: Frame,
  cost: Exclude<CallCost, number>,
  application: Application,
  value: unknown,
  other: unknown,
  paid: number,
): unknown {
  let result: unknown;
  try {
    result = application.two(value, other);
  } catch (error) {
    charge(frame, cost([value, other], failed) - paid);
    throw error;
  }
  charge(frame, cost([value, other], result) - paid);
  return result;
}

function callOne(application: Application, argument: Closure, cost: CallCost): Closure {
  const whenFailed = costOf(cost, [failed], failed);
  if (typeof cost === 'number') {
    return (frame) => {
      frame.cost += cost;
      return application.one(argument(frame));
    };
  }
  return (frame) => {
    frame.cost += whenFailed;
    const value = argument(frame);
    return counted(frame, cost, [value], whenFailed, () => application.one(value));
  };
}

/** Beyond this a number that is added and taken away again may lose units. */
const greatestAdvance = 1_000_000;

/** A call whose second argument is written out, such as `image.startsWith('registry/')`. */
function callWithConstant(
  application: Application,
  first: Closure,
  constant: unknown,
  cost: CallCost,
): Closure {
  const whenFailed = costOf(cost, [failed, constant], failed);
  if (typeof cost === 'number' || cost === affix) {
    return (frame) => {
      frame.cost += whenFailed;
      return application.two(first(frame), constant);
    };
  }
  const costOfFirst = costWithConstant(cost, constant);
  return (frame) => {
    frame.cost += whenFailed;
    const value = first(frame);
    return chargeFirst(frame, costOfFirst, application, value, constant, whenFailed);
  };
}

/** {@link chargeTwo} with a second argument that is written out. */
function chargeFirst(
  frame: Frame,
  cost: (first: unknown, result: unknown) => number,
  application: Application,
  value: unknown,
  constant: unknown,
  paid: number,
): unknown {
  let result: unknown;
  try {
    result = application.two(value, constant);
  } catch (error) {
    charge(frame, cost(value, failed) - paid);
    throw error;
  }
  charge(frame, cost(value, result) - paid);
  return result;
}

function callMany(application: Application, closures: readonly Closure[], cost: CallCost): Closure {
  return (frame) => {
    const values: unknown[] = [];
    for (const closure of closures) {
      if (values.length + 1 < closures.length) values.push(closure(frame));
      // Upstream counts a call once it has looked at all arguments.
      else values.push(evaluateLast(frame, closure, values, cost));
    }
    const result = counted(frame, cost, values, 0, () => application.many(values));
    if (typeof result === 'string') hold(frame, result);
    return result;
  };
}

/** A call with a pattern that is written out. One whose text fails costs nothing. */
function callWithPattern(application: Application, text: Closure, pattern: unknown, cost: CallCost): Closure {
  const costOfText = typeof cost === 'number' ? () => cost : costWithConstant(cost, pattern);
  return (frame) => {
    const result = chargeFirst(frame, costOfText, application, text(frame), pattern, 0);
    if (typeof result === 'string') hold(frame, result);
    return result;
  };
}

/** Runs a call and counts its cost, which may depend on the result, also when it fails. */
function counted(
  frame: Frame,
  cost: CallCost,
  values: unknown[],
  paid: number,
  call: () => unknown,
): unknown {
  if (typeof cost === 'number') {
    charge(frame, cost - paid);
    return call();
  }
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    charge(frame, cost(values, failed) - paid);
    throw error;
  }
  charge(frame, cost(values, result) - paid);
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
