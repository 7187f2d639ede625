import { fail } from '../failure.ts';
import { bytesToText, doubleToText } from '../values/conversion.ts';
import { Duration, formatDuration } from '../values/duration.ts';
import { isMap, mapEntries } from '../values/equality.ts';
import { doubleValue, isDouble, isInt, Uint, wholeValue } from '../values/numbers.ts';
import { compareText } from '../values/ordering.ts';
import { plainDecimal } from '../values/plain-decimal.ts';
import { formatTimestamp, Timestamp } from '../values/timestamp.ts';
import { TypeValue, typeNameOf } from '../values/value-type.ts';
import { countWork } from '../values/work.ts';
import { fixedDecimal, scientificDecimal } from './fixed-decimal.ts';

/**
 * How `%s`, `%f` and `%e` print. Kubernetes has version 2 of the strings library, which prints numbers for readers of
 * English and nested values as CEL literals; version 4, that of cel-spec, prints both plainly.
 */
export interface FormatDialect {
  text(value: unknown): string;
  fixed(value: unknown, decimals: number): string;
  scientific(value: unknown, decimals: number): string;
  decimal(value: unknown): string;
}

const defaultDecimals = 6;

function wrongType(clause: string, allowed: string, value: unknown): never {
  return fail(
    'invalid-argument',
    `error during formatting: ${clause} clause can only be used on ${allowed}, was given ${typeNameOf(value)}`,
  );
}

const goEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function goEscape(character: string): string {
  const known = goEscapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  const hex = (width: number) => code.toString(16).padStart(width, '0');
  return code < 0x80 ? `\\x${hex(2)}` : code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** Go's `%q`: what does not print is escaped. */
function quoteText(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, goEscape)}"`;
}

function isWholeValue(value: unknown): boolean {
  return isInt(value) || value instanceof Uint;
}

/** Go's names for the numbers that have no digits. */
function specialDouble(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? 'Infinity' : '-Infinity';
}

function scalarText(value: unknown): string | undefined {
  countWork();
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isWholeValue(value)) return wholeValue(value).toString();
  if (value instanceof Uint8Array) return bytesToText(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  return undefined;
}

const textTypes = 'strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';

/** https://github.com/google/cel-go/blob/master/ext/formatting_v2.go */
export const plainDialect: FormatDialect = {
  text(value) {
    const scalar = scalarText(value);
    if (scalar !== undefined) return scalar;
    if (isDouble(value)) return specialDouble(doubleValue(value)) ?? plainDecimal(doubleValue(value));
    if (Array.isArray(value)) return `[${value.map(plainDialect.text).join(', ')}]`;
    if (!isMap(value)) return wrongType('string', textTypes, value);
    const entries = Array.from(mapEntries(value), ([key, inner]) => [
      plainDialect.text(key),
      plainDialect.text(inner),
    ]);
    entries.sort(([left = ''], [right = '']) => compareText(left, right));
    return `{${entries.map(([key, inner]) => `${key}: ${inner}`).join(', ')}}`;
  },
  decimal(value) {
    if (isWholeValue(value)) return wholeValue(value).toString();
    if (isDouble(value)) return plainDialect.text(value);
    return wrongType('decimal', 'integers and doubles', value);
  },
  fixed(value, decimals) {
    if (!isWholeValue(value) && !isDouble(value))
      return wrongType('fixed-point', 'integers and doubles', value);
    const number = isDouble(value) ? doubleValue(value) : Number(wholeValue(value));
    return specialDouble(number) ?? fixedDecimal(number, decimals);
  },
  scientific(value, decimals) {
    if (!isWholeValue(value) && !isDouble(value))
      return wrongType('scientific', 'integers and doubles', value);
    const number = isDouble(value) ? doubleValue(value) : Number(wholeValue(value));
    const special = specialDouble(number);
    if (special !== undefined) return special;
    const { mantissa, exponent } = scientificDecimal(number, decimals);
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  },
};

/** Values inside lists and maps, printed as CEL literals. */
function literalText(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (value instanceof Uint8Array) return `b${quoteText(bytesToText(value))}`;
  if (value instanceof Timestamp) return `timestamp(${quoteText(formatTimestamp(value))})`;
  if (value instanceof Duration) return `duration(${quoteText(formatDuration(value))})`;
  if (isDouble(value)) {
    const number = doubleValue(value);
    const special = Number.isNaN(number)
      ? 'NaN'
      : Number.isFinite(number)
        ? undefined
        : number > 0
          ? '+Inf'
          : '-Inf';
    return special === undefined ? fixedDecimal(number, 6) : quoteText(special);
  }
  return englishDialect.text(value);
}

