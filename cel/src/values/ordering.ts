import { fail } from '../failure.ts';
import { Duration } from './duration.ts';
import { compareBytes } from './equality.ts';
import { compareNumbers, numberKind } from './numbers.ts';
import { epochNanoseconds, Timestamp } from './timestamp.ts';
import { typeNameOf } from './value-type.ts';

const highSurrogate = 0xd800;

/**
 * Orders texts by code point, as Go does by byte. JavaScript orders by UTF-16 unit, which differs where a surrogate meets
 * U+E000 to U+FFFF.
 */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const first = left.charCodeAt(at);
    const second = right.charCodeAt(at);
    if (first === second) continue;
    if (first >= highSurrogate && second >= highSurrogate) {
      const firstIsPair = first <= 0xdfff;
      if (firstIsPair !== second <= 0xdfff) return firstIsPair ? 1 : -1;
    }
    return first < second ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

/** Whether a value has an order with others of its type. */
export function isComparable(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    numberKind(value) !== undefined ||
    value instanceof Timestamp ||
    value instanceof Duration ||
    value instanceof Uint8Array
  );
}

/** Whether the left value is known to come after the right one; values that have no order with each other do not. */
export function isAfter(left: unknown, right: unknown): boolean {
  const ordered =
    numberKind(left) === undefined
      ? typeNameOf(left) === typeNameOf(right) && isComparable(left)
      : numberKind(right) !== undefined;
  return ordered && (compareValues(left, right) ?? 0) > 0;
}

/**
 * Orders two values; undefined when one is NaN. Fails for values that have no order with each other.
 * `crossNumeric` lets int, uint and double meet.
 */
export function compareValues(left: unknown, right: unknown, crossNumeric = true): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const leftKind = numberKind(left);
  if (leftKind !== undefined) {
    const rightKind = numberKind(right);
    if (rightKind !== undefined && (crossNumeric || leftKind === rightKind))
      return compareNumbers(left, right);
  } else if (typeof left === 'boolean' && typeof right === 'boolean') {
    return left === right ? 0 : left ? 1 : -1;
  } else if (left instanceof Timestamp && right instanceof Timestamp) {
    const first = epochNanoseconds(left);
    const second = epochNanoseconds(right);
    return first < second ? -1 : first > second ? 1 : 0;
  } else if (left instanceof Duration && right instanceof Duration) {
    return left.nanoseconds < right.nanoseconds ? -1 : left.nanoseconds > right.nanoseconds ? 1 : 0;
  } else if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return compareBytes(left, right);
  }
  return fail(
    'no-matching-overload',
    `no such overload: ${typeNameOf(left)} cannot be compared with ${typeNameOf(right)}`,
  );
}

const shortList = 12;

/**
 * Sorts as Go's sort.Slice does. With NaN among the elements, which has no order, the result depends on the algorithm: Go
 * inserts, in lists this short. In longer ones it leaves the order of equal elements open.
 * @param compare - undefined where two elements have no order
 */
export function sorted<Element>(
  list: readonly Element[],
  compare: (left: Element, right: Element) => number | undefined,
): Element[] {
  if (list.length > shortList) return list.toSorted((left, right) => compare(left, right) ?? 0);
  const result: Element[] = [];
  for (const element of list) {
    let at = result.length;
    while (at > 0 && (compare(element, result[at - 1] as Element) ?? 0) < 0) at--;
    result.splice(at, 0, element);
  }
  return result;
}
