import { CelMap, describeKey } from './cel-map.ts';
import { Duration, formatDuration } from './duration.ts';
import { Double, Uint } from './numbers.ts';
import { Optional } from './optional.ts';
import { formatTimestamp, Timestamp } from './timestamp.ts';
import { isPlainObject, OpaqueValue, TypeValue } from './value-type.ts';

/**
 * Turns a result into plain JavaScript, following CEL's JSON mapping
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#json-data-conversion): ints and uints beyond the safe
 * range become decimal strings, bytes base64, times their text; an empty optional becomes null. Parts that are plain
 * already are returned as they are, not copied.
 */
export function toPlain(value: unknown): unknown {
  return plainOf(value, new Map());
}

/** A part that is held several times is converted once. */
type Known = Map<object, unknown>;

function plainOf(value: unknown, known: Known): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value) || isPlainObject(value) || value instanceof CelMap) {
    let plain = known.get(value);
    if (plain === undefined) {
      plain = Array.isArray(value)
        ? plainList(value, known)
        : value instanceof CelMap
          ? plainMap(value, known)
          : plainObject(value, known);
      known.set(value, plain);
    }
    return plain;
  }
  if (value instanceof Double) return value.value;
  if (value instanceof Uint) {
    return value.value <= 9007199254740991n ? Number(value.value) : value.value.toString();
  }
  if (value instanceof Uint8Array)
    return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Optional) return value.present ? plainOf(value.value, known) : null;
  if (value instanceof TypeValue) return value.name;
  if (value instanceof OpaqueValue) return value.toString();
  return value;
}

function plainMap(map: CelMap, known: Known): Record<string, unknown> {
  return Object.fromEntries(
    Array.from(map.entries(), ({ key, value }) => [String(describeKey(key)), plainOf(value, known)]),
  );
}

function plainList(list: unknown[], known: Known): unknown[] {
  const plain = list.map((element) => plainOf(element, known));
  return plain.every((element, index) => element === list[index]) ? list : plain;
}

function plainObject(object: Record<string, unknown>, known: Known): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => [
    key,
    plainOf(value, known),
  ]);
  return entries.every(([key, value]) => object[key] === value) ? object : Object.fromEntries(entries);
}