/** A double, or one of the texts that upstream takes for one. */
function doubleOrName(clause: string, value: unknown): number {
  if (isDouble(value)) return doubleValue(value);
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Infinity;
  if (value === '-Infinity') return -Infinity;
  return wrongType(clause, 'doubles', value);
}

function englishSpecial(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? undefined : value > 0 ? '∞' : '-∞';
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

/** https://github.com/google/cel-go/blob/master/ext/formatting.go in its only locale, en_US. */
export const englishDialect: FormatDialect = {
  text(value) {
    const scalar = scalarText(value);
    if (scalar !== undefined) return scalar;
    if (isDouble(value)) return doubleToText(value);
    if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`;
    if (!isMap(value)) return wrongType('string', textTypes, value);
    const entries = Array.from(mapEntries(value), ([key, inner]) => [literalText(key), literalText(inner)]);
    entries.sort(([left = ''], [right = '']) => compareText(left, right));
    return `{${entries.map(([key, inner]) => `${key}:${inner}`).join(', ')}}`;
  },
  decimal(value) {
    return isWholeValue(value) ? wholeValue(value).toString() : wrongType('decimal', 'integers', value);
  },
  fixed(value, decimals) {
    // Upstream's printer for languages knows no negative zero.
    const number = doubleOrName('fixed-point', value) + 0;
    const special = englishSpecial(number);
    if (special !== undefined) return special;
    const [whole = '', fraction] = fixedDecimal(number, decimals).split('.');
    const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
    return fraction === undefined ? grouped : `${grouped}.${fraction}`;
  },
  scientific(value, decimals) {
    const number = doubleOrName('scientific', value) + 0;
    const special = englishSpecial(number);
    if (special !== undefined) return special.padStart(decimals);
    // Upstream takes the precision for a width.
    const { mantissa, exponent } = scientificDecimal(number, defaultDecimals);
    const digits = `${exponent < 0 ? '-' : ''}${String(Math.abs(exponent)).padStart(2, '0')}`;
    return `${mantissa}×10${Array.from(digits, (digit) => superscripts[digit]).join('')}`.padStart(decimals);
  },
};

function radixText(value: unknown, radix: 2 | 8): string {
  if (isWholeValue(value)) return wholeValue(value).toString(radix);
  if (radix === 2 && typeof value === 'boolean') return value ? '1' : '0';
  return radix === 2
    ? wrongType('binary', 'integers and bools', value)
    : wrongType('octal', 'integers', value);
}

function hexText(value: unknown): string {
  if (isWholeValue(value)) return wholeValue(value).toString(16);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (!(bytes instanceof Uint8Array)) return wrongType('hex', 'integers, byte buffers, and strings', value);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const maximumDecimals = 1000;

/** Fills the clauses of a format text with the elements of a list. */
export function formatWith(dialect: FormatDialect, format: string, list: readonly unknown[]): string {
  let used = 0;
  const clause = /%(?:%|(?:\.(\d*))?([\s\S]?))/g;
  return format.replaceAll(clause, (found, precision: string | undefined, letter: string | undefined) => {
    if (found === '%%') return '%';
    if (used >= list.length) fail('invalid-argument', `index ${used} out of range`);
    const value = list[used++];
    if (precision === '')
      fail('invalid-argument', 'could not parse formatting clause: precision has no digits');
    const decimals = Number(precision ?? defaultDecimals);
    if (decimals > maximumDecimals) fail('invalid-argument', `precision ${decimals} is too large`);
    switch (letter) {
      case 's':
        return dialect.text(value);
      case 'd':
        return dialect.decimal(value);
      case 'f':
        return dialect.fixed(value, decimals);
      case 'e':
        return dialect.scientific(value, decimals);
      case 'b':
        return radixText(value, 2);
      case 'o':
        return radixText(value, 8);
      case 'x':
        return hexText(value);
      case 'X':
        return hexText(value).toUpperCase();
      default:
        return fail(
          'invalid-argument',
          `could not parse formatting clause: unrecognized formatting clause "${letter ?? ''}"`,
        );
    }
  });
}

export function formatText(format: string, list: readonly unknown[]): string {
  return formatWith(englishDialect, format, list);
}
