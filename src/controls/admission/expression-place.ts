import type { FieldPath, Position } from '../../cluster/index.ts';
import { type PolicyDocument, positionOf, type WrittenValue } from './policy-document.ts';

/** A piece of an expression in its file. */
export interface ExpressionPlace {
  readonly position: Position;
  /** The line of the file with carets under the piece. */
  readonly excerpt?: string;
}

/**
 * Where in the file a piece of an expression stands, whichever way YAML writes the text: plain, quoted, folded, literal.
 * The characters of text and file are the same but for white space and escapes, so both are walked side by side.
 * @param range offsets in the expression, UTF-16, the end exclusive
 */
export function placeInFile(
  document: PolicyDocument,
  path: FieldPath,
  expression: string,
  range: { readonly start: number; readonly end: number },
): ExpressionPlace {
  const position = positionOf(document, path);
  const written = document.written?.(path);
  if (written === undefined) return { position };
  const start = offsetInFile(written, expression, range.start);
  if (start === undefined) return { position };
  const { text } = written;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const nextLine = text.indexOf('\n', start);
  const line = text.slice(lineStart, nextLine < 0 ? text.length : nextLine).replace(/\r$/, '');
  const column = start - lineStart;
  const width = Math.max(1, Math.min(range.end - range.start, line.length - column));
  const indent = line.slice(0, column).replaceAll(/[^\t]/g, ' ');
  return {
    position: { file: document.file, line: lineOf(text, start), column: column + 1 },
    excerpt: `${line}\n${indent}${'^'.repeat(width)}`,
  };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** @returns undefined where text and file cannot be brought together */
function offsetInFile({ text, start, end }: WrittenValue, expression: string, target: number) {
  const header = /^(?:[|>][^\n]*\n|["'])/.exec(text.slice(start, end))?.[0] ?? '';
  const quote = header === '"' || header === "'" ? header : '';
  let at = start + header.length;
  for (let index = 0; index < expression.length; index++) {
    const character = expression[index] ?? '';
    if (/\s/.test(character)) {
      if (index === target) return at;
      continue;
    }
    at = skipSpace(text, at, end, quote);
    if (index === target) return at;
    const width = characterWidth(text, at, quote, character);
    if (width === 0) return undefined;
    at += width;
  }
  return Math.min(at, end);
}

/** White space of the file has no fixed counterpart in the text: lines are folded, indented, escaped. */
function skipSpace(text: string, from: number, end: number, quote: string): number {
  let at = from;
  while (at < end) {
    if (/\s/.test(text[at] ?? '')) at++;
    else if (quote === '"' && text[at] === '\\' && /[nrt\s]/.test(text[at + 1] ?? '')) at += 2;
    else break;
  }
  return at;
}

/** How many characters of the file stand for one of the text; 0 where they differ. */
function characterWidth(text: string, at: number, quote: string, character: string): number {
  if (quote === "'" && character === "'" && text.startsWith("''", at)) return 2;
  if (quote === '"' && text[at] === '\\' && text[at + 1] === character) return 2;
  return text[at] === character ? 1 : 0;
}
