import { closeSync, openSync, readSync } from 'node:fs';
import type { FieldPath, Problem } from '../../cluster/index.ts';
import { readJson, yamlProblems } from '../yaml/index.ts';
import { closesList, type JsonList, type ListItem, splitJsonList } from './json-list-splitter.ts';
import { takeItem } from './manifest-objects.ts';
import type { Locator } from './origin.ts';
import type { ManifestSink } from './sink.ts';

/** From this size on a JSON list is read item by item. */
export const LARGE_JSON = 16 * 1024 * 1024;

/**
 * Reads a large JSON list into the sink item by item. Returns false, and has done nothing, when the bytes are no such list.
 * Positions are found by reading the item again: from `path`, or from the bytes where there is no file.
 */
export function readLargeJsonList(
  bytes: Buffer,
  shown: string,
  path: string | undefined,
  sink: ManifestSink,
): boolean {
  const list = splitJsonList(bytes);
  if (list === undefined) return false;
  const kept = path === undefined ? bytes : undefined;
  let next = list.items.next();
  for (let index = 0; next.done !== true; index++, next = list.items.next()) {
    readItem(bytes, next.value, list, { shown, path, kept, index }, sink);
  }
  if (!closesList(bytes, next.value)) sink.report(brokenEnd(bytes, next.value, shown));
  return true;
}

function brokenEnd(bytes: Buffer, offset: number, file: string): Problem {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line++;
  const message = 'the list does not end as a JSON object does; what follows was not read';
  return { code: 'json-syntax', message, hint: yamlProblems['json-syntax'], file, line, severity: 'error' };
}

interface ItemSource {
  readonly shown: string;
  readonly path: string | undefined;
  readonly kept: Buffer | undefined;
  readonly index: number;
}

function readItem(
  bytes: Buffer,
  item: ListItem,
  list: JsonList,
  source: ItemSource,
  sink: ManifestSink,
): void {
  const { documents, problems } = readJson(bytes.toString('utf8', item.start, item.end), source.shown);
  for (const problem of problems) sink.report(shifted(problem, item));
  const value = documents[0]?.value;
  if (value === undefined && problems.length > 0) return;
  const found = { value, file: source.shown, document: locatorOf(item, source) };
  takeItem(value, list.head, found, ['items', source.index], sink);
}

function shifted(problem: Problem, item: ListItem): Problem {
  const { line = 1, column = 1 } = problem;
  return { ...problem, ...shift({ line, column }, item) };
}

function shift(place: { line: number; column: number }, item: ListItem): { line: number; column: number } {
  return {
    line: place.line + item.line - 1,
    column: place.line === 1 ? place.column + item.column - 1 : place.column,
  };
}

/** Paths of the whole document start with `items` and the index, which are this item. */
function locatorOf(item: ListItem, source: ItemSource): Locator {
  return {
    locate(path: FieldPath): { line: number; column: number } {
      const within = path.slice(2);
      if (within.length === 0) return { line: item.line, column: item.column };
      const { documents } = readJson(textOf(item, source), source.shown);
      return shift(documents[0]?.locate(within) ?? { line: 1, column: 1 }, item);
    },
  };
}

/** Empty when the file is gone or has become shorter: the item's own place is then the best answer. */
function textOf(item: ListItem, { path, kept }: ItemSource): string {
  if (kept !== undefined) return kept.toString('utf8', item.start, item.end);
  if (path === undefined) return '';
  const bytes = Buffer.alloc(item.end - item.start);
  try {
    const file = openSync(path, 'r');
    try {
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, item.start));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
