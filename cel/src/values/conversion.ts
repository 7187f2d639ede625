import { fail } from '../failure.ts';
import { Duration, parseDuration } from './duration.ts';
import {
  Double,
  doubleOf,
  doubleValue,
  intOf,
  maximumUint,
  type Uint,
  uintOf,
  wholeValue,
} from './numbers.ts';
import { plainDecimal } from './plain-decimal.ts';
import { epochNanoseconds, parseTimestamp, Timestamp, timestampOf } from './timestamp.ts';

function unconvertible(from: string, to: string): never {
  return fail('conversion', `type conversion error from '${from}' to '${to}'`);
}

const intLimit = 2 ** 63;

/** Doubles are cut towards zero; the limits themselves are out of range, as they may have been rounded. */
export function doubleToInt(value: number | Double): number | bigint {
  const number = doubleValue(value);
  if (Number.isNaN(number) || number <= -intLimit || number >= intLimit) fail('overflow', 'integer overflow');
  return intOf(BigInt(Math.trunc(number)));
}

export function doubleToUint(value: number | Double): Uint {
  const number = doubleValue(value);
  if (Number.isNaN(number) || number < 0 || number >= 2 ** 64) fail('overflow', 'unsigned integer overflow');
  return uintOf(BigInt(Math.trunc(number)));
}

export function textToInt(text: string): number | bigint {
  if (!/^[+-]?\d+$/.test(text)) unconvertible('string', 'int');
  try {
    return intOf(BigInt(text.replace(/^\+/, '')));
  } catch {
    return unconvertible('string', 'int');
  }
}

export function textToUint(text: string): Uint {
  if (!/^\d+$/.test(text) || BigInt(text) > maximumUint) unconvertible('string', 'uint');
  return uintOf(BigInt(text));
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/;

/** As Go's strconv.ParseFloat: decimal, hexadecimal, and the names of infinities and NaN. */
export function textToDouble(text: string): number | Double {
  const plain = text.replaceAll(/(?<=\d)_(?=\d)/g, '');
  if (decimal.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? doubleOf(value) : unconvertible('string', 'double');
  }
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const found = hexadecimal.exec(text);
  if (found === null || `${found[2]}${found[3]}` === '') return unconvertible('string', 'double');
  const digits = Number(BigInt(`0x${found[2]}${found[3]}`));
  const value = digits * 2 ** (Number(found[4]) - 4 * (found[3] ?? '').length);
  return Number.isFinite(value)
    ? doubleOf(found[1] === '-' ? -value : value)
    : unconvertible('string', 'double');
}

export function textToBool(text: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return unconvertible('string', 'bool');
}

export function textToDuration(text: string): Duration {
  return parseDuration(text) ?? unconvertible('string', 'google.protobuf.Duration');
}

export function textToTimestamp(text: string): Timestamp {
  return parseTimestamp(text) ?? unconvertible('string', 'google.protobuf.Timestamp');
}

export function intToTimestamp(value: number | bigint): Timestamp {
  return timestampOf(Number(value), 0);
}

export function bytesToText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('conversion', 'invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** Go's `%g`: shortest digits, with an exponent below -4 and from 6 on. */
export function doubleToText(value: number | Double): string {
  const number = doubleValue(value);
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? '+Inf' : '-Inf';
  if (number === 0) return Object.is(number, -0) ? '-0' : '0';
  const [digits = '', exponentText = '0'] = number.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return plainDecimal(number);
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

export function wholeToDouble(value: unknown): number | Double {
  return doubleOf(Number(wholeValue(value)));
}

export function durationToInt(duration: Duration): number | bigint {
  return intOf(duration.nanoseconds);
}

export function timestampToInt(timestamp: Timestamp): number | bigint {
  return timestamp.seconds;
}

/** Whether a value is the zero of its type, for `optional.ofNonZeroValue`. */
export function isZeroScalar(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  if (typeof value === 'number' || value instanceof Double) return doubleValue(value) === 0;
  if (value instanceof Timestamp) return epochNanoseconds(value) === -62_135_596_800_000_000_000n;
  if (value instanceof Duration) return value.nanoseconds === 0n;
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0;
  return false;
}
