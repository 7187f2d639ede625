import type { FieldPath } from '../../cluster/index.ts';
import { HASH, isEntry, keyEnd, LF, SPACE } from './simple-lines.ts';
import { type Units, unitsOf } from './units.ts';

/**
 * Offset of a field in YAML that {@link readSimpleYaml} has read: of its key, of the item itself in a list; of its nearest
 * ancestor that is written when it is not. Indentation shows the way, and nothing is built.
 *
 * @param from where the value starts
 * @param end where the document ends
 */
export function placeInSimpleYaml(text: string, from: number, end: number, path: FieldPath): number {
  const document = text.slice(from, end);
  const source = { text: document, units: unitsOf(document) };
  let found: Found = { place: 0, value: 0, column: from - (text.lastIndexOf('\n', from - 1) + 1) };
  for (const step of path) {
    const next = childOf(source, found, step);
    if (next === undefined) break;
    found = next;
  }
  return from + found.place;
}

/** The document, from its value on. */
interface Source {
  readonly text: string;
  readonly units: Units;
}

interface Found {
  readonly place: number;
  /** Where a collection starts; undefined for what has no fields. */
  readonly value: number | undefined;
  readonly column: number;
}

function childOf(source: Source, { value, column }: Found, step: string | number): Found | undefined {
  if (value === undefined) return undefined;
  if (!isEntry(source.units, value)) return fieldIn(source, value, column, String(step));
  return typeof step === 'number' ? itemIn(source, value, column, step) : undefined;
}

function fieldIn(source: Source, from: number, column: number, name: string): Found | undefined {
  const { text, units } = source;
  for (let at = from; at >= 0; at = nextAt(source, at, column)) {
    // The list of the key before it may be indented as little as the key.
    if (isEntry(units, at)) continue;
    const colon = keyEnd(units, at);
    if (colon >= 0 && keyText(text, at, colon) === name)
      return { place: at, ...below(source, colon + 1, column, true) };
  }
  return undefined;
}

function itemIn(source: Source, from: number, column: number, index: number): Found | undefined {
  const { units } = source;
  let at = from;
  for (let count = 0; count < index && at >= 0; count++) at = nextAt(source, at, column);
  if (at < 0 || !isEntry(units, at)) return undefined;
  const content = skipSpace(units, at + 1);
  if (units[content] === LF) {
    const nested = below(source, content, column, false);
    return { place: nested.value ?? at + 1, ...nested };
  }
  const isCollection = isEntry(units, content) || keyEnd(units, content) >= 0;
  return { place: content, value: isCollection ? content : undefined, column: column + content - at };
}

/** What a key or a `-` has on the lines below it; nothing when its value stands on its own line. */
function below(
  source: Source,
  from: number,
  column: number,
  inMapping: boolean,
): Pick<Found, 'value' | 'column'> {
  const none = { value: undefined, column };
  const at = skipSpace(source.units, from);
  if (source.units[at] !== LF) return none;
  const next = nextLine(source, at + 1);
  if (next === undefined) return none;
  const isNested =
    next.column > column || (inMapping && next.column === column && isEntry(source.units, next.at));
  return isNested ? { value: next.at, column: next.column } : none;
}

/** The next line of the same collection; -1 where it ends. Deeper lines belong to what is inside, texts too. */
function nextAt(source: Source, from: number, column: number): number {
  let line = nextLine(source, lineAfter(source.text, from));
  while (line !== undefined && line.column > column) line = nextLine(source, lineAfter(source.text, line.at));
  return line?.column === column ? line.at : -1;
}

/** The first line from `from` on that is neither empty nor a comment. */
function nextLine(
  { text, units }: Source,
  from: number,
): { readonly at: number; readonly column: number } | undefined {
  for (let line = from; line < text.length; ) {
    const at = skipSpace(units, line);
    const first = units[at];
    if (first !== LF && first !== HASH) return at < text.length ? { at, column: at - line } : undefined;
    line = lineAfter(text, at);
  }
  return undefined;
}

function lineAfter(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? Number.POSITIVE_INFINITY : found + 1;
}

function keyText(text: string, from: number, to: number): string {
  const first = text.charAt(from);
  return first === '"' || first === "'" ? quotedText(text.slice(from, to)) : text.slice(from, to);
}

function skipSpace(units: Units, from: number): number {
  let at = from;
  while (units[at] === SPACE) at++;
  return at;
}

/** What stands in quotes. Escapes that JSON has not were not read. */
function quotedText(written: string): string {
  return written.startsWith('"')
    ? (JSON.parse(written) as string)
    : written.slice(1, -1).replaceAll("''", "'");
}
