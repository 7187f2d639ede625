import { fail } from '../failure.ts';
import { CelMap, describeKey } from './cel-map.ts';
import { hasKey, isMap, valueAt } from './equality.ts';
import { LazyVariables } from './lazy-variables.ts';
import { doubleValue, isDouble, isIntNumber, numberKind, Uint } from './numbers.ts';
import { isPlainObject, typeNameOf } from './value-type.ts';

/** Stands for a key that is not there; never leaves the engine. */
export const absent: unique symbol = Symbol('absent');

/** The value of a field, or {@link absent}; values without fields have none. */
export function findField(value: unknown, field: string): unknown {
  if (value instanceof LazyVariables) return value.get(field) ?? (value.has(field) ? null : absent);
  if (isPlainObject(value)) {
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    return found === undefined ? absent : found;
  }
  if (value instanceof CelMap) return value.has(field) ? value.get(field) : absent;
  if (Array.isArray(value)) return listIndex(field);
  return absent;
}

export function noSuchKey(key: unknown): never {
  return fail('no-such-key', `no such key: ${String(describeKey(key))}`);
}

export function selectField(value: unknown, field: string): unknown {
  const found = findField(value, field);
  return found === absent ? noSuchKey(field) : found;
}

/** A list index from any number that is whole; fails for anything else, as cel-go's IndexOrError. */
function listIndex(key: unknown): number {
  if (typeof key === 'number' && Number.isInteger(key)) return key;
  if (key instanceof Uint) return Number(key.value);
  if (typeof key === 'bigint') return Number(key);
  if (isDouble(key)) {
    const index = doubleValue(key);
    return isIntNumber(index) ? index : fail('invalid-argument', `unsupported index value ${index} in list`);
  }
  return fail('invalid-argument', `unsupported index type '${typeNameOf(key)}' in list`);
}

/** Whether a value may stand between brackets; lists, maps and null may not. */
export function isQualifier(key: unknown): boolean {
  return typeof key === 'string' || typeof key === 'boolean' || numberKind(key) !== undefined;
}

/** The value at an index or key, or {@link absent}. */
export function findIndex(value: unknown, key: unknown): unknown {
  if (!isQualifier(key)) fail('invalid-argument', `invalid qualifier type: ${typeNameOf(key)}`);
  if (Array.isArray(value)) {
    const index = listIndex(key);
    return index >= 0 && index < value.length ? value[index] : absent;
  }
  if (isMap(value)) return hasKey(value, key) ? valueAt(value, key) : absent;
  if (value instanceof LazyVariables && typeof key === 'string') return findField(value, key);
  return absent;
}

export function selectIndex(value: unknown, key: unknown): unknown {
  const found = findIndex(value, key);
  if (found !== absent) return found;
  return Array.isArray(value)
    ? fail('index-out-of-bounds', `index out of bounds: ${String(describeKey(key))}`)
    : noSuchKey(key);
}
