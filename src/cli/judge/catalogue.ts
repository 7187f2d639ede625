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
import { didYouMean } from '../config/checked-yaml.ts';
import { type LoadedConfig, pathsNamedBy, throwConfigMistakes } from '../config/load.ts';
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
  const folders = pathsNamedBy(config, config.config.policies, flags.policies);
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
  const chosen = withSeverities(documents, config.config.severities ?? {});
  const catalogue = load(chosen, { skipBroken, cases: options.cases, analyses }, unreadable);
  for (const id of Object.keys(config.config.severities ?? {}))
    if (catalogue.control(id) === undefined)
      config.mistakes.add(['severities', id], noSuchControl(id, catalogue));
  configuredParameters(config, catalogue);
  const plain = own.flatMap((folder) => folder.plain.documents);
  return {
    catalogue,
    digest: digestOf([...documents, ...plain]),
    problems: [...found, ...catalogue.problems],
  };
}

/** The controls with the severities that the configuration gives them. */
function withSeverities(
  documents: readonly CatalogueDocument[],
  severities: Readonly<Record<string, string>>,
): readonly CatalogueDocument[] {
  if (Object.keys(severities).length === 0) return documents;
  return documents.map((document) => {
    const { content } = document;
    const id: unknown = isControl(document) ? Reflect.get(Object(content), 'id') : undefined;
    const severity = typeof id === 'string' ? severities[id] : undefined;
    return severity === undefined ? document : { ...document, content: { ...Object(content), severity } };
  });
}

function isControl({ file }: CatalogueDocument): boolean {
  return !/(?:^|\/)(?:frameworks|providers)\/[^/]*$|\.cases\.ya?ml$/.test(file);
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
  const { mistakes } = config;
  for (const [id, values] of Object.entries(config.config.parameters ?? {})) {
    const control = catalogue.control(id);
    if (control === undefined) {
      mistakes.add(['parameters', id], noSuchControl(id, catalogue));
      continue;
    }
    chosen[id] = {};
    for (const [name, value] of Object.entries(values)) {
      const at = ['parameters', id, name];
      const parameter = control.parameters.find((each) => each.name === name);
      const names = control.parameters.map((each) => each.name);
      const text = parameter && parameterText(parameter.type, value);
      if (parameter === undefined)
        mistakes.add(
          at,
          `${id} has no such parameter${didYouMean(name, names)} (it has: ${names.join(', ') || 'none'})`,
        );
      else if (text === undefined) mistakes.add(at, `must be a ${parameter.type}`);
      else chosen[id][name] = text;
    }
  }
  throwConfigMistakes(config);
  return chosen;
}

/** `there is no such control; did you mean host-path-volume?` */
export function noSuchControl(id: string, catalogue: Catalogue): string {
  return `there is no such control${didYouMean(
    id,
    catalogue.controls.map((control) => control.id),
  )}`;
}

function digestOf(documents: readonly Pick<CatalogueDocument, 'file' | 'content'>[]): string {
  const hash = createHash('sha256');
  for (const { file, content } of documents) {
    if (!/\.cases\.ya?ml$/.test(file))
      hash.update(file).update('\0').update(JSON.stringify(content)).update('\0');
  }
  return `sha256:${hash.digest('hex').slice(0, 16)}`;
}
