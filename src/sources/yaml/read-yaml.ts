import type { Problem } from '../../cluster/index.ts';
import { YamlDocument, yamlProblem } from './document.ts';
import { LineIndex } from './line-index.ts';
import { type ReadDocument, readJsonStream, readStream, readYamlDocuments } from './stream.ts';

export interface YamlReading {
  /** Documents that could be read, in order; empty ones are left out, as kubectl leaves them out. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/**
 * Reads all documents of a text exactly as kubectl would: YAML or JSON, one or many. A document that kubectl would
 * refuse becomes a problem of severity `error`, and the documents after it are still read; what kubectl silently
 * accepts though nobody can mean it (duplicate keys, ignored text) becomes a `warning`.
 *
 * @param text the content, without a byte order mark (see `decodeText`)
 * @param file how problems shall name it
 */
export function readYaml(text: string, file: string): YamlReading {
  return collect(text, file, readStream(text));
}

/** The same for text that must be JSON: one value or several in a row. */
export function readJson(text: string, file: string): YamlReading {
  return collect(text, file, readJsonStream(text));
}

/** The same for text from within a stream, which can not become JSON any more. */
export function readYamlOnly(text: string, file: string): YamlReading {
  return collect(text, file, readYamlDocuments(text, 0));
}

function collect(text: string, file: string, stream: Iterable<ReadDocument>): YamlReading {
  const lines = new LineIndex(text);
  const documents: YamlDocument[] = [];
  const problems: Problem[] = [];
  for (const read of stream) {
    if (read.error !== undefined) problems.push(yamlProblem(read.error, lines, file, 'error'));
    const warnings = read.remarks.map((remark) => yamlProblem(remark, lines, file, 'warning'));
    problems.push(...warnings);
    if (read.value === undefined || read.value === null) continue;
    documents.push(new YamlDocument(text, lines, read, warnings));
  }
  return { documents, problems };
}
