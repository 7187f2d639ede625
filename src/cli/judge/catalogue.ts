import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type Catalogue,
  type CatalogueDocument,
  CatalogueError,
  loadCatalogue,
  parameterText,
} from '../../controls/index.ts';
import { catalogueDocuments } from '../assets-from-source.ts';
import { readCatalogueFile } from '../catalogue-file.ts';
import { type LoadedConfig, relativeToConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';

export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  /** Changes when any control does. */
  readonly digest: string;
}

/**
 * The shipped catalogue and a user's own controls, checked. A broken control ends the command with file, line and what
 * is wrong, unless `skipBroken`: then the rest is judged and the report names what was left out.
 */
export function loadControls(
  config: LoadedConfig,
  flags: { policies?: readonly string[]; skipBroken?: boolean },
  options: { cases: boolean } = { cases: false },
): LoadedCatalogue {
  const folders = [
    ...(config.config.policies ?? []).map((name) => relativeToConfig(config, name)),
    ...(flags.policies ?? []),
  ];
  const documents = [
    ...catalogueDocuments(options),
    ...folders.flatMap((folder) => policyDocuments(folder, options)),
  ];
  try {
    const catalogue = loadCatalogue(documents, {
      skipBroken: flags.skipBroken === true,
      cases: options.cases,
    });
    return { catalogue, digest: digestOf(documents) };
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    const lines = error.problems.map(({ file, line, column, message, hint }) => {
      const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
      return `${place}: ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
    });
    throw new CliError(
      'catalogue-broken',
      `${lines.length} mistakes in controls\n${lines.join('\n')}`,
      'Mend them, or judge by the others with --skip-broken.',
    );
  }
}

/** The YAML files of a folder, cases only where they are asked for. */
export function policyDocuments(folder: string, options: { cases: boolean }): CatalogueDocument[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CliError(
      'target-not-found',
      `There is no folder "${folder}" with controls`,
      '--policies names a folder of control files (catalog/README.md says how they are written).',
    );
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file) && (options.cases || !/\.cases\.ya?ml$/.test(file)))
    .sort();
  return files.map((file) => readCatalogueFile(path.join(folder, file)));
}

/** Parameters of the configuration as the judge takes them; a control or parameter that does not exist is an error. */
export function configuredParameters(
  config: LoadedConfig,
  catalogue: Catalogue,
): Record<string, Record<string, string>> {
  const chosen: Record<string, Record<string, string>> = {};
  for (const [id, values] of Object.entries(config.config.parameters ?? {})) {
    const control = catalogue.control(id);
    if (control === undefined)
      throw new CliError(
        'config-invalid',
        `${config.file}: parameters.${id}: there is no such control`,
        'plimsoll policy list names them.',
      );
    chosen[id] = {};
    for (const [name, value] of Object.entries(values)) {
      const parameter = control.parameters.find((each) => each.name === name);
      const names = control.parameters.map((each) => each.name).join(', ') || 'none';
      if (parameter === undefined)
        throw new CliError(
          'config-invalid',
          `${config.file}: parameters.${id}.${name}: ${id} has no such parameter`,
          `It has: ${names}.`,
        );
      const text = parameterText(parameter.type, value);
      if (text === undefined)
        throw new CliError(
          'config-invalid',
          `${config.file}: parameters.${id}.${name} must be a ${parameter.type}`,
        );
      chosen[id][name] = text;
    }
  }
  return chosen;
}

function digestOf(documents: readonly CatalogueDocument[]): string {
  const hash = createHash('sha256');
  for (const { file, content } of documents) {
    if (!/\.cases\.ya?ml$/.test(file))
      hash.update(file).update('\0').update(JSON.stringify(content)).update('\0');
  }
  return `sha256:${hash.digest('hex').slice(0, 16)}`;
}
