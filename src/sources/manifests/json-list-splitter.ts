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
  /** Yields the items; returns the offset where they end, of a `]` if all is well. */
  readonly items: Generator<ListItem, number>;
  /** The fields that stand before the items, such as `apiVersion` and `kind`. */
  readonly head: Readonly<Record<string, unknown>>;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const CLOSING_BRACKET = 0x5d;
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

/** Whether what stands from `end` on closes the list and the object, with other fields between but no second list. */
export function closesList(bytes: Buffer, end: number): boolean {
  const rest = parseObject(`{"items":[${bytes.toString('utf8', end)}`);
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
  const colon = skipSpace(bytes, from);
  if (bytes[colon] !== 0x3a) return undefined;
  const open = skipSpace(bytes, colon + 1);
  return bytes[open] === 0x5b ? open + 1 : undefined;
}

function* itemsFrom(bytes: Buffer, from: number): Generator<ListItem, number> {
  const lines = new LineCounter(bytes);
  let position = skipSpace(bytes, from);
  while (position < bytes.length && bytes[position] !== CLOSING_BRACKET) {
    const end = itemEnd(bytes, position);
    yield { start: position, end, ...lines.place(position) };
    const after = skipSpace(bytes, end);
    if (bytes[after] !== COMMA) return after;
    position = skipSpace(bytes, after + 1);
  }
  return position;
}

/** Lines of offsets that are asked for in rising order. */
class LineCounter {
  private readonly bytes: Buffer;
  private line = 1;
  private lineStart = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  place(offset: number): { line: number; column: number } {
    let newline = this.bytes.indexOf(NEWLINE, this.lineStart);
    while (newline >= 0 && newline < offset) {
      this.line++;
      this.lineStart = newline + 1;
      newline = this.bytes.indexOf(NEWLINE, this.lineStart);
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
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
