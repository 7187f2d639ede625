import type { Units } from './units.ts';

/* What stands at a place of YAML as programs write it, for the fast reader and for who looks for a place in its text. */

export const LF = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const APOSTROPHE = 0x27;
export const MINUS = 0x2d;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;

/** A key without `?` is shorter than 1,024 characters. */
const longestKey = 1000;

/** Whether a `-` starts a list item here. */
export function isEntry(units: Units, at: number): boolean {
  return units[at] === MINUS && endsWord(units, at + 1);
}

export function endsWord(units: Units, at: number): boolean {
  const character = units[at];
  return character === SPACE || character === LF;
}

/** Position of the colon that ends the key at `from`; -1 where no key stands that is one without doubt. */
export function keyEnd(units: Units, from: number): number {
  const first = units[from] ?? 0;
  if (first === QUOTE || first === APOSTROPHE) {
    const end = quotedEnd(units, from, first);
    const isKey = units[end] === COLON && endsWord(units, end + 1);
    return isKey && end - from < longestKey ? end : -1;
  }
  if (!startsPlain(first)) return -1;
  for (let at = from + 1; at < from + longestKey; at++) {
    const character = units[at];
    if (character === LF) return -1;
    if (character === HASH && units[at - 1] === SPACE) return -1;
    if (character === COLON && endsWord(units, at + 1)) return units[at - 1] === SPACE ? -1 : at;
  }
  return -1;
}

/** Behind the closing quote on the same line, or -1 where there is none or an escape is not one of JSON too. */
export function quotedEnd(units: Units, from: number, quote: number): number {
  for (let at = from + 1; at < units.length; at++) {
    const character = units[at];
    if (character === LF) return -1;
    if (character === quote) {
      if (quote === QUOTE || units[at + 1] !== APOSTROPHE) return at + 1;
      at++;
    } else if (character === BACKSLASH && quote === QUOTE) {
      const escape = units[++at];
      if (escape !== QUOTE && escape !== BACKSLASH && escape !== 0x6e) return -1;
    }
  }
  return -1;
}

/** Letters, digits, and the few signs that mean nothing at the start of a plain text. */
export function startsPlain(first: number): boolean {
  return (
    (first >= 0x61 && first <= 0x7a) ||
    (first >= 0x41 && first <= 0x5a) ||
    (first >= 0x2e && first <= 0x39) ||
    first === 0x5f ||
    first === 0x24 ||
    first === 0x28 ||
    first === 0x2b ||
    first === 0x7e ||
    first > 0x7f
  );
}
