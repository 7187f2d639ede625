import { END, isBlank, isBreak } from './characters.ts';
import { type Cursor, foldBreaks } from './cursor.ts';
import { YamlError } from './errors.ts';
import { scalarToken, type Token } from './token.ts';

const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Scans a scalar in single or double quotes. The escapes are those of go-yaml v2: `\/` is not one of them, and a
 * `\u` escape may not name half of a surrogate pair.
 * https://yaml.org/spec/1.1/#id904245
 */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.position;
  const quote = cursor.character();
  cursor.position++;
  const simpleEnd = simpleQuotedEnd(cursor.text, cursor.position, quote);
  if (simpleEnd >= 0) {
    const value = cursor.text.slice(cursor.position, simpleEnd);
    cursor.position = simpleEnd + 1;
    return scalarToken(value, start, cursor.position, false);
  }
  const value = scanQuotedLines(cursor, quote, start);
  return scalarToken(value, start, cursor.position, false);
}

/** The end of text that has no escape and no line break, else -1: most quoted scalars are such. */
function simpleQuotedEnd(text: string, from: number, quote: number): number {
  for (let position = from; ; position++) {
    const character = text.charCodeAt(position);
    if (character === END) return -1;
    if (character === quote)
      return quote === SINGLE && text.charCodeAt(position + 1) === SINGLE ? -1 : position;
    if ((character === BACKSLASH && quote === DOUBLE) || isBreak(character)) return -1;
  }
}

function scanQuotedLines(cursor: Cursor, quote: number, start: number): string {
  let value = '';
  for (;;) {
    if (cursor.atDocumentIndicator()) {
      throw new YamlError('yaml-syntax', 'a document indicator stands inside a quoted text', start);
    }
    if (cursor.position >= cursor.end) {
      throw new YamlError('yaml-syntax', 'the quoted text that starts here never ends', start);
    }
    const chunk = scanQuotedChunk(cursor, quote, start);
    value += chunk.text;
    if (cursor.character() === quote) {
      cursor.position++;
      return value;
    }
    value += scanQuotedGap(cursor, chunk.escapedBreak);
  }
}

/** Reads up to the closing quote, a blank or a break; an escaped line break ends the chunk too. */
function scanQuotedChunk(
  cursor: Cursor,
  quote: number,
  start: number,
): { text: string; escapedBreak: boolean } {
  let text = '';
  let from = cursor.position;
  for (;;) {
    const character = cursor.character();
    if (character === END || isBlank(character) || isBreak(character)) break;
    if (character === quote) {
      if (quote === DOUBLE || cursor.character(1) !== SINGLE) break;
      text += `${cursor.text.slice(from, cursor.position)}'`;
      cursor.position += 2;
      from = cursor.position;
    } else if (quote === DOUBLE && character === BACKSLASH) {
      text += cursor.text.slice(from, cursor.position);
      if (isBreak(cursor.character(1))) {
        cursor.position++;
        cursor.takeBreak();
        return { text, escapedBreak: true };
      }
      text += scanEscape(cursor, start);
      from = cursor.position;
    } else {
      cursor.position++;
    }
  }
  return { text: text + cursor.text.slice(from, cursor.position), escapedBreak: false };
}

function scanEscape(cursor: Cursor, start: number): string {
  const letter = cursor.text.charAt(cursor.position + 1);
  const simple = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (simple !== undefined) {
    cursor.position += 2;
    return simple;
  }
  const length = Object.hasOwn(HEX_LENGTH, letter) ? (HEX_LENGTH[letter] ?? 0) : 0;
  if (length === 0)
    throw new YamlError('yaml-syntax', `the quoted text has an unknown escape "\\${letter}"`, start);
  const digits = cursor.text.slice(cursor.position + 2, cursor.position + 2 + length);
  const code =
    digits.length === length && /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (Number.isNaN(code))
    throw new YamlError('yaml-syntax', 'the quoted text has an escape without its hexadecimal digits', start);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw new YamlError(
      'yaml-syntax',
      'the quoted text has an escape that names no Unicode character',
      start,
    );
  }
  cursor.position += 2 + length;
  return String.fromCodePoint(code);
}

function scanQuotedGap(cursor: Cursor, afterEscapedBreak: boolean): string {
  const from = cursor.position;
  while (isBlank(cursor.character())) cursor.position++;
  if (!afterEscapedBreak && !isBreak(cursor.character())) return cursor.text.slice(from, cursor.position);
  const first = afterEscapedBreak ? '' : cursor.takeBreak();
  let following = '';
  for (;;) {
    if (isBreak(cursor.character())) following += cursor.takeBreak();
    else if (isBlank(cursor.character())) cursor.position++;
    else return foldBreaks(first, following);
  }
}
