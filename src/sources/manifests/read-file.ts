import { readFileSync } from 'node:fs';
import type { Problem } from '../../cluster/index.ts';
import { decodeText, readYaml } from '../yaml/index.ts';
import { manifestProblem } from './errors.ts';
import { helmSource } from './helm-chart.ts';
import { takeObjects } from './manifest-objects.ts';
import { LARGE_JSON, readLargeJsonList } from './read-json-list.ts';
import type { ManifestSink } from './sink.ts';

/** Text of a file of this size still fits a JavaScript string with room to spare. */
export const DEFAULT_MAX_FILE_SIZE = 128 * 1024 * 1024;

export interface FileSource {
  /** How problems name it. */
  readonly shown: string;
  /** Where the bytes can be read again. */
  readonly path?: string;
  /**
   * A person named it, so whatever is wrong with it is an error. Of the other files in a folder only those are that show a
   * sign of being a manifest: configuration with comments in its JSON or templates in its YAML is nobody's mistake.
   */
  readonly named: boolean;
  readonly maxFileSize: number;
}

/** Reads one file into the sink; returns how many documents held objects. */
export function readManifestFile(file: string, source: FileSource, sink: ManifestSink): number {
  return readManifestBytes(readFileSync(file), { ...source, path: file }, sink);
}

export function readManifestBytes(bytes: Buffer, source: FileSource, sink: ManifestSink): number {
  const { shown: file, maxFileSize } = source;
  if (bytes.length >= LARGE_JSON && readLargeJsonList(bytes, file, source.path, sink)) return 1;
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

/** Tells the template of a rendered document from the comments before it. */
export type TemplateFinder = (comments: readonly string[]) => string | undefined;

export function readManifestText(
  text: string,
  source: Pick<FileSource, 'shown' | 'named'>,
  sink: ManifestSink,
  templateOf: TemplateFinder = helmSource,
): number {
  const { documents, problems } = readYaml(text, source.shown);
  for (const problem of problems) {
    if (problem.severity === 'error') refuse(problem, text, source, sink);
  }
  let withObjects = 0;
  for (const document of documents) {
    const template = templateOf(document.headComments());
    const found = {
      value: document.value,
      file: source.shown,
      document,
      ...(template !== undefined && { template }),
    };
    if (takeObjects(found, sink) === 0) continue;
    withObjects++;
    for (const problem of document.problems) sink.report(problem);
  }
  return withObjects;
}

function refuse(
  problem: Problem,
  content: Buffer | string,
  { shown, named }: Pick<FileSource, 'shown' | 'named'>,
  sink: ManifestSink,
): void {
  if (named || looksLikeManifest(content)) {
    sink.report(problem);
    return;
  }
  const line = problem.line === undefined ? {} : { line: problem.line };
  sink.skip({ file: shown, ...line, reason: `not a Kubernetes manifest, and ${problem.message}` });
}

function looksLikeManifest(content: Buffer | string): boolean {
  if (typeof content !== 'string') return content.includes('apiVersion');
  return /(?:^|[\s{,"'])(?:apiVersion|kind)["']?\s*:/.test(content);
}
