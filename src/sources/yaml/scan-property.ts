import { HASH, isBlank, isBlankOrEnd, isBreakOrEnd, isWordCharacter } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { YamlError } from './errors.ts';
import { Token } from './token.ts';

const EXCLAMATION = 0x21;
const LESS = 0x3c;
const URI_PUNCTUATION = ";/?:@&=+$,.!~*'()[]";
const AFTER_ANCHOR = '?:,]}%@`';

/** Scans `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, type: number): Token {
  const start = cursor.position;
  cursor.position++;
  const value = takeWord(cursor);
  const next = cursor.character();
  const ended = isBlankOrEnd(next) || AFTER_ANCHOR.includes(String.fromCharCode(next));
  if (value === '' || !ended) {
    throw new YamlError('yaml-syntax', 'an anchor or alias needs a name of letters and digits', start);
  }
  return { type, start, end: cursor.position, value, suffix: '', plain: false };
}

/**
 * Scans `!`, `!suffix`, `!handle!suffix` or `!<uri>`. The handle is empty for the first and the last.
 * https://yaml.org/spec/1.1/#tag%20property/
 */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.position;
  let handle = '';
  let suffix = '';
  if (cursor.character(1) === LESS) {
    cursor.position += 2;
    suffix = takeUri(cursor, '', start);
    if (cursor.text.charAt(cursor.position) !== '>')
      throw new YamlError('yaml-syntax', 'the tag lacks its `>`', start);
    cursor.position++;
  } else {
    const word = takeHandle(cursor, start);
    if (word.length > 1 && word.endsWith('!')) {
      handle = word;
      suffix = takeUri(cursor, '', start);
    } else {
      suffix = takeUri(cursor, word, start);
      handle = '!';
      if (suffix === '') [handle, suffix] = ['', '!'];
    }
  }
  if (!isBlankOrEnd(cursor.character())) {
    throw new YamlError('yaml-syntax', 'a tag must be followed by a space or a line break', start);
  }
  return { type: Token.TAG, start, end: cursor.position, value: handle, suffix, plain: false };
}

/** Scans `%YAML 1.1` or `%TAG handle prefix`; anything else is an error in go-yaml v2. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.position;
  cursor.position++;
  const name = takeWord(cursor);
  if (name === '' || !isBlankOrEnd(cursor.character())) {
    throw new YamlError('yaml-syntax', 'a directive needs a name', start);
  }
  skipBlanks(cursor);
  const directive =
    name === 'YAML'
      ? scanVersion(cursor, start)
      : name === 'TAG'
        ? scanTagDirective(cursor, start)
        : undefined;
  if (directive === undefined) throw new YamlError('yaml-syntax', 'unknown directive', start);
  const end = cursor.position;
  skipBlanks(cursor);
  if (cursor.character() === HASH) while (!isBreakOrEnd(cursor.character())) cursor.position++;
  if (!isBreakOrEnd(cursor.character()))
    throw new YamlError('yaml-syntax', 'unexpected text after a directive', start);
  cursor.takeBreak();
  return {
    type: Token.DIRECTIVE,
    start,
    end,
    value: directive.value,
    suffix: directive.suffix,
    plain: name === 'YAML',
  };
}

function scanVersion(cursor: Cursor, start: number): { value: string; suffix: string } {
  const match = /^(\d{1,2})\.(\d{1,2})(?!\d)/.exec(cursor.text.slice(cursor.position, cursor.position + 8));
  if (match === null) throw new YamlError('yaml-syntax', 'the %YAML directive needs a version', start);
  cursor.position += match[0].length;
  return { value: String(Number(match[1])), suffix: String(Number(match[2])) };
}

function scanTagDirective(cursor: Cursor, start: number): { value: string; suffix: string } {
  const value = takeHandle(cursor, start);
  if (value !== '!' && !value.endsWith('!'))
    throw new YamlError('yaml-syntax', 'the tag handle lacks its `!`', start);
  if (!isBlank(cursor.character()))
    throw new YamlError('yaml-syntax', 'the %TAG directive needs a prefix', start);
  skipBlanks(cursor);
  const suffix = takeUri(cursor, '', start);
  if (!isBlankOrEnd(cursor.character()))
    throw new YamlError('yaml-syntax', 'unexpected text after a tag prefix', start);
  return { value, suffix };
}

function takeHandle(cursor: Cursor, start: number): string {
  if (cursor.character() !== EXCLAMATION) throw new YamlError('yaml-syntax', 'a tag starts with `!`', start);
  cursor.position++;
  const word = takeWord(cursor);
  if (cursor.character() !== EXCLAMATION) return `!${word}`;
  cursor.position++;
  return `!${word}!`;
}

function takeUri(cursor: Cursor, head: string, start: number): string {
  const from = cursor.position;
  for (;;) {
    const character = cursor.character();
    if (character === 0x25) checkEscape(cursor, start);
    else if (
      isWordCharacter(character) ||
      URI_PUNCTUATION.includes(cursor.text.charAt(cursor.position) || ' ')
    )
      cursor.position++;
    else break;
  }
  const written = cursor.text.slice(from, cursor.position);
  if (written === '' && head === '') throw new YamlError('yaml-syntax', 'a tag needs a name', start);
  return head.slice(1) + decodeEscapes(written);
}

/** One percent-encoded UTF-8 character. */
function checkEscape(cursor: Cursor, start: number): void {
  let remaining = -1;
  do {
    const match = /^%([0-9a-fA-F]{2})/.exec(cursor.text.slice(cursor.position, cursor.position + 3));
    if (match?.[1] === undefined) throw new YamlError('yaml-syntax', 'a tag has a broken % escape', start);
    const octet = Number.parseInt(match[1], 16);
    if (remaining < 0) remaining = sequenceLength(octet);
    else if ((octet & 0xc0) !== 0x80) remaining = 0;
    if (remaining === 0) throw new YamlError('yaml-syntax', 'a tag has a % escape that is not UTF-8', start);
    cursor.position += 3;
    remaining--;
  } while (remaining > 0);
}

function sequenceLength(octet: number): number {
  if (octet < 0x80) return 1;
  if (octet < 0xc0) return 0;
  if (octet < 0xe0) return 2;
  if (octet < 0xf0) return 3;
  return octet < 0xf8 ? 4 : 0;
}

function decodeEscapes(written: string): string {
  if (!written.includes('%')) return written;
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function takeWord(cursor: Cursor): string {
  const from = cursor.position;
  while (isWordCharacter(cursor.character())) cursor.position++;
  return cursor.text.slice(from, cursor.position);
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.character())) cursor.position++;
}
