import { existsSync } from 'node:fs';
import { listContexts } from '../../sources/kubernetes/index.ts';
import { resolveTargets } from '../target.ts';
import { type LoadedConfig, relativeToConfig } from './load.ts';
import { contextPrefix } from './targets.ts';

/** Adds a mistake for each file and folder that a configuration names and that is not there. */
export function addMissingPlaces(config: LoadedConfig): void {
  const { targets = [], gate } = config.config;
  for (const [index, target] of targets.entries()) {
    if (!target.startsWith(contextPrefix) && !isReadable(relativeToConfig(config, target)))
      config.mistakes.add(['targets', index], `there is no "${target}"`);
  }
  const baseline = gate?.baseline;
  if (baseline !== undefined && !existsSync(relativeToConfig(config, baseline)))
    config.mistakes.add(['gate', 'baseline'], `there is no "${baseline}"`);
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
