import { readFileSync, statSync } from 'node:fs';
import { decodeText, readYaml } from '../yaml/index.ts';
import { manifestProblem } from './errors.ts';
import { takeObjects } from './manifest-objects.ts';
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
  const bytes = bytesOf(file, shown, maxFileSize, sink);
  return bytes === undefined ? 0 : readManifestBytes(bytes, shown, sink);
}

function bytesOf(
  file: string,
  shown: string,
  maxFileSize: number,
  sink: ManifestSink,
): Uint8Array | undefined {
  try {
    const { size } = statSync(file);
    if (size <= maxFileSize) return readFileSync(file);
    const message = `the file has ${size} bytes, more than the ${maxFileSize} that are read`;
    sink.report(manifestProblem('file-too-large', message, { file: shown }));
  } catch (error) {
    const message = `the file could not be read: ${error instanceof Error ? error.message : String(error)}`;
    sink.report(manifestProblem('file-unreadable', message, { file: shown }));
  }
  return undefined;
}

export function readManifestBytes(bytes: Uint8Array, shown: string, sink: ManifestSink): number {
  const decoded = decodeText(bytes);
  if (decoded === undefined) {
    sink.report(manifestProblem('file-binary', 'the file holds bytes that no text has', { file: shown }));
    return 0;
  }
  if (decoded.broken !== undefined) {
    const severity = decoded.broken === 'refused' ? 'error' : 'warning';
    const line = decoded.text.slice(0, decoded.text.indexOf('\ufffd')).split('\n').length;
    sink.report(
      manifestProblem(
        'file-encoding',
        'the file has bytes that are not UTF-8',
        { file: shown, line },
        severity,
      ),
    );
    if (severity === 'error') return 0;
  }
  return readManifestText(decoded.text, shown, sink);
}

export function readManifestText(
  text: string,
  shown: string,
  sink: ManifestSink,
  templateOf?: TemplateFinder,
): number {
  const { documents, problems } = readYaml(text, shown);
  for (const problem of problems) sink.report(problem);
  let withObjects = 0;
  for (const document of documents) {
    const template = templateOf?.(document.headComments());
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
