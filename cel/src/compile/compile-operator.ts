import { Failure, fail } from '../failure.ts';
import type { CallNode } from '../syntax/syntax-tree.ts';
import { type ArithmeticOperator, add, arithmetic, negate } from '../values/arithmetic.ts';
import { hasKey, isComparableTo, isEqual, isMap } from '../values/equality.ts';
import { Double, Uint } from '../values/numbers.ts';
import { compareValues } from '../values/ordering.ts';
import { codePointLength } from '../values/text-length.ts';
import { OpaqueValue, typeNameOf } from '../values/value-type.ts';
import { type CallCost, callCost, comparisonCost, equalityCost, sizeOf, stringFactor } from './call-cost.ts';
import { notBool } from './compile-logic.ts';
import { place } from './compile-path.ts';
import { constantClosure, constantOf, isConstantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import { type Closure, charge, hold } from './frame.ts';
import { costOf, evaluateFirst, evaluateSecond } from './strict.ts';

type Binary = (left: unknown, right: unknown) => unknown;

/** A strict operator: both sides, then its cost, then the operation. */
function binary(node: CallNode, left: Closure, right: Closure, cost: CallCost, operation: Binary): Closure {
  if (isConstantClosure(right) && typeof cost === 'number') {
    const constant = constantOf(right);
    return (frame) => {
      frame.cost += cost;
      const value = left(frame);
      try {
        return operation(value, constant);
      } catch (error) {
        throw place(error, node);
      }
    };
  }
  return (frame) => {
    const first = evaluateFirst(frame, left, right, cost);
    const second = evaluateSecond(frame, right, first, cost);
    charge(frame, typeof cost === 'number' ? cost : cost([first, second], undefined));
    try {
      return operation(first, second);
    } catch (error) {
      throw place(error, node);
    }
  };
}

/** `x == 'text'` and `x != 'text'`, the comparison policies are made of. */
function equalsText(node: CallNode, left: Closure, text: string, wanted: boolean): Closure {
  const length = codePointLength(text);
  const whenFailed = length === 0 ? 0 : 1;
  return (frame) => {
    frame.cost += whenFailed;
    const value = left(frame);
    if (typeof value === 'string' && (value.length <= 10 || length <= 10)) {
      if (value.length === 0) frame.cost -= whenFailed;
    } else if (value instanceof OpaqueValue) {
      charge(frame, costOf(wanted ? equalityCost : comparison, [value, text], undefined) - whenFailed);
      return opaqueEquality(value, text, wanted, node);
    } else frame.cost += Math.ceil(Math.min(sizeOf(value), length) * stringFactor) - whenFailed;
    return (value === text) === wanted;
  };
}

const comparison: CallCost = ([first, second]) => comparisonCost(first, second);

/** Values of Kubernetes types cannot be asked whether they equal one of another type; they can for `!=`. */
function opaqueEquality(left: OpaqueValue, right: unknown, wanted: boolean, node: CallNode): boolean {
  const comparable = isComparableTo(left, right);
  if (!comparable && wanted && right !== null) {
    throw new Failure(
      'no-matching-overload',
      `no such overload: ${left.typeName} == ${typeNameOf(right)}`,
      node.start,
      node.end,
    );
  }
  return (comparable && left.equals(right)) === wanted;
}

function equality(node: CallNode, left: Closure, right: Closure, wanted: boolean): Closure {
  if (isConstantClosure(right)) {
    const constant = constantOf(right);
    if (typeof constant === 'string') return equalsText(node, left, constant, wanted);
    if (typeof constant === 'boolean' || constant === null) {
      return (frame) => {
        frame.cost++;
        const value = left(frame);
        if (value instanceof OpaqueValue && constant !== null)
          return opaqueEquality(value, constant, wanted, node);
        if (typeof value !== 'boolean') frame.cost += comparisonCost(value, constant) - 1;
        return (value === constant) === wanted;
      };
    }
  }
  const cost = wanted ? equalityCost : comparison;
  return (frame) => {
    const first = evaluateFirst(frame, left, right, cost);
    const second = evaluateSecond(frame, right, first, cost);
    if (first instanceof OpaqueValue) {
      charge(frame, costOf(cost, [first, second], undefined));
      return opaqueEquality(first, second, wanted, node);
    }
    charge(frame, comparisonCost(first, second));
    return isEqual(first, second) === wanted;
  };
}

function isPrimitive(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Double ||
    value instanceof Uint
  );
}

