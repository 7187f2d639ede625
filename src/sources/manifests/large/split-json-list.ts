import type { ByteWindow } from './byte-window.ts';
import type { Part } from './part.ts';

export interface JsonList {
  /** Yields the items; returns the offset where they end, of a `]` if all is well. */
  readonly items: Generator<Part, number>;
  /** The fields that stand before the items, such as `apiVersion` and `kind`. */
  readonly head: Readonly<Record<string, unknown>>;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;
const ITEMS = Buffer.from('"items"');

/**
 * Takes a JSON object with a long `items` array apart in one pass over its bytes, without ever holding it as text or as
 * one value: `kubectl get -A -o json` of a large cluster takes four times its size otherwise. Undefined when what the
 * window starts with is something else. The grammar inside the items is not checked here.
 */
export function splitJsonList(window: ByteWindow): JsonList | undefined {
  const open = itemsStart(window.bytes);
  if (open === undefined) return undefined;
  const head = headOf(window.text(0, open));
  return head && { items: itemsFrom(window, open), head };
}

/** Whether what stands from `end` on closes the list and the object, with other fields between but no second list. */
export function closesList(window: ByteWindow, end: number): boolean {
  while (window.advance(end));
  const rest = parseObject(`{"items":[${window.text(end, window.end)}`);
  return Array.isArray(rest?.['items']) && rest['items'].length === 0;
}

function headOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const head = parseObject(`${text}]}`);
  return head && Object.fromEntries(Object.entries(head).filter(([field]) => field !== 'items'));
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Offset behind the `[` of an `items` field of the outermost object. */
function itemsStart(bytes: Buffer): number | undefined {
  let depth = 0;
  for (let position = 0; position < bytes.length; position++) {
    const byte = bytes[position];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, position);
      if (end < 0) return undefined;
      if (depth === 1 && bytes.subarray(position, end).equals(ITEMS)) {
        const array = arrayAfter(bytes, end);
        if (array !== undefined) return array;
      }
      position = end - 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      if (depth <= 0) return undefined;
    }
  }
  return undefined;
}

function arrayAfter(bytes: Buffer, from: number): number | undefined {
  const colon = skipSpace((at) => bytes[at], from);
  if (bytes[colon] !== 0x3a) return undefined;
  const open = skipSpace((at) => bytes[at], colon + 1);
  return bytes[open] === 0x5b ? open + 1 : undefined;
}

function* itemsFrom(window: ByteWindow, from: number): Generator<Part, number> {
  const byteAt = (at: number) => window.at(at);
  let position = skipSpace(byteAt, from);
  while (window.at(position) !== undefined && window.at(position) !== CLOSING_BRACKET) {
    const end = itemEnd(window, position);
    yield { start: position, end, ...window.place(position) };
    const after = skipSpace(byteAt, end);
    if (window.at(after) !== COMMA) return after;
    position = skipSpace(byteAt, after + 1);
  }
  return position;
}

/** Where the item at `from` ends; all of it is in the window then. */
function itemEnd(window: ByteWindow, from: number): number {
  for (;;) {
    const end = itemEndIn(window.bytes, from - window.start);
    if (end !== undefined) return window.start + end;
    if (!window.advance(from)) return window.end;
  }
}

/** Behind its last bracket, or before the next comma or the end of the array; undefined when it goes on behind the bytes. */
function itemEndIn(bytes: Buffer, from: number): number | undefined {
  let depth = 0;
  for (let position = from; position < bytes.length; position++) {
    const byte = bytes[position];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, position);
      if (end < 0) return undefined;
      position = end - 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return position;
      depth--;
      if (depth === 0) return position + 1;
    } else if (byte === COMMA && depth === 0) {
      return position;
    }
  }
  return undefined;
}

/** Offset behind the closing quote, or -1. */
function stringEnd(bytes: Buffer, open: number): number {
  let quote = bytes.indexOf(QUOTE, open + 1);
  while (quote >= 0 && isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1);
  return quote < 0 ? -1 : quote + 1;
}

function isEscaped(bytes: Buffer, quote: number): boolean {
  let position = quote - 1;
  while (bytes[position] === 0x5c) position--;
  return (quote - position) % 2 === 0;
}

function skipSpace(byteAt: (position: number) => number | undefined, from: number): number {
  let position = from;
  for (;;) {
    const byte = byteAt(position);
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return position;
    position++;
  }
}
