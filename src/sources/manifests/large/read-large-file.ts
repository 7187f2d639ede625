import type { FieldPath, Json, Problem } from '../../../cluster/index.ts';
import {
  decodeText,
  readJson,
  readYamlDocuments,
  type YamlDocument,
  type YamlReading,
  yamlProblems,
} from '../../yaml/index.ts';
import { manifestProblem } from '../errors.ts';
import { helmSource } from '../helm-chart.ts';
import { type FoundValue, takeItem, takeObjects } from '../manifest-objects.ts';
import type { Locator } from '../origin.ts';
import type { ManifestSink } from '../sink.ts';
import type { ByteSource } from './byte-source.ts';
import { ByteWindow } from './byte-window.ts';
import type { Part } from './part.ts';
import { closesList, splitJsonList } from './split-json-list.ts';
import { splitYamlStream } from './split-yaml-stream.ts';

/** From this size on a file is read part by part. */
export const LARGE_FILE = 16 * 1024 * 1024;

/** How a large file is read. */
export interface LargeFile {
  readonly bytes: ByteSource;
  /** How problems name it. */
  readonly shown: string;
  readonly maxPartSize: number;
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
    readItems(file, list.items, list.head, window, sink);
    return 1;
  }
  return isYamlStream(window.bytes) ? readDocuments(file, window, sink) : undefined;
}
