import { readFileSync } from 'node:fs';
import type { CatalogueDocument } from '../controls/index.ts';
import { decodeText, readYaml } from '../sources/yaml/index.ts';
import { CliError } from './errors.ts';

/**
 * Reads one file of the catalogue, or of a user's own controls. A file that is no YAML is an error that names the place;
 * whether the content is a control is for the loader to say.
 *
 * @param name how problems shall name the file
 */
export function readCatalogueFile(file: string, name: string = file): CatalogueDocument {
  const decoded = decodeText(readFileSync(file));
  if (decoded === undefined) throw new CliError('catalogue-broken', `${name} is no text file`);
  const { documents, problems } = readYaml(decoded.text, name);
  const problem = problems[0];
  if (problem !== undefined) {
    throw new CliError(
      'catalogue-broken',
      `${name}:${problem.line ?? 1}:${problem.column ?? 1}: ${problem.message}`,
      problem.hint,
    );
  }
  const [document, second] = documents;
  if (document === undefined || second !== undefined) {
    throw new CliError(
      'catalogue-broken',
      `${name} must hold exactly one document, and holds ${documents.length}`,
    );
  }
  return {
    file: name,
    content: document.value,
    locate: (path) => ({ file: name, ...document.locate(path) }),
  };
}