/**
 * `x in […constants]` is a set look-up upstream and costs nothing of its own
 * (https://github.com/google/cel-go/blob/master/interpreter/decorators.go, maybeOptimizeSetMembership).
 */
function constantMembership(left: Closure, list: readonly unknown[]): Closure | undefined {
  if (list.length === 0) return constantClosure(false);
  if (!list.every(isPrimitive)) return undefined;
  const texts = new Set(list.filter((element) => typeof element === 'string'));
  const others = list.filter((element) => typeof element !== 'string');
  if (others.length === 0) return (frame) => texts.has(left(frame) as string);
  return (frame) => {
    const value = left(frame);
    return typeof value === 'string' ? texts.has(value) : others.some((element) => isEqual(element, value));
  };
}

function membership(value: unknown, container: unknown): boolean {
  if (Array.isArray(container)) {
    if (typeof value === 'string') return container.includes(value);
    return container.some((element) => isEqual(element, value));
  }
  if (isMap(container)) return hasKey(container, value);
  throw new Failure(
    'no-matching-overload',
    `no such overload: ${typeNameOf(value)} in ${typeNameOf(container)}`,
  );
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  '_<_': (order) => order < 0,
  '_<=_': (order) => order <= 0,
  '_>_': (order) => order > 0,
  '_>=_': (order) => order >= 0,
};

/** Compiles an operator, or returns undefined for an ordinary function. */
export function compileOperator(node: CallNode, context: CompileContext): Closure | undefined {
  if (node.target !== undefined) return undefined;
  const [leftNode, rightNode] = node.arguments;
  if (leftNode === undefined) return undefined;
  const { name } = node;
  if (name === '!_') {
    const operand = context.compile(leftNode);
    return (frame) => {
      frame.cost++;
      const value = operand(frame);
      if (typeof value !== 'boolean') throw notBool(value, leftNode);
      return !value;
    };
  }
  if (name === '-_') {
    const operand = context.compile(leftNode);
    return (frame) => {
      frame.cost++;
      const value = operand(frame);
      try {
        return negate(value);
      } catch (error) {
        throw place(error, node);
      }
    };
  }
  if (rightNode === undefined || !/^_?@?[^a-z]|^@in$/.test(name)) return undefined;
  const left = context.compile(leftNode);
  const right = context.compile(rightNode);
  const overloads = node.overloads ?? [];
  if (name === '_==_' || name === '_!=_') return equality(node, left, right, name === '_==_');
  const cost = callCost(name, overloads);
  if (name === '@in') {
    if (overloads.length === 1 && overloads[0] === 'in_list' && isConstantClosure(right)) {
      const list = constantOf(right);
      const constant = Array.isArray(list) ? constantMembership(left, list) : undefined;
      if (constant !== undefined) return constant;
    }
    return binary(node, left, right, cost, membership);
  }
  const inOrder = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (inOrder !== undefined) {
    const { crossNumeric } = context;
    return binary(node, left, right, cost, (first, second) => {
      if (typeof first === 'number' && typeof second === 'number') {
        if (first < second) return inOrder(-1);
        if (first > second) return inOrder(1);
        if (first === second) return inOrder(0);
      }
      const order = compareValues(first, second, crossNumeric);
      return order === undefined ? fail('invalid-argument', 'NaN values cannot be ordered') : inOrder(order);
    });
  }
  if (name === '_+_') {
    const sum = binary(node, left, right, cost, add);
    return (frame) => {
      const value = sum(frame);
      if (typeof value === 'object') hold(frame, value);
      return value;
    };
  }
  const operator = name[1] as ArithmeticOperator;
  return binary(node, left, right, cost, (first, second) => arithmetic(operator, first, second));
}
