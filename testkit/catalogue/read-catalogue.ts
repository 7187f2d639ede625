import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyses, connectAnswers } from '../../src/cli/judge/analyses.ts';
import {
  type Catalogue,
  type CatalogueDocument,
  type LoadOptions,
  loadCatalogue,
} from '../../src/controls/index.ts';
import { readYaml } from '../../src/sources/yaml/index.ts';

export { connectAnswers };

const folder = join(import.meta.dirname, '../../catalog');

/** The shipped catalogue, loaded with the analyses that its controls name. */
export function loadShippedCatalogue(options: LoadOptions = {}): Catalogue {
  return loadCatalogue(readCatalogueFiles(), { ...options, analyses });
}

/** The shipped catalogue, read from its files. */
export function readCatalogueFiles(): CatalogueDocument[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => documentsOf(`catalog/${name}`, readFileSync(join(folder, name), 'utf8')));
}

/** The documents of one catalogue file. */
export function documentsOf(file: string, text: string): CatalogueDocument[] {
  const { documents, problems } = readYaml(text, file);
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new SyntaxError(`${file}:${error.line}:${error.column}: ${error.message}`);
  return documents.map((document) => ({
    file,
    content: document.value,
    locate: (path) => ({ file, ...document.locate(path) }),
  }));
}
