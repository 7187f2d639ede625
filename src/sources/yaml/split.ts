import { trimGoSpaceStart } from './characters.ts';
import { YamlError } from './errors.ts';

/** One document of a stream, as offsets into the whole text; an error takes the place of a text that kubectl refuses. */
export interface DocumentSlice {
  readonly start: number;
  readonly end: number;
  readonly format: 'yaml' | 'json';
  readonly error?: YamlError;
}

/**
 * Cuts a YAML stream where kubectl's line reader does: at lines that start with `---`, even inside a block text,
 * with nothing but a comment behind it. A first line of `---` stays in its document.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#YAMLReader
 */
export function* splitYaml(text: string, from: number): Generator<DocumentSlice> {
  let start = from;
  let line = from;
  while (line < text.length) {
    const separator = text.startsWith('---', line) ? line : nextSeparator(text, line);
    if (separator < 0) break;
    const lineEnd = endOfLine(text, separator);
    const rest = trimGoSpaceStart(text.slice(separator + 3, lineEnd));
    if (rest !== '' && !rest.startsWith('#')) {
      if (separator > start) yield { start, end: separator, format: 'yaml' };
      const error = new YamlError(
        'yaml-document-separator',
        'kubectl refuses text behind `---` on the same line',
        separator,
      );
      yield { start: separator, end: separator, format: 'yaml', error };
      start = lineEnd;
    } else if (separator > start) {
      yield { start, end: separator, format: 'yaml' };
      start = lineEnd;
    }
    line = lineEnd;
  }
  if (start < text.length) yield { start, end: text.length, format: 'yaml' };
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf('\n---', from);
  return found < 0 ? -1 : found + 1;
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found + 1;
}
