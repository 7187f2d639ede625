import { CelMap } from './cel-map.ts';
import { Duration } from './duration.ts';
import { compareNumbers, numberKind } from './numbers.ts';
import { Optional } from './optional.ts';
import { epochNanoseconds, Timestamp } from './timestamp.ts';
import { isPlainObject, OpaqueValue, TypeValue } from './value-type.ts';
import { countWork } from './work.ts';

/**
 * Equality of any two values: values of different types are unequal, numbers compare by value across their types, NaN
 * equals nothing (https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality).
 */
export function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' || typeof left === 'boolean' || left === null) return left === right;
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  if (numberKind(left) !== undefined)
    return numberKind(right) !== undefined && compareNumbers(left, right) === 0;
  if (left === undefined || typeof right !== 'object' || right === null) return false;
  if (Array.isArray(left)) return Array.isArray(right) && isEqualList(left, right);
  if (left instanceof CelMap || isPlainObject(left)) return isEqualMap(left, right);
  if (left instanceof Uint8Array) return right instanceof Uint8Array && compareBytes(left, right) === 0;
  if (left instanceof Timestamp) {
    return right instanceof Timestamp && epochNanoseconds(left) === epochNanoseconds(right);
  }
  if (left instanceof Duration) return right instanceof Duration && left.nanoseconds === right.nanoseconds;
  if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name;
  if (left instanceof Optional) {
    if (!(right instanceof Optional) || left.present !== right.present) return false;
    return !left.present || isEqual(left.value, right.value);
  }
  return left instanceof OpaqueValue && isComparableTo(left, right) && left.equals(right);
}

/** Whether two values of Kubernetes types can be asked whether they are equal; all else has no overload upstream. */
export function isComparableTo(left: OpaqueValue, right: unknown): right is OpaqueValue {
  return right instanceof OpaqueValue && right.typeName === left.typeName && !right.isReference;
}

/** In lists and maps upstream takes everything for equal that is not known to differ, what has no overload as well. */
function mayBeEqual(left: unknown, right: unknown): boolean {
  if (left instanceof OpaqueValue && right !== null && !isComparableTo(left, right)) return true;
  return isEqual(left, right);
}

function isEqualList(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left === right && left.length === 0) return true;
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    countWork();
    if (!mayBeEqual(left[index], right[index])) return false;
  }
  return true;
}

function isEqualMap(left: CelMap | Record<string, unknown>, right: unknown): boolean {
  if (!isMap(right) || mapSize(left) !== mapSize(right)) return false;
  for (const [key, value] of mapEntries(left)) {
    countWork();
    if (!hasKey(right, key) || !mayBeEqual(value, valueAt(right, key))) return false;
  }
  return true;
}

export type AnyMap = CelMap | Record<string, unknown>;

export function isMap(value: unknown): value is AnyMap {
  return value instanceof CelMap || isPlainObject(value);
}

export function mapSize(map: AnyMap): number {
  if (map instanceof CelMap) return map.size;
  let count = 0;
  for (const key of Object.keys(map)) if (map[key] !== undefined) count++;
  return count;
}

export function* mapEntries(map: AnyMap): Generator<[unknown, unknown]> {
  if (map instanceof CelMap) {
    for (const { key, value } of map.entries()) yield [key, value];
    return;
  }
  for (const key of Object.keys(map)) if (map[key] !== undefined) yield [key, map[key]];
}

export function mapKeys(map: AnyMap): unknown[] {
  if (map instanceof CelMap) return Array.from(map.entries(), ({ key }) => key);
  return Object.keys(map).filter((key) => map[key] !== undefined);
}

export function hasKey(map: AnyMap, key: unknown): boolean {
  if (map instanceof CelMap) return map.has(key);
  return typeof key === 'string' && Object.hasOwn(map, key) && map[key] !== undefined;
}

/** The value of a key that {@link hasKey}; a `__proto__` of JSON input is a key like any other. */
export function valueAt(map: AnyMap, key: unknown): unknown {
  if (map instanceof CelMap) return map.get(key);
  return map[key as string];
}

/** Orders bytes as unsigned numbers, a prefix before what it begins. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}
