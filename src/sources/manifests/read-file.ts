import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Problem } from '../../cluster/index.ts';
import { decodeText, readYaml, type YamlDocument } from '../yaml/index.ts';
import { manifestProblem } from './errors.ts';
import type { FileSource, Named } from './file-source.ts';
import { helmSource } from './helm-chart.ts';
import { type ByteSource, fileBytes, heldBytes } from './large/byte-source.ts';
import { LARGE_FILE, readLargeFile } from './large/read-large-file.ts';
import { ManifestDocuments } from './manifest-objects.ts';
import type { Rendered } from './origin.ts';
import { refuse } from './refusal.ts';
import type { ManifestSink } from './sink.ts';

/** Text of a file of this size still fits a JavaScript string with room to spare. */
export const DEFAULT_MAX_FILE_SIZE = 128 * 1024 * 1024;

/** Reads one file into the sink; returns how many documents held objects. */
export function readManifestFile(file: string, source: FileSource, sink: ManifestSink): number {
  if (!statSync(file).isFile()) return readEndless(file, source, sink);
  return readLarge(fileBytes(file), source, sink) ?? readWhole(readFileSync(file), source, sink);
}

/** The same for what came from standard input. */
export function readManifestBytes(bytes: Buffer, source: FileSource, sink: ManifestSink): number {
  return readLarge(heldBytes(bytes), source, sink) ?? readWhole(bytes, source, sink);
}

/** Pipes and devices say no size beforehand, and some have no end. */
function readEndless(file: string, source: FileSource, sink: ManifestSink): number {
  const { shown, maxFileSize } = source;
  const bytes = firstBytes(file, maxFileSize + 1);
  if (bytes.length <= maxFileSize) return readManifestBytes(bytes, source, sink);
  const message = `there are more than the ${maxFileSize} bytes that are read`;
  sink.report(manifestProblem('file-too-large', message, { file: shown }));
  return 0;
}

function firstBytes(file: string, most: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const parts: Buffer[] = [];
    for (let left = most; left > 0; ) {
      const part = Buffer.allocUnsafe(Math.min(left, 1024 * 1024));
      const count = readSync(descriptor, part);
      if (count === 0) break;
      // A pipe gives a few kilobytes at once: the rest of the part must not stay in memory.
      parts.push(count < part.length ? Buffer.from(part.subarray(0, count)) : part);
      left -= count;
    }
    return Buffer.concat(parts);
  } finally {
    closeSync(descriptor);
  }
}

function readLarge(bytes: ByteSource, source: FileSource, sink: ManifestSink): number | undefined {
  return bytes.size < LARGE_FILE ? undefined : readLargeFile({ ...source, bytes }, sink);
}

function readWhole(bytes: Buffer, source: FileSource, sink: ManifestSink): number {
  const { shown: file, maxFileSize } = source;
  if (bytes.length > maxFileSize) {
    const message = `the file has ${bytes.length} bytes, more than the ${maxFileSize} that are read`;
    refuse(manifestProblem('file-too-large', message, { file }), bytes, source, sink);
    return 0;
  }
  const decoded = decodeText(bytes);
  if (decoded === undefined) {
    const problem = manifestProblem('file-binary', 'the file holds bytes that no text has', { file });
    refuse(problem, bytes, source, sink);
    return 0;
  }
  const { text, broken } = decoded;
  if (broken !== undefined) {
    const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
    const severity = broken === 'refused' ? 'error' : 'warning';
    const message = 'the file has bytes that are not UTF-8';
    refuse(manifestProblem('file-encoding', message, { file, line }, severity), bytes, source, sink);
    if (broken === 'refused') return 0;
  }
  return readManifestText(text, source, sink);
}

/** @param renderedFrom what a document was made from, where the text was rendered */
export function readManifestText(
  text: string,
  source: Named,
  sink: ManifestSink,
  renderedFrom: (document: YamlDocument) => Rendered = byHelm,
): number {
  const { documents, problems } = readYaml(text, source.shown);
  for (const problem of problems) {
    if (problem.severity === 'error') refuse(ofTemplate(problem, text), text, source, sink);
  }
  const taken = new ManifestDocuments(sink);
  for (const document of documents) {
    const found = { value: document.value, file: source.shown, document, ...renderedFrom(document) };
    if (!taken.take(found)) continue;
    for (const problem of document.problems) sink.report(problem);
  }
  return taken.finish();
}

/** Where a template engine fills in a text, there is no syntax to mend: its braces open a mapping in YAML, as its only key. */
function ofTemplate(problem: Problem, text: string): Problem {
  const line = problem.line === undefined ? undefined : text.split('\n', problem.line).at(-1);
  if (line?.includes('{{') !== true) return problem;
  return {
    ...problem,
    hint: 'Render it and scan the result: `{{` in this line is of a template, which is no manifest yet.',
  };
}

/** Output of `helm template` that somebody saved says what it was made from; other text does not. */
function byHelm(document: YamlDocument): Rendered {
  return { template: helmSource(document.headComments()) };
}
