import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../cluster/index.ts';
import {
  type AnalysisRegistry,
  type Catalogue,
  type CatalogueDocument,
  CatalogueError,
  loadCatalogue,
  parameterText,
  policyControls,
} from '../../controls/index.ts';
import { givenObjects, type PlainPolicies, splitPlainPolicies } from '../admission/plain-policies.ts';
import { catalogueDocuments } from '../assets-from-source.ts';
import { readCatalogueFile } from '../catalogue-file.ts';
import { type LoadedConfig, relativeToConfig } from '../config/load.ts';
import { CliError, catalogueBroken } from '../errors.ts';
import { analyses as sectionAnalyses } from './analyses.ts';

export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  /** Changes when any control does. */
  readonly digest: string;
  /** With `--skip-broken`: what was left out and why. */
  readonly problems: readonly Problem[];
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
  const own = folders.map((folder) => readPolicies(folder, options));
  const policies = policyControls(
    own.flatMap(({ plain }) => plain.documents),
    ({ others }, cluster) => givenObjects(others, cluster).given,
  );
  const found = [...own.flatMap(({ problems }) => problems), ...policies.problems];
  const unreadable = found.filter(({ severity }) => severity === 'error');
  const documents = [
    ...catalogueDocuments(options),
    ...own.flatMap((folder) => folder.documents),
    // Cases are for controls: policies have results expected of them in files of their own.
    ...(options.cases ? [] : policies.documents),
  ];
  const { skipBroken = false } = flags;
  const { analyses } = policies;
  const catalogue = load(documents, { skipBroken, cases: options.cases, analyses }, unreadable);
  const plain = own.flatMap((folder) => folder.plain.documents);
  return {
    catalogue,
    digest: digestOf([...documents, ...plain]),
    problems: [...found, ...catalogue.problems],
  };
}

function load(
  documents: readonly CatalogueDocument[],
  options: { skipBroken: boolean; cases: boolean; analyses: AnalysisRegistry },
  unreadable: readonly Problem[],
): Catalogue {
  try {
    const catalogue = loadCatalogue(documents, {
      ...options,
      analyses: { ...sectionAnalyses, ...options.analyses },
    });
    if (unreadable.length > 0 && !options.skipBroken) throw catalogueBroken(unreadable);
    return catalogue;
  } catch (error) {
    throw error instanceof CatalogueError ? catalogueBroken([...unreadable, ...error.problems]) : error;
  }
}

/** What a folder of a user's own holds. */
export interface OwnPolicies {
  readonly documents: readonly CatalogueDocument[];
  /** ValidatingAdmissionPolicies and what stands with them. */
  readonly plain: PlainPolicies;
  /** What is no YAML. */
  readonly problems: readonly Problem[];
}

/** The controls of a folder, cases only where they are asked for, and its plain admission policies. */
export function readPolicies(folder: string, options: { cases: boolean }): OwnPolicies {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw noPolicies(`There is no folder "${folder}"`);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  if (names.length === 0) throw noPolicies(`There is no control in "${folder}"`);
  const chosen = names.filter((file) => options.cases || !/\.cases\.ya?ml$/.test(file)).sort();
  const { plain, controlFiles } = splitPlainPolicies(folder, chosen);
  const files = controlFiles.map((file) => readCatalogueFile(path.join(folder, file)));
  return {
    documents: files.flatMap((file) => ('document' in file ? [file.document] : [])),
    plain,
    problems: [...plain.problems, ...files.flatMap((file) => ('problem' in file ? [file.problem] : []))],
  };
}

function noPolicies(message: string): CliError {
  const hint = 'A control is a YAML file in a folder; catalog/README.md says how it is written.';
  return new CliError('target-not-found', message, hint);
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

function digestOf(documents: readonly Pick<CatalogueDocument, 'file' | 'content'>[]): string {
  const hash = createHash('sha256');
  for (const { file, content } of documents) {
    if (!/\.cases\.ya?ml$/.test(file))
      hash.update(file).update('\0').update(JSON.stringify(content)).update('\0');
  }
  return `sha256:${hash.digest('hex').slice(0, 16)}`;
}
