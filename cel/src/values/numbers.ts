import { fail } from '../failure.ts';

/**
 * How numbers are represented, chosen so that the numbers of a parsed JSON object need no conversion:
 *
 * - int: a JavaScript integer while it is safe, a bigint beyond (the whole int64 range);
 * - double: a JavaScript number that is not an integer (NaN and infinities included), or a {@link Double} around one
 *   that is;
 * - uint: always a {@link Uint}.
 *
 * JSON has one number type, so a JSON `1.0` is the int 1 here, while the API server, which sees the text, has a double.
 */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A uint64. */
export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

export const minimumInt = -(2n ** 63n);
export const maximumInt = 2n ** 63n - 1n;
export const maximumUint = 2n ** 64n - 1n;
const intLimit = 2 ** 63;

export function doubleOf(value: number): number | Double {
  return Number.isInteger(value) ? new Double(value) : value;
}

/** Whether a JavaScript number stands for an int: an integer within int64. */
export function isIntNumber(value: number): boolean {
  return Number.isSafeInteger(value) || (Number.isInteger(value) && value >= -intLimit && value < intLimit);
}

export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'number' ? isIntNumber(value) : typeof value === 'bigint';
}

export function isDouble(value: unknown): value is number | Double {
  return typeof value === 'number' ? !isIntNumber(value) : value instanceof Double;
}

/** The number in a double; call only after {@link isDouble}. */
export function doubleValue(value: number | Double): number {
  return typeof value === 'number' ? value : value.value;
}

/** Brings an int into its one representation, or fails: int64 arithmetic does not wrap. */
export function intOf(value: bigint): number | bigint {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  if (value < minimumInt || value > maximumInt) fail('overflow', 'integer overflow');
  return value;
}

export function uintOf(value: bigint): Uint {
  if (value < 0n || value > maximumUint) fail('overflow', 'unsigned integer overflow');
  return new Uint(value);
}

export type NumberKind = 'int' | 'uint' | 'double';

/** Which of the three number types a value is, or undefined. */
export function numberKind(value: unknown): NumberKind | undefined {
  if (typeof value === 'number') return isIntNumber(value) ? 'int' : 'double';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Double) return 'double';
  return undefined;
}

/** The whole number in an int or a uint. */
export function wholeValue(value: unknown): bigint {
  return value instanceof Uint ? value.value : BigInt(value as number | bigint);
}

/** Compares a whole number with a double as doubles, as cel-go does; undefined for NaN. */
function compareWholeWithDouble(whole: bigint, double: number): number | undefined {
  const rounded = Number(whole);
  return rounded < double ? -1 : rounded > double ? 1 : rounded === double ? 0 : undefined;
}

/**
 * Orders two numbers of any number types on one number line; undefined when either is NaN
 * (https://github.com/google/cel-spec/wiki/proposal-210).
 */
export function compareNumbers(left: unknown, right: unknown): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    return left < right ? -1 : left > right ? 1 : left === right ? 0 : undefined;
  }
  const leftDouble = isDouble(left);
  const rightDouble = isDouble(right);
  if (leftDouble && rightDouble) {
    const first = doubleValue(left);
    const second = doubleValue(right);
    return first < second ? -1 : first > second ? 1 : first === second ? 0 : undefined;
  }
  if (leftDouble) {
    const order = compareWholeWithDouble(wholeValue(right), doubleValue(left));
    return order === undefined ? undefined : -order;
  }
  if (rightDouble) return compareWholeWithDouble(wholeValue(left), doubleValue(right));
  const first = wholeValue(left);
  const second = wholeValue(right);
  return first < second ? -1 : first > second ? 1 : 0;
}
