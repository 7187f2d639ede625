import { readFileSync } from 'node:fs';
import { decodeText, readYaml } from '../yaml/index.ts';
import { manifestProblem } from './errors.ts';
import { helmSource } from './helm-chart.ts';
import { takeObjects } from './manifest-objects.ts';
import { LARGE_JSON, readLargeJsonList } from './read-json-list.ts';
import type { ManifestSink } from './sink.ts';

/** Text of a file of this size still fits a JavaScript string with room to spare. */
export const DEFAULT_MAX_FILE_SIZE = 128 * 1024 * 1024;

/** Reads one file into the sink; returns how many documents held objects. `shown` is how problems name it. */
export function readManifestFile(
  file: string,
  shown: string,
  maxFileSize: number,
  sink: ManifestSink,
): number {
  return readManifestBytes(readFileSync(file), shown, { maxFileSize, path: file }, sink);
}

export interface ByteSource {
  readonly maxFileSize: number;
  /** Where the bytes can be read again. */
  readonly path?: string;
}

export function readManifestBytes(
  bytes: Buffer,
  shown: string,
  source: ByteSource,
  sink: ManifestSink,
): number {
  if (bytes.length >= LARGE_JSON && readLargeJsonList(bytes, shown, source.path, sink)) return 1;
  if (bytes.length > source.maxFileSize) {
    const message = `the file has ${bytes.length} bytes, more than the ${source.maxFileSize} that are read`;
    sink.report(manifestProblem('file-too-large', message, { file: shown }));
    return 0;
  }
  const text = textOf(bytes, shown, sink);
  return text === undefined ? 0 : readManifestText(text, shown, sink);
}

function textOf(bytes: Buffer, shown: string, sink: ManifestSink): string | undefined {
  const decoded = decodeText(bytes);
  if (decoded === undefined) {
    sink.report(manifestProblem('file-binary', 'the file holds bytes that no text has', { file: shown }));
    return undefined;
  }
  const { text, broken } = decoded;
  if (broken === undefined) return text;
  const severity = broken === 'refused' ? 'error' : 'warning';
  const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
  sink.report(
    manifestProblem(
      'file-encoding',
      'the file has bytes that are not UTF-8',
      { file: shown, line },
      severity,
    ),
  );
  return broken === 'refused' ? undefined : text;
}

export function readManifestText(
  text: string,
  shown: string,
  sink: ManifestSink,
  templateOf: TemplateFinder = helmSource,
): number {
  const { documents, problems } = readYaml(text, shown);
  for (const problem of problems) sink.report(problem);
  let withObjects = 0;
  for (const document of documents) {
    const template = templateOf(document.headComments());
    const found = {
      value: document.value,
      file: shown,
      document,
      ...(template !== undefined && { template }),
    };
    if (takeObjects(found, sink) > 0) withObjects++;
  }
  return withObjects;
}

/** Tells the template of a rendered document from the comments before it. */
export type TemplateFinder = (comments: readonly string[]) => string | undefined;
