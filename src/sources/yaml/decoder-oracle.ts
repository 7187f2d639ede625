import { spawnSync } from 'node:child_process';
import type { Json } from '../../cluster/index.ts';
import { decodeText } from './decode-text.ts';
import { readStream } from './stream.ts';

/** What a decoder makes of a file: the documents before its first error, empty ones left out, and that error. */
export interface Decoding {
  readonly documents: readonly Json[];
  readonly error?: string;
}

/** Asks Kubernetes' own decoder (testkit/kubebox/oracle_yaml.go) about many files at once. */
export function askKubernetes(binary: string, files: readonly Buffer[]): readonly Decoding[] {
  const questions = files.map((file) => JSON.stringify({ text: file.toString('base64') }));
  const { status, stdout, stderr } = spawnSync(binary, ['oracle-yaml'], {
    input: `${questions.join('\n')}\n`,
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error(`the decoder oracle failed: ${stderr.toString()}`);
  return stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Decoding);
}

/** What this room makes of a file, in the same shape. */
export function decode(file: Buffer): Decoding {
  const decoded = decodeText(file);
  if (decoded === undefined || decoded.broken === 'refused') return { documents: [], error: 'file' };
  const documents: Json[] = [];
  for (const { error, value } of readStream(decoded.text)) {
    if (error !== undefined) return { documents, error: `${error.code}: ${error.message}` };
    if (value !== null && value !== undefined) documents.push(value);
  }
  return { documents };
}

/**
 * Differences that are meant, each stricter than kubectl and said to the person:
 * - more than 100 levels of nesting (kubectl: 10,000);
 * - a control character is an error also in text that kubectl ignores;
 * - a file with NUL bytes, or with a UTF-8 byte order mark and broken UTF-8, is refused as a whole;
 * - a document that ends at a `---` with text behind it is still read; kubectl drops it with its error.
 * And three that only random text shows: what a byte order mark does inside a text depends on the buffers of
 * go-yaml; of two keys that become one JSON key (`1` and `"1"`) Go takes either, here the last one counts; columns
 * count UTF-16 units, so the 1,024 characters of a key are fewer where it has emoji.
 */
export function isMeant(file: Buffer, ours: Decoding, theirs: Decoding): boolean {
  if (ours.error?.startsWith('yaml-depth:') === true || ours.error === 'file') return true;
  if (ours.error?.endsWith('control characters are not allowed') === true) return true;
  if (ours.error?.startsWith('yaml-document-separator:') === true) return theirs.error !== undefined;
  return file.lastIndexOf('\ufeff') > 0;
}

/** Equal documents, whatever the order of their keys, and an error on both sides or on none. */
export function sameDecoding(ours: Decoding, theirs: Decoding): boolean {
  return canonical(ours) === canonical(theirs);
}

function canonical({ documents, error }: Decoding): string {
  return JSON.stringify([documents.map(sorted), error !== undefined]);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]): [string, Json] => [key, sorted(field)]);
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
