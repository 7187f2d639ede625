import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../cluster/index.ts';
import { decodeText, readYaml } from '../yaml/index.ts';
import { type CsvRow, readCsv } from './csv.ts';
import { EvidenceError, noFiles, unreadable } from './errors.ts';

/** A file of evidence: JSON values, or a table. What they mean is for others to say. */
export type EvidenceFile = { readonly file: string; readonly savedAt: string } & (
  | { readonly values: readonly unknown[] }
  | { readonly rows: readonly CsvRow[] }
);

/** No answer of a cloud is that large; a file that is may be an attack on its reader. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Reads every file of a folder and below, in order of their names; names that begin with a dot are left out. A file that
 * cannot be read is a problem, and the others are read; so is a folder without one. When a file was saved is what the file system says.
 */
export function readEvidenceFolder(folder: string): {
  readonly files: readonly EvidenceFile[];
  readonly problems: readonly Problem[];
} {
  const files: EvidenceFile[] = [];
  const problems: Problem[] = [];
  for (const name of namesIn(folder)) {
    if (name.split(path.sep).some((part) => part.startsWith('.'))) continue;
    const file = path.join(folder, name);
    try {
      const { mtime, size } = statSync(file);
      if (size > mostBytes) {
        problems.push(unreadable(file, `it has ${size} bytes, which no answer has`));
        continue;
      }
      const content = contentOf(readFileSync(file), file);
      if (typeof content === 'string') problems.push(unreadable(file, content));
      else files.push({ file, savedAt: mtime.toISOString(), ...content });
    } catch (error) {
      problems.push(
        unreadable(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`),
      );
    }
  }
  if (files.length + problems.length === 0) problems.push(noFiles(folder));
  return { files, problems };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  } catch (error) {
    throw new EvidenceError(folder, error);
  }
}

function contentOf(bytes: Buffer, file: string): { values: unknown[] } | { rows: CsvRow[] } | string {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return 'it is no text';
  const isJson = /^\s*[[{]/.test(decoded.text);
  const { documents, problems } = readYaml(isJson ? listsApart(decoded.text) : decoded.text, file);
  const values = documents.map(({ value }): unknown => value);
  const broken = problems.find(
    ({ severity, code }) => severity === 'error' || code === 'yaml-ignored-content',
  );
  if (broken !== undefined && isJson) return broken.message;
  if (broken === undefined && values.length > 0 && values.every((value) => typeof value === 'object'))
    return { values };
  const rows = readCsv(decoded.text);
  if (rows.some(({ cells }) => cells.length > 1)) return { rows };
  return decoded.text.trim() === '' ? 'it is empty' : 'it is neither JSON nor a table';
}

/**
 * A loop in a shell prints one list after another, and YAML ends a document with the first. No JSON value has a line break
 * between the end of a list and the begin of the next value: in a string it is escaped, elsewhere a comma is between them.
 */
function listsApart(text: string): string {
  return text.replaceAll(/\][ \t\r]*\n\s*(?=[[{])/g, ']\n---\n');
}
