import { scopesOf } from '../../../report/index.ts';
import { loadConfig } from '../../config/load.ts';
import { configuredScopes } from '../../judge/scopes.ts';
import type { ReadNetwork } from './read-networks.ts';

/** The part of a cluster that a pod belongs to. */
export type ScopeOf = (network: ReadNetwork) => (pod: ReadNetwork['engine']['pods'][number]) => string;

/**
 * The scopes of the configuration as parts of a map: a pod in several counts in the first, one in none is the rest.
 *
 * @returns undefined where no scope is configured
 */
export function scopeParts(config: string | undefined): ScopeOf | undefined {
  const scopes = configuredScopes(loadConfig(config));
  if (scopes.length === 0) return undefined;
  return ({ cluster: { identity } }) =>
    ({ object, labels }) =>
      scopesOf(scopes, { reference: object, labels, cluster: identity })[0] ?? '(rest)';
}
