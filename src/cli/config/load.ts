import { existsSync } from 'node:fs';
import path from 'node:path';
import { Mistakes, readNamedFile, readSoundParts } from './checked-yaml.ts';
import { type Config, ConfigSchema } from './schema.ts';

/** A configuration and where it came from; `file` is absent when there is none and everything is at its default. */
export interface LoadedConfig {
  readonly config: Config;
  readonly file?: string;
  /** The text as read, for the digest in reports. */
  readonly text: string;
  /** Collects what only the catalogue can tell to be wrong. */
  readonly mistakes: Mistakes;
}

/** Everything at its default. */
export const noConfig: LoadedConfig = { config: {}, text: '', mistakes: new Mistakes('plimsoll.yaml') };

const form = {
  schema: ConfigSchema,
  code: 'config-invalid',
  hint: 'docs/configuration.md lists every field.',
} as const;

/** Reads the named file, or plimsoll.yaml of the working folder when there is one. */
export function loadConfig(named: string | undefined): LoadedConfig {
  const config = collectConfig(named);
  throwConfigMistakes(config);
  return config;
}

/** {@link loadConfig} for those who add more mistakes and then throw them: what has a mistake is left out of the value. */
export function collectConfig(named: string | undefined): LoadedConfig {
  const file = named ?? 'plimsoll.yaml';
  if (named === undefined && !existsSync(file)) return noConfig;
  const bytes = readNamedFile(file, 'config-unreadable', 'plimsoll config init writes a commented one.');
  return { ...collect(bytes, file), file };
}

/** Checks a configuration; all mistakes are named at once, each with line and column. */
export function parseConfig(bytes: Uint8Array, file: string): Omit<LoadedConfig, 'file'> {
  const config = collect(bytes, file);
  config.mistakes.throwIfAny(form);
  return config;
}

function collect(bytes: Uint8Array, file: string): Omit<LoadedConfig, 'file'> {
  const byEntry = ['scopes', 'severities', 'parameters', 'exceptions', 'gate'];
  const { value, text, mistakes, written } = readSoundParts(bytes, file, form, byEntry);
  const config = value ?? {};
  const scopes: object = Object(Reflect.get(Object(written), 'scopes'));
  const production: readonly string[] = config.score?.production ?? [];
  for (const [index, name] of production.entries()) {
    if (!Object.hasOwn(scopes, name))
      mistakes.add(['score', 'production', index], `there is no scope "${name}"`);
  }
  return { config, text, mistakes };
}

/** Ends the command with every mistake that was found in the configuration. */
export function throwConfigMistakes({ mistakes }: LoadedConfig, hint: string = form.hint): void {
  mistakes.throwIfAny({ code: form.code, hint });
}

/** Paths of a configuration are relative to the file that names them. */
export function relativeToConfig({ file }: Pick<LoadedConfig, 'file'>, name: string): string {
  return path.resolve(file === undefined ? '.' : path.dirname(file), name);
}

/** Files or folders of a configuration, then those of the command line. */
export function pathsNamedBy(
  config: LoadedConfig,
  configured: readonly string[] = [],
  given: readonly string[] = [],
): string[] {
  return [...configured.map((name) => relativeToConfig(config, name)), ...given];
}
