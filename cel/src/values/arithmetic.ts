import { fail } from '../failure.ts';
import { Duration, durationOf } from './duration.ts';
import {
  Double,
  doubleOf,
  doubleValue,
  intOf,
  isDouble,
  isIntNumber,
  minimumInt,
  Uint,
  uintOf,
} from './numbers.ts';
import { addDuration, Timestamp, timeBetween } from './timestamp.ts';
import { typeNameOf } from './value-type.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

function noOverload(operator: string, left: unknown, right: unknown): never {
  return fail(
    'no-matching-overload',
    `no such overload: ${typeNameOf(left)} ${operator} ${typeNameOf(right)}`,
  );
}

function wholes(operator: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0n) fail('division-by-zero', 'division by zero');
      return left / right;
    case '%':
      if (right === 0n) fail('modulus-by-zero', 'modulus by zero');
      // The quotient of this one overflows, and so does the remainder upstream.
      if (right === -1n && left === minimumInt) fail('overflow', 'integer overflow');
      return left % right;
  }
}

function safeInts(operator: ArithmeticOperator, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : Math.trunc(left / right);
    case '%':
      return right === 0 ? undefined : left % right;
  }
}

function doubles(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return noOverload('%', 0.5, 0.5);
  }
}

/**
 * `+ - * / %` on two values of one number type, and the sums and differences of times
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#numeric-values). Integers do not wrap: they fail.
 */
export function arithmetic(operator: ArithmeticOperator, left: unknown, right: unknown): unknown {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right)
  ) {
    const result = safeInts(operator, left, right);
    // `-0` is the double negative zero, never an int.
    if (result !== undefined && Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  if (isDouble(left) && isDouble(right))
    return doubleOf(doubles(operator, doubleValue(left), doubleValue(right)));
  if (isWhole(left) && isWhole(right)) return intOf(wholes(operator, BigInt(left), BigInt(right)));
  if (left instanceof Uint && right instanceof Uint) return uintOf(wholes(operator, left.value, right.value));
  if (operator === '+' || operator === '-') return times(operator, left, right);
  return noOverload(operator, left, right);
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && isIntNumber(value));
}

function times(operator: '+' | '-', left: unknown, right: unknown): unknown {
  if (left instanceof Duration && right instanceof Duration) {
    return durationOf(
      operator === '+' ? left.nanoseconds + right.nanoseconds : left.nanoseconds - right.nanoseconds,
    );
  }
  if (left instanceof Timestamp && right instanceof Duration) {
    return addDuration(left, right, operator === '+' ? 1n : -1n);
  }
  if (operator === '+' && left instanceof Duration && right instanceof Timestamp)
    return addDuration(right, left, 1n);
  if (operator === '-' && left instanceof Timestamp && right instanceof Timestamp)
    return timeBetween(left, right);
  return noOverload(operator, left, right);
}

/** `a + b` on anything that can be added. Lists are joined by reference, so their elements keep their identity. */
export function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length === 0) return right;
    return right.length === 0 ? left : left.concat(right);
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    const joined = new Uint8Array(left.length + right.length);
    joined.set(left);
    joined.set(right, left.length);
    return joined;
  }
  return arithmetic('+', left, right);
}

export function negate(value: unknown): unknown {
  if (isWhole(value)) return intOf(-BigInt(value));
  if (isDouble(value)) return doubleOf(-doubleValue(value));
  if (value instanceof Double) return new Double(-value.value);
  // Undeclared, so only values of unknown type get here.
  if (value instanceof Duration) return durationOf(-value.nanoseconds);
  return fail('no-matching-overload', `no such overload: -${typeNameOf(value)}`);
}
