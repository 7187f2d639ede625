import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CatalogueDocument } from '../controls/index.ts';
import { type CatalogueFile, readCatalogueFile } from './catalogue-file.ts';
import { CliError, catalogueBroken } from './errors.ts';

/**
 * What the command line ships beside its code, read from the checkout. The bundler replaces this file by one with the
 * same exports and the data inside (scripts/bundle.ts).
 */
const catalogueFolder = fileURLToPath(new URL('../../catalog/', import.meta.url));
const templateFile = fileURLToPath(new URL('../../dist/web/report-template.html', import.meta.url));

/** Every document of the catalogue; `cases` are left out unless asked for, because only `policy test` reads them. */
export function catalogueDocuments(options: { cases: boolean }): CatalogueDocument[] {
  return readdirSync(catalogueFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && (options.cases || !file.endsWith('.cases.yaml')))
    .sort()
    .map((file) => shipped(readCatalogueFile(catalogueFolder + file, `catalog/${file}`)));
}

function shipped(file: CatalogueFile): CatalogueDocument {
  if ('document' in file) return file.document;
  throw catalogueBroken([file.problem]);
}

/** The HTML report without data. */
export function reportTemplate(): string {
  try {
    return readFileSync(templateFile, 'utf8');
  } catch {
    throw new CliError('template-missing', 'The HTML report is not built', 'Build it once: npm run build');
  }
}
