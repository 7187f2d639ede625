import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { isBasicPlane } from '../values/text-length.ts';
import { formatText, formatWith, plainDialect } from './string-format.ts';

/** The text as an array of code points, or the text itself where both count the same. */
function points(text: string): string | string[] {
  return isBasicPlane(text) ? text : Array.from(text);
}

function textOf(part: string | string[]): string {
  return typeof part === 'string' ? part : part.join('');
}

function outOfRange(index: number | bigint): never {
  return fail('invalid-argument', `index out of range: ${index}`);
}

function charAt(text: string, index: number): string {
  const characters = points(text);
  if (index < 0 || index > characters.length) outOfRange(index);
  return characters[index] ?? '';
}

/** Whether `part` stands at an offset of `characters`. */
function standsAt(characters: string | string[], part: string | string[], offset: number): boolean {
  for (let at = 0; at < part.length; at++) if (characters[offset + at] !== part[at]) return false;
  return true;
}

function indexOf(text: string, part: string, given: number | bigint = 0): number {
  const offset = Number(given);
  if (offset < 0) outOfRange(given);
  const characters = points(text);
  if (part === '') return Math.min(offset, characters.length);
  if (typeof characters === 'string') return characters.indexOf(part, offset);
  const wanted = Array.from(part);
  for (let at = offset; at <= characters.length - wanted.length; at++) {
    if (standsAt(characters, wanted, at)) return at;
  }
  return -1;
}

function lastIndexOf(text: string, part: string, offset?: number): number {
  const characters = points(text);
  if (offset !== undefined && offset < 0) outOfRange(offset);
  if (part === '')
    return offset === undefined ? characters.length : Math.min(Number(offset), characters.length);
  const wanted = Array.from(part);
  if (offset !== undefined && offset >= characters.length) return -1;
  const from = Math.min(offset ?? characters.length, characters.length - wanted.length);
  for (let at = from; at >= 0; at--) if (standsAt(characters, wanted, at)) return at;
  return -1;
}

function replace(text: string, from: string, to: string, limit: number | bigint = -1): string {
  if (from === '') return interspersed(text, to, limit);
  if (!text.includes(from)) return text;
  if (limit < 0) return text.replaceAll(from, () => to);
  if (limit === 0) return text;
  let count = 0;
  return text.replaceAll(from, (found) => (count++ < limit ? to : found));
}

/** What replacing nothing does: before each character and at the end. */
function interspersed(text: string, to: string, limit: number | bigint): string {
  let count = 0;
  const next = () => (limit < 0 || count++ < limit ? to : '');
  return `${Array.from(text, (character) => next() + character).join('')}${next()}`;
}

/** Go's strings.SplitN: a negative limit is none, 0 gives no parts. */
function split(text: string, separator: string, limit = -1): string[] {
  if (limit === 0) return [];
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  const rest = parts.slice(limit - 1).join(separator);
  return [...parts.slice(0, limit - 1), rest];
}

function substring(text: string, start: number, end?: number): string {
  const characters = points(text);
  if (end !== undefined && start > end) {
    fail('invalid-argument', `invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0 || start > characters.length) outOfRange(start);
  if (end !== undefined && (end < 0 || end > characters.length)) outOfRange(end);
  return textOf(characters.slice(start, end));
}

const spaces = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const surroundingSpace = new RegExp(`^${spaces}|${spaces}$`, 'g');

/** Go's strings.TrimSpace: Unicode White_Space, which has no U+FEFF. */
function trim(text: string): string {
  return text.replaceAll(surroundingSpace, '');
}

function join(list: readonly unknown[], separator = ''): string {
  for (const element of list) {
    if (typeof element !== 'string') fail('invalid-argument', `join: invalid input: ${String(element)}`);
  }
  return list.join(separator);
}

const quoted: Readonly<Record<string, string>> = {
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

function quote(text: string): string {
  const escaped = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\\"]/gu, (character) => quoted[character] ?? character);
  return `"${escaped}"`;
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (upper) => upper.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replaceAll(/[a-z]+/g, (lower) => lower.toUpperCase());
}

/** https://github.com/google/cel-go/blob/master/ext/strings.go, version 0. */
export const stringsVersion0: Library = [
  declare('string_char_at_int', 'string.charAt(int): string', charAt),
  declare('string_index_of_string', 'string.indexOf(string): int', indexOf),
  declare('string_index_of_string_int', 'string.indexOf(string, int): int', indexOf),
  declare('string_last_index_of_string', 'string.lastIndexOf(string): int', lastIndexOf),
  declare('string_last_index_of_string_int', 'string.lastIndexOf(string, int): int', lastIndexOf),
  declare('string_lower_ascii', 'string.lowerAscii(): string', lowerAscii),
  declare('string_replace_string_string', 'string.replace(string, string): string', replace),
  declare('string_replace_string_string_int', 'string.replace(string, string, int): string', replace),
  declare('string_split_string', 'string.split(string): list(string)', split),
  declare('string_split_string_int', 'string.split(string, int): list(string)', split),
  declare('string_substring_int', 'string.substring(int): string', substring),
  declare('string_substring_int_int', 'string.substring(int, int): string', substring),
  declare('string_trim', 'string.trim(): string', trim),
  declare('string_upper_ascii', 'string.upperAscii(): string', upperAscii),
  declare('list_join', 'list(string).join(): string', join),
  declare('list_join_string', 'list(string).join(string): string', join),
];

/** https://github.com/google/cel-go/blob/master/ext/strings.go, version 2, which Kubernetes has since 1.29. */
export const stringsVersion2: Library = [
  ...stringsVersion0,
  declare('string_format', 'string.format(list(dyn)): string', formatText),
  declare('strings_quote', 'strings.quote(string): string', quote),
];

/** https://github.com/google/cel-go/blob/master/ext/strings.go, version 3. */
export const stringsVersion3: Library = [
  ...stringsVersion2,
  declare('string_reverse', 'string.reverse(): string', (text: string) =>
    Array.from(text).reverse().join(''),
  ),
];

/** https://github.com/google/cel-go/blob/master/ext/strings.go, version 4: formats without a locale. */
export const stringsVersion4: Library = [
  ...stringsVersion3.filter(({ id }) => id !== 'string_format'),
  declare('string_format', 'string.format(list(dyn)): string', (format: string, list: readonly unknown[]) =>
    formatWith(plainDialect, format, list),
  ),
];
