import type { Json } from '../cluster/index.ts';
import type { EditContext, Entry } from './edit-context.ts';
import { isList } from './same-value.ts';
import { quoted, yamlScalar } from './scalar-text.ts';
import { blockLines, entryLines, inlineYaml, isNested } from './write-block.ts';
import type { WrittenField } from './written-document.ts';

/** Takes entries out of a block mapping or list. `starts` are their keys or dashes, in the order of the text. */
export function removeBlockEntries(
  context: EditContext,
  entries: readonly Entry[],
  removed: ReadonlySet<Entry>,
): void {
  const { source } = context;
  const from = removeBesideDash(context, entries, removed);
  // The break before the first line of a document belongs to what stands before the document.
  let forward = from === 0 && source.lineStart(entries[0]?.start ?? 0) <= context.document.start;
  for (const entry of entries.slice(from)) {
    if (!removed.has(entry)) {
      forward = false;
      continue;
    }
    const { start, end } = source.wholeLines(entry.start, entry.end, forward);
    context.delete(start, end);
  }
}

/**
 * The first entry of a list item shares its line with the dash: where it is removed, the next one that remains takes its
 * place, unless comments between them need their lines. Returns how many entries are dealt with.
 */
function removeBesideDash(
  context: EditContext,
  entries: readonly Entry[],
  removed: ReadonlySet<Entry>,
): number {
  const { source } = context;
  const [first] = entries;
  if (first === undefined || !removed.has(first) || source.isFirstOnLine(first.start)) return 0;
  const index = entries.findIndex((entry) => !removed.has(entry));
  const next = entries[index];
  if (next === undefined) return 0;
  const end = source.lineEnd(source.beforeBreak(first.end));
  if (!source.text.slice(end, next.start).includes('#')) {
    context.delete(first.start, next.start);
    return index;
  }
  const dash = source.text.slice(0, first.start).trimEnd().length;
  context.delete(dash, end);
  return 1;
}

/** Adds lines to a block collection: behind the lines of `previous`, or without it before the first entry at `first`. */
export function addBlockLines(
  context: EditContext,
  lines: readonly string[],
  place: { readonly column: number; readonly previous?: Entry; readonly first: number },
): void {
  const { source } = context;
  if (lines.length === 0) return;
  const indented = source.newline + ' '.repeat(place.column);
  if (place.previous === undefined)
    context.insert(place.first, lines.map((line) => line + indented).join(''));
  else
    context.insert(
      source.lineEnd(source.beforeBreak(place.previous.end)),
      lines.map((line) => indented + line).join(''),
    );
}

/** Lines of new mapping entries or list items, without indentation. */
export function newLines(
  context: EditContext,
  added: readonly { key?: string; value: Json }[],
): readonly string[] {
  return added.flatMap(({ key, value }) =>
    key === undefined ? blockLines([value], context.layout) : entryLines(key, value, context.layout),
  );
}

/** Writes another value in place of one that is not in brackets' reach; its anchor and the comments beside it stay. */
export function replaceBlockValue(context: EditContext, node: WrittenField, value: Json): void {
  if (node.keyStart !== undefined && node.keyEnd !== undefined)
    replaceKeyed(context, { ...node, keyStart: node.keyStart, keyEnd: node.keyEnd }, value);
  else replaceItem(context, node, value);
}

function replaceKeyed(
  context: EditContext,
  node: WrittenField & { readonly keyStart: number; readonly keyEnd: number },
  value: Json,
): void {
  const { source, layout } = context;
  const start = context.contentStart(node);
  const end = source.beforeBreak(node.end);
  const colon = source.skipBlank(node.keyEnd) + 1;
  const written = start < end;
  const head = headEnd(context, node, colon);
  const below = written && source.lineStart(start) > head;
  if (!isNested(value, layout)) {
    const text = scalarLike(context, node, value);
    if (below) {
      context.insert(head, ` ${text}`);
      context.delete(source.lineEnd(head), source.lineEnd(end));
    } else if (written) {
      context.replace(start, end, text);
    } else {
      context.insert(head, ` ${text}`);
    }
    return;
  }
  const column = source.column(node.keyStart) + (isList(value) ? layout.listStep : layout.step);
  const indent = source.newline + ' '.repeat(column);
  const lines = blockLines(value, layout).map((line) => indent + line);
  if (below) {
    context.replace(source.lineEnd(head), source.lineEnd(end), lines.join(''));
    return;
  }
  if (written) context.delete(head, end);
  context.insert(source.lineEnd(written ? end : head), lines.join(''));
}

/** Behind the colon, or behind the anchor that follows it. */
function headEnd({ source }: EditContext, { start, end }: WrittenField, colon: number): number {
  const properties = /^(?:[&!]\S*\s+)*[&!]\S*(?=\s|$)/.exec(source.text.slice(start, end))?.[0];
  return properties === undefined ? colon : start + properties.length;
}

function replaceItem(context: EditContext, node: WrittenField, value: Json): void {
  const { source, layout } = context;
  const start = context.contentStart(node);
  const end = source.beforeBreak(node.end);
  const written = start < end;
  const column = source.column(start) + (written ? 0 : 1);
  const text = isNested(value, layout)
    ? blockLines(value, layout).join(source.newline + ' '.repeat(column))
    : scalarLike(context, node, value);
  context.replace(start, written ? end : start, written ? text : ` ${text}`);
}

/** On one line; a text in the quotes of the text that it replaces. */
function scalarLike(context: EditContext, node: WrittenField, value: Json): string {
  if (typeof value !== 'string') return inlineYaml(value);
  const quote = context.source.text.charAt(context.contentStart(node));
  if (node.kind === 'scalar' && (quote === '"' || quote === "'")) return quoted(value, quote);
  return yamlScalar(value);
}
