import { CelError, rangeAt } from '../cel-error.ts';

export type TokenKind =
  | 'identifier'
  | 'escaped-identifier'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'punctuation'
  | 'end';

export interface Token {
  kind: TokenKind;
  /** The token as written; for an escaped identifier, the name between the backticks. */
  text: string;
  start: number;
  end: number;
}

const punctuationPattern = /==|!=|<=|>=|&&|\|\||[[\]{}()<>.,\-!?:+*/%]/y;
const spacePattern = /(?:[\t\n\f\r ]+|\/\/[^\n]*)+/y;
const identifierPattern = /[A-Za-z_][A-Za-z0-9_]*/y;
const escapedIdentifierPattern = /`([A-Za-z0-9_./ -]+)`/y;
const doublePattern = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const wholePattern = /(?:0x[0-9a-fA-F]+|\d+)([uU]?)/y;
const stringStartPattern = /([bB]?[rR]?)("""|'''|"|')/y;

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** Finds the end of a string literal whose opening quote ends at `from`, or -1. */
function endOfString(source: string, from: number, quote: string, raw: boolean): number {
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '\\' && !raw) at++;
    else if (quote.length === 1 && (character === '\n' || character === '\r')) return -1;
    else if (character === quote[0] && source.startsWith(quote, at)) return at + quote.length;
  }
  return -1;
}

/**
 * Cuts a source text into tokens; the last one is always `end`
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax).
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: TokenKind, end: number, text = source.slice(at, end)) => {
    tokens.push({ kind, text, start: at, end });
    at = end;
  };
  while (true) {
    const space = match(spacePattern, source, at);
    if (space !== null) at += space[0].length;
    if (at >= source.length) break;
    const string = match(stringStartPattern, source, at);
    if (string !== null) {
      const prefix = (string[1] ?? '').toLowerCase();
      const end = endOfString(source, at + string[0].length, string[2] ?? '', prefix.includes('r'));
      if (end === -1) {
        throw new CelError('syntax', 'string literal is not closed', rangeAt(source, at, source.length));
      }
      push(prefix.startsWith('b') ? 'bytes' : 'string', end);
      continue;
    }
    const identifier = match(identifierPattern, source, at);
    if (identifier !== null) {
      push('identifier', at + identifier[0].length);
      continue;
    }
    const double = match(doublePattern, source, at);
    if (double !== null) {
      push('double', at + double[0].length);
      continue;
    }
    const whole = match(wholePattern, source, at);
    if (whole !== null) {
      push(whole[1] === '' ? 'int' : 'uint', at + whole[0].length);
      continue;
    }
    const punctuation = match(punctuationPattern, source, at);
    if (punctuation !== null) {
      push('punctuation', at + punctuation[0].length);
      continue;
    }
    const escaped = match(escapedIdentifierPattern, source, at);
    if (escaped !== null) {
      push('escaped-identifier', at + escaped[0].length, escaped[1]);
      continue;
    }
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    throw new CelError(
      'syntax',
      `unexpected character ${JSON.stringify(character)}`,
      rangeAt(source, at, at + character.length),
    );
  }
  tokens.push({ kind: 'end', text: '', start: source.length, end: source.length });
  return tokens;
}
