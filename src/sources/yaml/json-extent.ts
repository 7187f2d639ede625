import type { Json } from '../../cluster/index.ts';

/** How far a JSON object or array reaches and what a glance over it shows. */
export interface JsonExtent {
  /** Exclusive. */
  readonly end: number;
  /** Colons outside of texts: as many as names are written. */
  readonly names: number;
  readonly depth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the end of the object or array that starts at `from`, without checking its grammar. Undefined when brackets or
 * quotes do not close, or when something else stands there.
 */
export function findJsonExtent(text: string, from: number): JsonExtent | undefined {
  const opening = text.charCodeAt(from);
  if (opening !== 0x7b && opening !== 0x5b) return undefined;
  let names = 0;
  let level = 0;
  let depth = 0;
  for (let position = from; position < text.length; position++) {
    switch (text.charCodeAt(position)) {
      case QUOTE:
        position = closingQuote(text, position + 1);
        if (position < 0) return undefined;
        break;
      case 0x3a:
        names++;
        break;
      case 0x7b:
      case 0x5b:
        level++;
        if (level > depth) depth = level;
        break;
      case 0x7d:
      case 0x5d:
        level--;
        if (level === 0) return { end: position + 1, names, depth };
        break;
      default:
    }
  }
  return undefined;
}

/** Offset of the quote that ends the text whose first character stands at `from`, or -1. */
export function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote;
}

function isEscaped(text: string, quote: number): boolean {
  let position = quote - 1;
  while (text.charCodeAt(position) === BACKSLASH) position--;
  return (quote - position) % 2 === 0;
}

/** Names in a parsed value; NaN when it holds a number that was too large to be read. */
export function countNames(value: Json): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) count += countNames(item);
    return count;
  }
  for (const item of Object.values(value)) count += 1 + countNames(item);
  return count;
}
