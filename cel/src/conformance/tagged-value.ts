import { CelMap } from '../values/cel-map.ts';
import { Duration } from '../values/duration.ts';
import { isMap, mapEntries } from '../values/equality.ts';
import { Cidr, IpAddress } from '../values/ip-address.ts';
import { doubleValue, isDouble, isInt, Uint } from '../values/numbers.ts';
import { Optional } from '../values/optional.ts';
import { Quantity } from '../values/quantity.ts';
import { Semver } from '../values/semver.ts';
import { formatTimestamp, Timestamp } from '../values/timestamp.ts';
import { TypeValue, typeNameOf } from '../values/value-type.ts';

/**
 * A value as JSON that keeps its CEL type, for comparison with another implementation: `{"int": "3"}`. Texts, bools and
 * lists stand for themselves; entries of maps are sorted by their keys.
 */
export function taggedValue(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === null) return { null: true };
  if (isInt(value)) return { int: String(BigInt(value)) };
  if (isDouble(value)) return { double: doubleBits(doubleValue(value)) };
  if (value instanceof Uint) return { uint: String(value.value) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Timestamp)
    return { timestamp: formatTimestamp(new Timestamp(value.seconds, value.nanoseconds)) };
  if (value instanceof Duration) return { duration: String(value.nanoseconds) };
  if (value instanceof TypeValue) return { type: value.name };
  if (value instanceof Optional) return value.present ? { some: taggedValue(value.value) } : { none: true };
  if (Array.isArray(value)) return value.map(taggedValue);
  if (value instanceof CelMap || isMap(value)) return { map: taggedEntries(mapEntries(value)) };
  return { opaque: typeNameOf(value), text: opaqueText(value) };
}

function taggedEntries(entries: Iterable<readonly [unknown, unknown]>): unknown[] {
  return Array.from(entries, ([key, value]) => [taggedValue(key), taggedValue(value)])
    .map((entry) => ({ entry, text: Buffer.from(JSON.stringify(entry[0])) }))
    .sort((left, right) => Buffer.compare(left.text, right.text))
    .map(({ entry }) => entry);
}

function doubleBits(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16);
}

function opaqueText(value: unknown): string {
  if (value instanceof Quantity) return decimalText(value.value, value.exponent);
  const prints = value instanceof IpAddress || value instanceof Cidr || value instanceof Semver;
  return prints ? value.toString() : typeNameOf(value);
}

/** The exact decimal without zeros at its end. */
function decimalText(value: bigint, exponent: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = String(value < 0n ? -value : value);
  if (exponent >= 0) return value === 0n ? '0' : sign + digits + '0'.repeat(exponent);
  const padded = digits.padStart(1 - exponent, '0');
  const fraction = padded.slice(exponent).replace(/0+$/, '');
  return `${sign}${padded.slice(0, exponent)}${fraction === '' ? '' : `.${fraction}`}`;
}
