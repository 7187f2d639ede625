import type { Json } from '../cluster/index.ts';
import type { EditContext, Entry } from './edit-context.ts';
import { isFilled, isList } from './same-value.ts';
import { jsonString } from './scalar-text.ts';
import type { SourceText } from './source-text.ts';
import { inlineYaml } from './write-block.ts';
import type { WrittenField } from './written-document.ts';

/** What is added to a mapping has a key, to a list none. */
export interface NewEntry {
  readonly key?: string;
  readonly value: Json;
}

/** Takes entries out of a mapping or list in brackets, each with the comma that it no longer needs. Some must remain. */
export function removeFlowEntries(
  context: EditContext,
  entries: readonly Entry[],
  removed: ReadonlySet<Entry>,
): void {
  for (let first = 0; first < entries.length; first++) {
    if (!isIn(removed, entries[first])) continue;
    let last = first;
    while (isIn(removed, entries[last + 1])) last++;
    const next = entries[last + 1];
    if (next !== undefined) context.delete(entries[first]?.start ?? 0, next.start);
    else context.delete(entries[first - 1]?.end ?? 0, entries[last]?.end ?? 0);
    first = last;
  }
}

/** Adds entries behind `previous`, separated as those before are; lines of their own where the collection has them. */
export function addFlowEntries(
  context: EditContext,
  node: WrittenField,
  entries: readonly Entry[],
  previous: Entry,
  added: readonly NewEntry[],
): void {
  const { source } = context;
  const separator = separatorOf(context, node, entries);
  const indent = separator.includes('\n') ? separator.slice(separator.lastIndexOf('\n') + 1) : undefined;
  const style = flowStyle(context, indent ?? lineIndent(source, node.start));
  const texts = added.map(
    (entry) => separator + flowEntry(entry, style, indent).replaceAll('\n', source.newline),
  );
  context.insert(previous.end, texts.join(''));
}

/** A value in brackets as its surroundings write it. `indent` is that of the line it stands on. */
export function flowValue(context: EditContext, value: Json, at: number): string {
  const { source } = context;
  const style = flowStyle(context, lineIndent(source, at));
  const indent = style.unit === '' ? undefined : lineIndent(source, at);
  return flowText(value, style, indent).replaceAll('\n', source.newline);
}

interface FlowStyle {
  readonly json: boolean;
  /** `", "` and `": "`, or without the space. */
  readonly space: '' | ' ';
  /** One level of indentation where values take several lines; else empty. */
  readonly unit: string;
}

function flowStyle({ source, document }: EditContext, indent: string): FlowStyle {
  const written = source.text.slice(document.start, document.end);
  const json = document.format === 'json' || /^\s*[{[]\s*"/.test(written);
  if (!json) return { json, space: ' ', unit: '' };
  const [, lead = '', gap = ' '] = /[{[]([^"{[]*)"(?:[^"\\]|\\.)*":(\s*)/.exec(written) ?? [];
  const space = gap === '' ? '' : ' ';
  if (!lead.includes('\n')) return { json, space, unit: '' };
  const unit = lead.slice(lead.lastIndexOf('\n') + 1);
  return { json, space, unit: unit === '' && indent !== '' ? '  ' : unit };
}

function flowEntry({ key, value }: NewEntry, style: FlowStyle, indent: string | undefined): string {
  const text = flowText(value, style, indent);
  if (key === undefined) return text;
  return style.json ? `${jsonString(key)}:${style.space}${text}` : `${inlineYaml(key)}: ${text}`;
}

function flowText(value: Json, style: FlowStyle, indent: string | undefined): string {
  if (!style.json) return inlineYaml(value);
  if (!isFilled(value)) return typeof value === 'string' ? jsonString(value) : JSON.stringify(value);
  const inner = indent === undefined || style.unit === '' ? undefined : indent + style.unit;
  const [open, close] = isList(value) ? '[]' : '{}';
  const parts = isList(value)
    ? value.map((item) => flowText(item, style, inner))
    : Object.entries(value).map(([key, field]) => flowEntry({ key, value: field }, style, inner));
  if (inner === undefined) return `${open}${parts.join(`,${style.space}`)}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent ?? ''}${close}`;
}

/** What stands between the last two entries; of a single entry what leads to it shows whether it has a line. */
function separatorOf(context: EditContext, node: WrittenField, entries: readonly Entry[]): string {
  const { text } = context.source;
  const [before, last] = entries.slice(-2);
  if (before !== undefined && last !== undefined) {
    const between = text.slice(before.end, last.start);
    return /^\s*,\s*$/.test(between) ? between : ', ';
  }
  const lead = text.slice(context.contentStart(node) + 1, before?.start);
  if (/^\s*\n\s*$/.test(lead)) return `,${lead}`;
  return context.document.format === 'json' ? `,${flowStyle(context, '').space}` : ', ';
}

function lineIndent(source: SourceText, offset: number): string {
  return /^[ \t]*/.exec(source.text.slice(source.lineStart(offset), source.lineEnd(offset)))?.[0] ?? '';
}

function isIn(set: ReadonlySet<Entry>, entry: Entry | undefined): boolean {
  return entry !== undefined && set.has(entry);
}
