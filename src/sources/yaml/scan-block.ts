import { HASH, isBlank, isBreak, isBreakOrEnd, isDigit, SPACE, TAB } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { YamlError } from './errors.ts';
import { scalarToken, type Token } from './token.ts';

const LITERAL = 0x7c;

/**
 * Scans a literal (`|`) or folded (`>`) block scalar; `parentIndent` is the column of the collection around it, -1
 * at the top.
 * https://yaml.org/spec/1.1/#block%20scalar%20style/syntax
 */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): Token {
  const start = cursor.position;
  const literal = cursor.character() === LITERAL;
  const header = scanHeader(cursor, start);
  const fixedIndent = header.indent === 0 ? 0 : Math.max(parentIndent, 0) + header.indent;
  const first = scanBreaks(cursor, fixedIndent, start);
  const indent = fixedIndent || Math.max(first.widest, parentIndent + 1, 1);

  let value = '';
  let lastBreak = '';
  let emptyLines = first.breaks;
  let afterBlank = false;
  let end = header.end;
  while (cursor.column === indent && cursor.position < cursor.end) {
    const startsBlank = isBlank(cursor.character());
    if (!literal && !afterBlank && !startsBlank && lastBreak === '\n') value += emptyLines === '' ? ' ' : '';
    else value += lastBreak;
    value += emptyLines;
    afterBlank = startsBlank;
    const from = cursor.position;
    while (!isBreakOrEnd(cursor.character())) cursor.position++;
    value += cursor.text.slice(from, cursor.position);
    lastBreak = cursor.takeBreak();
    end = cursor.position;
    emptyLines = scanBreaks(cursor, indent, start).breaks;
  }
  if (header.chomping !== '-') value += lastBreak;
  if (header.chomping === '+') value += emptyLines;
  return scalarToken(value, start, end, false);
}

/** Reads `|+2`, `>-`, a comment, and the line break. */
function scanHeader(cursor: Cursor, start: number): { chomping: string; indent: number; end: number } {
  cursor.position++;
  let chomping = '';
  let indent = 0;
  const readChomping = (): void => {
    const sign = cursor.text.charAt(cursor.position);
    if (sign !== '+' && sign !== '-') return;
    chomping = sign;
    cursor.position++;
  };
  readChomping();
  if (isDigit(cursor.character())) {
    indent = cursor.character() - 0x30;
    if (indent === 0)
      throw new YamlError('yaml-syntax', 'the indentation of a block text may not be 0', start);
    cursor.position++;
    if (chomping === '') readChomping();
  }
  while (isBlank(cursor.character())) cursor.position++;
  if (cursor.character() === HASH) while (!isBreakOrEnd(cursor.character())) cursor.position++;
  if (!isBreakOrEnd(cursor.character())) {
    throw new YamlError('yaml-syntax', 'a block text must start on the line after its `|` or `>`', start);
  }
  cursor.takeBreak();
  return { chomping, indent, end: cursor.position };
}

/** Consumes indentation and empty lines. An indent of 0 means that it is still to be found. */
function scanBreaks(cursor: Cursor, indent: number, start: number): { breaks: string; widest: number } {
  const limit = indent === 0 ? Number.POSITIVE_INFINITY : indent;
  let breaks = '';
  let widest = 0;
  for (;;) {
    skipIndentation(cursor, limit);
    widest = Math.max(widest, cursor.column);
    if (cursor.column < limit && cursor.character() === TAB) {
      throw new YamlError(
        'yaml-syntax',
        'a tab stands where the indentation of a block text needs a space',
        start,
      );
    }
    if (!isBreak(cursor.character())) return { breaks, widest };
    breaks += cursor.takeBreak();
  }
}

function skipIndentation(cursor: Cursor, limit: number): void {
  while (cursor.column < limit && cursor.character() === SPACE) cursor.position++;
}
