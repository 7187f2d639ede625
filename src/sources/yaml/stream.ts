import type { Json } from '../../cluster/index.ts';
import { buildValue } from './build.ts';
import { findForbiddenCharacter, isGoSpace, trimGoSpaceStart } from './characters.ts';
import { YamlError, type YamlRemark } from './errors.ts';
import { countNames, findJsonExtent } from './json-extent.ts';
import { jsonValue, parseJson, skipJsonSpace } from './json-parser.ts';
import type { YamlNode } from './node.ts';
import { MAX_DEPTH, parseDocument } from './parser.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import { type DocumentSlice, splitYaml } from './split.ts';

/** One document as read: its value, or why there is none. Offsets count from the start of the whole text. */
export interface ReadDocument extends DocumentSlice {
  readonly value: Json | undefined;
  readonly remarks: readonly YamlRemark[];
  /** Where the value itself starts, behind comments and `---`. */
  readonly contentStart: number;
  /** Texts of the value are pieces of the whole text, and keep all of it in memory. */
  readonly sharesText?: boolean;
}

/** How far kubectl looks for the `{` that makes a stream JSON. */
const JSON_PEEK = 4096;

/**
 * Reads every document of a stream as kubectl's decoder does, and goes on after an error where kubectl stops.
 * A stream that starts with `{` is JSON until a value fails; after at most one good value the rest is then YAML.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#NewYAMLOrJSONDecoder
 */
export function* readStream(text: string): Generator<ReadDocument> {
  let yamlFrom = 0;
  if (trimGoSpaceStart(text.slice(0, JSON_PEEK)).startsWith('{')) {
    const json = yield* readJsonValues(text);
    if (json.rest === undefined) return;
    yamlFrom = json.rest;
    const documents = [...readYamlDocuments(text, yamlFrom)];
    const first = documents[0];
    yield* first?.error === undefined ? documents : [{ ...first, error: json.error }, ...documents.slice(1)];
    return;
  }
  yield* readYamlDocuments(text, yamlFrom);
}

/** Reads JSON values only: where something else follows, that is an error and the end. */
export function* readJsonStream(text: string): Generator<ReadDocument> {
  const { rest, error } = yield* readJsonValues(text);
  if (rest === undefined || error === undefined) return;
  yield {
    start: rest,
    end: text.length,
    format: 'json',
    error,
    value: undefined,
    remarks: [],
    contentStart: rest,
  };
}

/** Yields the JSON values; returns where YAML has to take over, if it has to. */
function* readJsonValues(
  text: string,
): Generator<ReadDocument, { rest: number | undefined; error?: YamlError }> {
  let position = 0;
  for (let count = 0; ; count++) {
    const start = skipJsonSpace(text, position);
    if (start >= text.length) return { rest: undefined };
    const read = readJsonValue(text, start);
    const { error } = read;
    if (error === undefined || error.code !== 'json-syntax') {
      position = read.end;
      yield read;
      continue;
    }
    const rest = count > 1 ? undefined : afterFirstLineOfSpace(text, position);
    if (rest !== undefined) return { rest, error };
    yield read;
    return { rest: undefined };
  }
}

function readJsonValue(text: string, start: number): ReadDocument {
  try {
    const simple = readSimpleJson(text, start);
    const { root, remarks } = simple === undefined ? parseJson(text, start) : { root: simple, remarks: [] };
    const value = simple === undefined ? jsonValue(text.slice(root.start, root.end)) : simple.value;
    return { start, end: root.end, format: 'json', value, remarks, contentStart: start };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const extent = error.code === 'json-syntax' ? undefined : findJsonExtent(text, start);
    const end = extent?.end ?? text.length;
    return { start, end, format: 'json', error, value: undefined, remarks: [], contentStart: start };
  }
}

/** The fast way, for a value that has nothing to remark on: as many names in the text as in the value, none too deep. */
function readSimpleJson(
  text: string,
  start: number,
): { start: number; end: number; value: Json } | undefined {
  const extent = findJsonExtent(text, start);
  if (extent === undefined || extent.depth > MAX_DEPTH) return undefined;
  try {
    const value = jsonValue(text.slice(start, extent.end));
    return countNames(value) === extent.names ? { start, end: extent.end, value } : undefined;
  } catch {
    return undefined;
  }
}

/** kubectl eats white space up to the end of its line, with four bytes of look-ahead; undefined without them. */
function afterFirstLineOfSpace(text: string, from: number): number | undefined {
  for (let position = from; ; position++) {
    if (Buffer.byteLength(text.slice(position, position + 4)) < 4) return undefined;
    if (text.charAt(position) === '\ufffd') return undefined;
    if (!isGoSpace(text.charAt(position))) return position;
    if (text.charAt(position) === '\n') return position + 1;
  }
}

/** Reads documents of YAML from an offset on. */
export function* readYamlDocuments(text: string, from: number): Generator<ReadDocument> {
  for (const slice of splitYaml(text, from)) {
    if (slice.error === undefined) yield readYamlDocument(text, slice);
    else yield { ...slice, value: undefined, remarks: [], contentStart: slice.start };
  }
}

function readYamlDocument(text: string, slice: DocumentSlice): ReadDocument {
  const base = afterByteOrderMark(text, slice);
  const own = withLastBreak(text.slice(base, slice.end));
  const simple = readSimpleYaml(own);
  if (simple !== undefined)
    return { ...slice, value: simple.value, remarks: [], contentStart: base + simple.start };
  try {
    const { root, remarks } = parseYamlSlice(own);
    if (root === undefined) return { ...slice, value: null, remarks: [], contentStart: base };
    const built = buildValue(root);
    const shifted = [...built.remarks, ...remarks].map((remark) => shift(remark, base));
    return {
      ...slice,
      value: built.value,
      remarks: shifted,
      contentStart: base + root.start,
      sharesText: true,
    };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const shifted = new YamlError(error.code, error.message, error.offset + base);
    return { ...slice, error: shifted, value: undefined, remarks: [], contentStart: base };
  }
}

function parseYamlSlice(text: string): { root: YamlNode | undefined; remarks: YamlRemark[] } {
  const forbidden = findForbiddenCharacter(text);
  if (forbidden >= 0) throw new YamlError('yaml-syntax', 'control characters are not allowed', forbidden);
  const { root, ignoredFrom } = parseDocument(text);
  if (ignoredFrom === undefined) return { root, remarks: [] };
  const message = 'the document ends before this text, so kubectl does not read it';
  return { root, remarks: [{ code: 'yaml-ignored-content', message, offset: ignoredFrom }] };
}

/** go-yaml strips a byte order mark from each document. */
function afterByteOrderMark(text: string, slice: DocumentSlice): number {
  return text.charCodeAt(slice.start) === 0xfeff ? slice.start + 1 : slice.start;
}

/** kubectl's line reader ends the last line too, which a block text at the end of a file can see. */
function withLastBreak(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function shift(remark: YamlRemark, by: number): YamlRemark {
  return { ...remark, offset: remark.offset + by };
}

/** The nodes of a document that was read without an error, parsed again: positions are rarely asked for. */
export function nodesOf(text: string, slice: DocumentSlice): { root: YamlNode; base: number } | undefined {
  if (slice.format === 'json') return { root: parseJson(text, slice.start).root, base: 0 };
  const base = afterByteOrderMark(text, slice);
  const { root } = parseDocument(withLastBreak(text.slice(base, slice.end)));
  return root === undefined ? undefined : { root, base };
}
