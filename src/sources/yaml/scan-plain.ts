import { COLON, endsFlowPlain, HASH, isBlank, isBlankOrEnd, isBreak, TAB } from './characters.ts';
import { type Cursor, foldBreaks } from './cursor.ts';
import { YamlError } from './errors.ts';
import { scalarToken, type Token } from './token.ts';

/**
 * Scans a plain scalar; `indent` is the least column that a continuation line may have.
 * `endsAfterBreak` says that the scanner now stands on a new line, where a key may start.
 * https://yaml.org/spec/1.1/#plain%20style/syntax
 */
export function scanPlain(
  cursor: Cursor,
  indent: number,
  inFlow: boolean,
): { token: Token; endsAfterBreak: boolean } {
  const start = cursor.position;
  let value = '';
  let gap = '';
  let end = start;
  let endsAfterBreak = false;
  while (!cursor.atDocumentIndicator() && cursor.character() !== HASH) {
    const chunk = cursor.position;
    const chunkEnd = plainChunkEnd(cursor.text, chunk, inFlow);
    if (chunkEnd > chunk) {
      value =
        value === '' ? cursor.text.slice(chunk, chunkEnd) : value + gap + cursor.text.slice(chunk, chunkEnd);
      end = chunkEnd;
      cursor.position = chunkEnd;
      endsAfterBreak = false;
    }
    const next = cursor.character();
    if (!isBlank(next) && !isBreak(next)) break;
    gap = scanGap(cursor, indent);
    endsAfterBreak = cursor.lineStart > end;
    if (!inFlow && cursor.column < indent) break;
  }
  return { token: scalarToken(value, start, end, true), endsAfterBreak };
}

function plainChunkEnd(text: string, from: number, inFlow: boolean): number {
  let position = from;
  for (;;) {
    const character = text.charCodeAt(position);
    if (isBlankOrEnd(character)) return position;
    if (character === COLON && isBlankOrEnd(text.charCodeAt(position + 1))) return position;
    if (inFlow && endsFlowPlain(character)) return position;
    position++;
  }
}

/** Consumes blanks and breaks; returns what joins the text before and after them. */
function scanGap(cursor: Cursor, indent: number): string {
  const from = cursor.position;
  while (isBlank(cursor.character())) cursor.position++;
  if (!isBreak(cursor.character())) return cursor.text.slice(from, cursor.position);
  const first = cursor.takeBreak();
  let following = '';
  for (;;) {
    const character = cursor.character();
    if (isBreak(character)) {
      following += cursor.takeBreak();
    } else if (isBlank(character)) {
      if (character === TAB && cursor.column < indent) {
        throw new YamlError(
          'yaml-syntax',
          'a tab stands where the text continues and breaks the indentation',
          cursor.position,
        );
      }
      cursor.position++;
    } else {
      return foldBreaks(first, following);
    }
  }
}
