import type { ByteWindow } from './byte-window.ts';
import type { Part } from './part.ts';

const NEWLINE = 0x0a;
const SEPARATOR = Buffer.from('\n---');

/**
 * The documents of a YAML stream, cut at lines that hold `---` and nothing but white space or a comment, as kubectl's
 * reader cuts them. Where something else stands behind `---` the part goes on: reading it says what is wrong.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#YAMLReader
 *
 * @param largest a part of more bytes is not kept in the window
 */
export function* splitYamlStream(window: ByteWindow, largest: number): Generator<Part> {
  let start = 0;
  for (;;) {
    const place = window.place(start);
    const separator = nextSeparator(window, start, largest);
    const end = separator?.lineStart ?? window.end;
    if (end > start) yield { start, end, ...place };
    if (separator === undefined) return;
    start = separator.lineEnd;
  }
}

/** The line that ends the document at `start`. */
function nextSeparator(
  window: ByteWindow,
  start: number,
  largest: number,
): { readonly lineStart: number; readonly lineEnd: number } | undefined {
  let searched = start;
  for (;;) {
    const found = window.bytes.indexOf(SEPARATOR, searched - window.start);
    const lineStart = found < 0 ? -1 : window.start + found + 1;
    const newline = found < 0 ? -1 : window.bytes.indexOf(NEWLINE, found + SEPARATOR.length);
    if (newline >= 0) {
      const lineEnd = window.start + newline + 1;
      if (endsDocument.test(window.text(lineStart, lineEnd))) return { lineStart, lineEnd };
      searched = lineEnd - 1;
      continue;
    }
    // A separator that the end of the window cuts is found again when more was read.
    searched = Math.max(start, found < 0 ? window.end - SEPARATOR.length : lineStart - 1);
    if (!window.advance(window.end - start > largest ? searched : start)) return undefined;
  }
}

const endsDocument = /^---[ \t\r]*(?:#.*)?\n$/;
