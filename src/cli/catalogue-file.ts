import { readFileSync } from 'node:fs';
import type { Problem } from '../cluster/index.ts';
import type { CatalogueDocument } from '../controls/index.ts';
import { decodeText, readYaml } from '../sources/yaml/index.ts';

/** A file of the catalogue as it was read, or why it could not be. */
export type CatalogueFile = { readonly document: CatalogueDocument } | { readonly problem: Problem };

/**
 * Reads one file of the catalogue, or of a user's own controls. Whether the content is a control is for the loader to say.
 *
 * @param name how problems shall name the file
 */
export function readCatalogueFile(file: string, name: string = file): CatalogueFile {
  const decoded = decodeText(readFileSync(file));
  if (decoded === undefined) return broken(name, 'this is no text file');
  const { documents, problems } = readYaml(decoded.text, name);
  const problem = problems[0];
  if (problem !== undefined) return { problem: { ...problem, file: name, severity: 'error' } };
  const [document, second] = documents;
  if (document === undefined || second !== undefined) {
    return broken(name, `a file holds exactly one control, and this one holds ${documents.length} documents`);
  }
  const locate: CatalogueDocument['locate'] = (path) => ({ file: name, ...document.locate(path) });
  return { document: { file: name, content: document.value, locate } };
}

function broken(file: string, message: string): CatalogueFile {
  return { problem: { code: 'catalogue-shape', message, file, line: 1, column: 1, severity: 'error' } };
}
