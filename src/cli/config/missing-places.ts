import { existsSync } from 'node:fs';
import type { FieldPath } from '../../cluster/index.ts';
import { listContexts } from '../../sources/kubernetes/index.ts';
import { resolveTargets } from '../target.ts';
import { type LoadedConfig, relativeToConfig } from './load.ts';
import { contextPrefix } from './targets.ts';

/**
 * Adds a mistake for each file and folder that a configuration names and that is not there.
 *
 * @returns the configuration without the policies and exceptions that are not there, so that the others can be checked
 */
export function addMissingPlaces(config: LoadedConfig): LoadedConfig {
  const { targets = [], gate, policies, exceptions } = config.config;
  for (const [index, target] of targets.entries()) {
    if (!target.startsWith(contextPrefix) && !isReadable(relativeToConfig(config, target)))
      config.mistakes.add(['targets', index], `there is no "${target}"`);
  }
  const baseline = gate?.baseline;
  if (baseline !== undefined && !existsSync(relativeToConfig(config, baseline)))
    config.mistakes.add(['gate', 'baseline'], `there is no "${baseline}"`);
  return {
    ...config,
    config: {
      ...config.config,
      ...(policies && { policies: present(config, policies, ['policies']) }),
      ...(exceptions?.files && {
        exceptions: {
          ...exceptions,
          files: present(config, exceptions.files, ['exceptions', 'files']),
        },
      }),
    },
  };
}

function present(config: LoadedConfig, names: readonly string[], at: FieldPath): string[] {
  return names.filter((name, index) => {
    const isThere = existsSync(relativeToConfig(config, name));
    if (!isThere) config.mistakes.add([...at, index], `there is no "${name}"`);
    return isThere;
  });
}

function isReadable(target: string): boolean {
  try {
    return resolveTargets([target], {}).objects.length === 0;
  } catch {
    return false;
  }
}

/**
 * One line for each context that the kubeconfig here does not have. No mistake: the configuration may be meant for another
 * machine. Nothing where there is no kubeconfig, or none that can be read.
 */
export async function missingContexts(config: LoadedConfig): Promise<string[]> {
  const named = (config.config.targets ?? []).flatMap((target, index) =>
    target.startsWith(contextPrefix) ? [{ index, name: target.slice(contextPrefix.length) }] : [],
  );
  if (named.length === 0) return [];
  const known = await listContexts().catch(() => []);
  if (known.length === 0) return [];
  return named
    .filter(({ name }) => !known.some((context) => context.name === name))
    .map(({ index, name }) => {
      const { line, column } = config.mistakes.place(['targets', index]);
      return `${config.file}:${line}:${column}: targets[${index}]: the kubeconfig here has no context "${name}"`;
    });
}
