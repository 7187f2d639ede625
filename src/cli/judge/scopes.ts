import { compileSelector } from '../../cluster/index.ts';
import type { Scope } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';

/** Scopes of the configuration as the report takes them. */
export function configuredScopes({ config }: Pick<LoadedConfig, 'config'>): Scope[] {
  return Object.entries(config.scopes ?? {}).map(([name, part]) => scopeOf(name, part));
}

/** A part of the fleet under a name. */
export function scopeOf(
  name: string,
  { namespaces, clusters, labels }: NonNullable<Config['scopes']>[string],
): Scope {
  return {
    name,
    ...(namespaces && { namespaces }),
    ...(clusters && { clusters }),
    ...(labels && { labels: compileSelector({ matchLabels: labels }) }),
  };
}
