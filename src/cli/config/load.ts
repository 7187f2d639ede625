import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Check, Errors } from 'typebox/value';
import type { FieldPath } from '../../cluster/index.ts';
import { decodeText, readYaml, type YamlDocument } from '../../sources/yaml/index.ts';
import { CliError } from '../errors.ts';
import { type Config, ConfigSchema } from './schema.ts';

/** A configuration and where it came from; `file` is absent when there is none and everything is at its default. */
export interface LoadedConfig {
  readonly config: Config;
  readonly file?: string;
  /** The text as read, for the digest in reports. */
  readonly text: string;
}

/** Reads the named file, or plimsoll.yaml of the working folder when there is one. */
export function loadConfig(named: string | undefined): LoadedConfig {
  const file = named ?? 'plimsoll.yaml';
  if (named === undefined && !existsSync(file)) return { config: {}, text: '' };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new CliError(
      'config-unreadable',
      `${file} cannot be read: ${existsSync(file) ? 'no permission, or no file' : 'it does not exist'}`,
      'plimsoll config init writes a commented one.',
    );
  }
  return { ...parseConfig(bytes, file), file };
}

/** Checks a configuration; all mistakes are named at once, each with line and column. */
export function parseConfig(bytes: Uint8Array, file: string): { config: Config; text: string } {
  const decoded = decodeText(bytes);
  if (decoded === undefined) throw new CliError('config-invalid', `${file} is no text file`);
  const { documents, problems } = readYaml(decoded.text, file);
  if (problems.length > 0) {
    throw new CliError(
      'config-invalid',
      problems.map((problem) => `${file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n'),
    );
  }
  const [document, second] = documents;
  if (second !== undefined)
    throw new CliError('config-invalid', `${file} must hold one document, and holds ${documents.length}`);
  if (document === undefined) return { config: {}, text: decoded.text };
  const { value } = document;
  if (!Check(ConfigSchema, value))
    throw new CliError(
      'config-invalid',
      mistakes(value, document, file),
      'docs/configuration.md lists every field.',
    );
  return { config: value, text: decoded.text };
}

/** Paths of a configuration are relative to the file that names them. */
export function relativeToConfig({ file }: LoadedConfig, name: string): string {
  return path.resolve(file === undefined ? '.' : path.dirname(file), name);
}

function mistakes(value: unknown, document: YamlDocument, file: string): string {
  const lines = new Set<string>();
  for (const error of Errors(ConfigSchema, value)) {
    const at = pointerSteps(error.instancePath, value);
    const unknown = error.keyword === 'additionalProperties' ? unknownFields(error.params) : [''];
    for (const field of unknown) {
      const where = field === '' ? at : [...at, field];
      const place = document.locate(where);
      const name = where.length === 0 ? 'the file' : where.join('.');
      const what =
        error.keyword === 'additionalProperties' ? 'no such field' : (allowed(error.params) ?? error.message);
      if (error.keyword !== 'boolean') lines.add(`${file}:${place.line}:${place.column}: ${name}: ${what}`);
    }
  }
  return [...lines].join('\n');
}

function unknownFields(parameters: object): readonly string[] {
  return 'additionalProperties' in parameters && Array.isArray(parameters.additionalProperties)
    ? parameters.additionalProperties
    : [''];
}

function allowed(parameters: object): string | undefined {
  return 'allowedValues' in parameters && Array.isArray(parameters.allowedValues)
    ? `must be one of ${parameters.allowedValues.join(', ')}`
    : undefined;
}

/** A JSON pointer as steps; numbers where the value has a list. */
function pointerSteps(pointer: string, root: unknown): FieldPath {
  const steps: (string | number)[] = [];
  let value: unknown = root;
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(name) : name;
    steps.push(step);
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  return steps;
}
