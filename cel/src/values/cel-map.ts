import { fail } from '../failure.ts';
import { Double, doubleValue, intOf, isDouble, Uint } from './numbers.ts';

/**
 * A map built by an expression. Maps of the input stay plain JSON objects; this one exists because CEL keys may be ints,
 * uints and bools. Keys that are equal as numbers are the same key.
 */
export class CelMap {
  private readonly entryByKey = new Map<unknown, { key: unknown; value: unknown }>();

  get size(): number {
    return this.entryByKey.size;
  }

  has(key: unknown): boolean {
    return this.entryByKey.has(canonicalKey(key));
  }

  get(key: unknown): unknown {
    return this.entryByKey.get(canonicalKey(key))?.value;
  }

  set(key: unknown, value: unknown): void {
    this.entryByKey.set(canonicalKey(key), { key, value });
  }

  delete(key: unknown): void {
    this.entryByKey.delete(canonicalKey(key));
  }

  entries(): IterableIterator<{ key: unknown; value: unknown }> {
    return this.entryByKey.values();
  }
}

/** The JavaScript Map key for a CEL map key: numbers by value, whatever their type. */
function canonicalKey(key: unknown): unknown {
  if (typeof key === 'string' || typeof key === 'boolean') return key;
  if (key instanceof Uint) {
    return key.value <= 9007199254740991n ? Number(key.value) : key.value;
  }
  if (isDouble(key)) {
    const value = doubleValue(key);
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (typeof key === 'number') return Object.is(key, -0) ? 0 : Number.isSafeInteger(key) ? key : BigInt(key);
  return key;
}

/** Whether a value may be the key of a map literal. */
export function isMapKey(key: unknown): boolean {
  return (
    typeof key === 'string' ||
    typeof key === 'boolean' ||
    typeof key === 'bigint' ||
    key instanceof Uint ||
    (typeof key === 'number' && Number.isInteger(key))
  );
}

/** Adds an entry, or fails when its key is there already. */
export function insertNew(map: CelMap, key: unknown, value: unknown): void {
  if (map.has(key)) fail('duplicate-key', `insert failed: key ${String(describeKey(key))} already exists`);
  map.set(key, value);
}

export function describeKey(key: unknown): unknown {
  if (key instanceof Uint || key instanceof Double) return key.value;
  if (typeof key === 'bigint') return intOf(key);
  return key;
}
