/** One element of `items`, with its place in the file. */
export interface ListItem {
  /** Byte offsets, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Counts bytes from 1; in pretty-printed lists only white space stands before an item. */
  readonly column: number;
}

export interface JsonList {
  readonly items: Iterable<ListItem>;
  /** The fields that stand before the items, such as `apiVersion` and `kind`. */
  readonly head: Readonly<Record<string, unknown>>;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const ITEMS = Buffer.from('"items"');

/**
 * Takes a JSON object with a long `items` array apart in one pass over its bytes, without ever holding it as text or as
 * one value: `kubectl get -A -o json` of a large cluster takes four times its size otherwise. Undefined when the bytes are
 * something else. The grammar inside the items is not checked here.
 */
export function splitJsonList(bytes: Buffer): JsonList | undefined {
  const open = itemsStart(bytes);
  if (open === undefined) return undefined;
  const head = headOf(bytes.toString('utf8', 0, open));
  return head && { items: itemsFrom(bytes, open), head };
}

/** What follows the array: the rest of the object, for which `head` has no room, is one closing brace in practice. */
function headOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { items: _, ...head } = JSON.parse(`${text}]}`) as Record<string, unknown>;
    return head;
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
  const colon = skipSpace(bytes, from);
  if (bytes[colon] !== 0x3a) return undefined;
  const open = skipSpace(bytes, colon + 1);
  return bytes[open] === 0x5b ? open + 1 : undefined;
}

function* itemsFrom(bytes: Buffer, from: number): Generator<ListItem> {
  let line = 1;
  let lineStart = 0;
  let counted = 0;
  let position = from;
  for (;;) {
    const start = skipSpace(bytes, position);
    if (start >= bytes.length || bytes[start] === 0x5d) return;
    for (
      let newline = bytes.indexOf(NEWLINE, counted);
      newline >= 0 && newline < start;
      newline = bytes.indexOf(NEWLINE, newline + 1)
    ) {
      line++;
      lineStart = newline + 1;
    }
    counted = start;
    const end = itemEnd(bytes, start);
    yield { start, end, line, column: start - lineStart + 1 };
    const after = skipSpace(bytes, end);
    position = bytes[after] === COMMA ? after + 1 : after;
    if (position === start) return;
  }
}

/** Where an item ends: behind its last bracket, or before the next comma or the end of the array. */
function itemEnd(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let position = from; position < bytes.length; position++) {
    const byte = bytes[position];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, position);
      if (end < 0) return bytes.length;
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
  return bytes.length;
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

function skipSpace(bytes: Buffer, from: number): number {
  let position = from;
  for (;;) {
    const byte = bytes[position];
    if (byte !== 0x20 && byte !== NEWLINE && byte !== 0x0d && byte !== 0x09) return position;
    position++;
  }
}
