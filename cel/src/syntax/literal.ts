import {
  Double,
  doubleOf,
  maximumInt,
  maximumUint,
  minimumInt,
  type Uint,
  uintOf,
} from '../values/numbers.ts';
import type { Token } from './lexer.ts';

/** Why a literal cannot be read, when it cannot. */
export class InvalidLiteral {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const simpleEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
};

const escapePattern =
  /\\(?:([abfnrtv\\'"`?])|x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]?))/g;

interface Piece {
  text?: string;
  /** A code point, or in bytes a byte value when written as `\x` or octal. */
  code?: number;
  byte?: boolean;
}

/** Splits a literal's body into plain text and escapes. */
function* piecesOf(body: string): Generator<Piece> {
  let from = 0;
  for (const found of body.matchAll(escapePattern)) {
    if (found.index > from) yield { text: body.slice(from, found.index) };
    from = found.index + found[0].length;
    const [, simple, lowerHex, upperHex, short, long, octal] = found;
    if (simple !== undefined) yield { code: simpleEscapes[simple] ?? 0 };
    else if (lowerHex !== undefined || upperHex !== undefined) {
      yield { code: Number.parseInt(lowerHex ?? upperHex ?? '', 16), byte: true };
    } else if (octal !== undefined) yield { code: Number.parseInt(octal, 8), byte: true };
    else if (short !== undefined || long !== undefined) {
      const code = Number.parseInt(short ?? long ?? '', 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        throw new InvalidLiteral(`${found[0]} is not a Unicode code point`);
      }
      yield { code };
    } else throw new InvalidLiteral(`unknown escape sequence ${JSON.stringify(found[0])}`);
  }
  if (from < body.length) yield { text: body.slice(from) };
}

/** Strips prefix and quotes; newlines are normalized to `\n`, as cel-go does. */
function bodyOf(token: string): { body: string; raw: boolean } {
  const prefix = /^[bBrR]*/.exec(token)?.[0] ?? '';
  const quoted = token.slice(prefix.length);
  const width = quoted.length >= 6 && (quoted.startsWith('"""') || quoted.startsWith("'''")) ? 3 : 1;
  const body = quoted.slice(width, quoted.length - width).replaceAll(/\r\n?/g, '\n');
  return { body, raw: /r/i.test(prefix) };
}

/** The value of a string literal (https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values). */
function stringLiteral(token: string): string {
  const { body, raw } = bodyOf(token);
  if (raw || !body.includes('\\')) return body;
  let text = '';
  for (const piece of piecesOf(body)) text += piece.text ?? String.fromCodePoint(piece.code ?? 0);
  return text;
}

/** The value of a bytes literal: `\x` and octal escapes are bytes, all else is UTF-8. */
function bytesLiteral(token: string): Uint8Array {
  const { body, raw } = bodyOf(token);
  const encoder = new TextEncoder();
  if (raw) return encoder.encode(body);
  const bytes: number[] = [];
  for (const piece of piecesOf(body)) {
    if (piece.byte === true) bytes.push(piece.code ?? 0);
    else
      for (const byte of encoder.encode(piece.text ?? String.fromCodePoint(piece.code ?? 0)))
        bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function intLiteral(token: string, negative: boolean): number | bigint {
  const value = negative ? -BigInt(token) : BigInt(token);
  if (value < minimumInt || value > maximumInt) throw new InvalidLiteral('int literal is out of range');
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function uintLiteral(token: string): Uint {
  const value = BigInt(token.slice(0, -1));
  if (value > maximumUint) throw new InvalidLiteral('uint literal is out of range');
  return uintOf(value);
}

function doubleLiteral(token: string, negative: boolean): number | Double {
  const value = Number(token);
  if (!Number.isFinite(value)) throw new InvalidLiteral('double literal is out of range');
  return doubleOf(negative ? -value : value);
}

/** The value of a literal's token. */
export function literalValue(token: Token, negative: boolean): unknown {
  switch (token.kind) {
    case 'int':
      return intLiteral(token.text, negative);
    case 'uint':
      return uintLiteral(token.text);
    case 'double':
      return doubleLiteral(token.text, negative);
    case 'string':
      return stringLiteral(token.text);
    case 'bytes':
      return bytesLiteral(token.text);
    default:
      throw new InvalidLiteral(
        token.kind === 'end' ? 'unexpected end of expression' : `unexpected ${JSON.stringify(token.text)}`,
      );
  }
}
