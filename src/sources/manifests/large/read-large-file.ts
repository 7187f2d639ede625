import type { FieldPath, Json, Problem } from '../../../cluster/index.ts';
import {
  type DocumentLayout,
  decodeText,
  readJson,
  readYamlOnly,
  YamlDocument,
  YamlError,
  yamlProblems,
} from '../../yaml/index.ts';
import { manifestProblem } from '../errors.ts';
import type { FileSource } from '../file-source.ts';
import { helmSource } from '../helm-chart.ts';
import { ManifestDocuments, takeItem } from '../manifest-objects.ts';
import type { Locator } from '../origin.ts';
import { refuse } from '../refusal.ts';
import type { ManifestSink } from '../sink.ts';
import type { ByteSource } from './byte-source.ts';
import { ByteWindow } from './byte-window.ts';
import type { Part } from './part.ts';
import { closesList, type JsonList, splitJsonList } from './split-json-list.ts';
import { splitYamlStream } from './split-yaml-stream.ts';

/** From this size on a file is read part by part. */
export const LARGE_FILE = 16 * 1024 * 1024;

interface LargeFile extends FileSource {
  readonly bytes: ByteSource;
}

/**
 * Reads a JSON list item by item or a YAML stream document by document, so that the file as a whole is never in memory.
 * Positions are found by reading a part again.
 * @returns how many documents held objects; undefined, and nothing was done, when the file is neither
 */
export function readLargeFile(file: LargeFile, sink: ManifestSink): number | undefined {
  const window = new ByteWindow(file.bytes);
  const list = splitJsonList(window);
  if (list !== undefined) {
    readItems(file, window, list, sink);
    return 1;
  }
  return isYamlStream(window.bytes) ? readDocuments(file, window, sink) : undefined;
}

function readItems(file: LargeFile, window: ByteWindow, list: JsonList, sink: ManifestSink): void {
  let next = list.items.next();
  for (let index = 0; next.done !== true; index++, next = list.items.next()) {
    const part = next.value;
    const read = readPart(file, window, part, readJson, sink);
    if (read === undefined) continue;
    const value = read.documents[0]?.value;
    if (value === undefined && read.refused) continue;
    for (const problem of read.warnings) sink.report(problem);
    const document = locatorOf(file, part, read.documents[0]?.layout, 2, part);
    takeItem(value, list.head, { value, file: file.shown, document }, ['items', index], sink);
  }
  const end = next.value;
  // The window drops lines that it has passed, so they are counted first.
  const { line } = window.place(end);
  if (!closesList(window, end)) sink.report(brokenEnd(line, file.shown));
}

function brokenEnd(line: number, file: string): Problem {
  const message = 'the list does not end as a JSON object does; what follows was not read';
  return { code: 'json-syntax', message, hint: yamlProblems['json-syntax'], file, line, severity: 'error' };
}

/** A stream that starts as JSON is for the reader of whole files: it may be anything. */
function isYamlStream(bytes: Buffer): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !isUtf16 && !bytes.includes(0) && !/^\s*[{[]/.test(bytes.toString('utf8', 0, 4096));
}

function readDocuments(file: LargeFile, window: ByteWindow, sink: ManifestSink): number {
  const taken = new ManifestDocuments(sink);
  for (const part of splitYamlStream(window, file.maxFileSize)) {
    const read = readPart(file, window, part, readYamlOnly, sink);
    for (const document of read?.documents ?? []) {
      const at = shift(document.locate([]), part);
      const found = {
        value: document.sharesText ? detached(document.value) : document.value,
        file: file.shown,
        document: locatorOf(file, part, document.layout, 0, at),
        template: helmSource(document.headComments()),
      };
      if (!taken.take(found)) continue;
      for (const problem of document.problems) sink.report(shifted(problem, part));
    }
  }
  return taken.finish();
}

/** Its strings are pieces of the text of the part, which would stay in memory for each of them. */
function detached(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

interface PartReading {
  readonly documents: readonly YamlDocument[];
  readonly warnings: readonly Problem[];
  /** Something in it could not be read, and that was said. */
  readonly refused: boolean;
}

function readPart(
  file: LargeFile,
  window: ByteWindow,
  part: Part,
  readText: typeof readJson,
  sink: ManifestSink,
): PartReading | undefined {
  const { shown, maxFileSize } = file;
  const { line } = part;
  const length = part.end - part.start;
  if (length > maxFileSize) {
    const message = `this part of the file has ${length} bytes, more than the ${maxFileSize} that are read`;
    sink.report(manifestProblem('file-too-large', message, { file: shown, line }));
    return undefined;
  }
  const bytes = window.bytes.subarray(part.start - window.start, part.end - window.start);
  const decoded = decodeText(bytes);
  if (decoded === undefined) {
    const problem = manifestProblem('file-binary', 'here the file holds bytes that no text has', {
      file: shown,
      line,
    });
    refuse(problem, bytes, file, sink);
    return undefined;
  }
  if (decoded.broken !== undefined) {
    const message = 'here the file has bytes that are not UTF-8';
    refuse(manifestProblem('file-encoding', message, { file: shown, line }, 'warning'), bytes, file, sink);
  }
  const { documents, problems } = readText(decoded.text, shown);
  const placed = problems.map((problem) => shifted(problem, part));
  const errors = placed.filter(({ severity }) => severity === 'error');
  for (const problem of errors) refuse(problem, decoded.text, file, sink);
  return {
    documents,
    warnings: placed.filter(({ severity }) => severity !== 'error'),
    refused: errors.length > 0,
  };
}

function shifted(problem: Problem, part: Part): Problem {
  const { line = 1, column = 1 } = problem;
  return { ...problem, ...shift({ line, column }, part) };
}

function shift(place: { line: number; column: number }, part: Part): { line: number; column: number } {
  return {
    line: place.line + part.line - 1,
    column: place.line === 1 ? place.column + part.column - 1 : place.column,
  };
}

/** @param within how many steps of a path lead to the part: `items` and the index */
function locatorOf(
  file: LargeFile,
  part: Part,
  layout: DocumentLayout | undefined,
  within: number,
  { line, column }: { line: number; column: number },
): Locator {
  return {
    locate(path: FieldPath): { line: number; column: number } {
      const inside = path.slice(within);
      if (inside.length === 0 || layout === undefined) return { line, column };
      return shift(placeAgain(file, part, layout, inside), part);
    },
  };
}

/** The document that was read again last, because its places are asked for one after the other. */
const lastRead = new WeakMap<
  ByteSource,
  { readonly layout: DocumentLayout; readonly document: YamlDocument }
>();

/** The file may have changed or gone since: then its own place is the best answer. */
function placeAgain(
  { bytes }: LargeFile,
  part: Part,
  layout: DocumentLayout,
  path: FieldPath,
): { line: number; column: number } {
  let last = lastRead.get(bytes);
  if (last?.layout !== layout) {
    const text = textOf(bytes, part);
    if (text === '') return { line: 1, column: 1 };
    last = { layout, document: YamlDocument.again(text, layout) };
    lastRead.set(bytes, last);
  }
  try {
    return last.document.locate(path);
  } catch (error) {
    if (error instanceof YamlError || error instanceof SyntaxError) return { line: 1, column: 1 };
    throw error;
  }
}

function textOf(bytes: ByteSource, { start, end }: Part): string {
  try {
    return decodeText(bytes.read(start, end))?.text ?? '';
  } catch {
    return '';
  }
}
