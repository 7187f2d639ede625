import type { Cluster } from '../../../cluster/index.ts';
import { everywhere, type Place } from '../vertex.ts';
import { type Family, holds, leads } from './family.ts';

interface Store {
  readonly conditions?: unknown;
  readonly provider?: { readonly kubernetes?: KubernetesProvider | null } | null;
}

interface KubernetesProvider {
  readonly remoteNamespace?: unknown;
  readonly server?: { readonly url?: unknown } | null;
}

/**
 * A ClusterSecretStore reads Secrets of one namespace for ExternalSecrets of others: whoever writes these and reads Secrets
 * where they are has what the store reads. Stores outside the cluster are another matter.
 * https://external-secrets.io/latest/api/clustersecretstore/
 */
export const secretStores: Family = function* secretStores(held, place, terrain) {
  if (!holds(held, 'putExternalSecret')) return;
  const reading = holds(held, 'listSecrets') ? 'listSecrets' : 'getSecrets';
  if (!holds(held, reading)) return;
  for (const from of new Set(namespacesReadFor(terrain.cluster, place)))
    yield leads('copy-secret', terrain.secrets(from), 'putExternalSecret', reading);
};

function* namespacesReadFor(cluster: Cluster, place: Place): Iterable<string> {
  for (const { body } of cluster.ofKind('external-secrets.io', 'ClusterSecretStore')) {
    const { conditions, provider } = (body['spec'] ?? {}) as Store;
    const own = provider?.kubernetes;
    if (own === undefined || own === null || !isHere(own) || !serves(conditions, place)) continue;
    yield typeof own.remoteNamespace === 'string' && own.remoteNamespace !== ''
      ? own.remoteNamespace
      : 'default';
  }
}

function isHere({ server }: KubernetesProvider): boolean {
  const url = server?.url;
  return (
    url === undefined || url === null || /^(https:\/\/)?kubernetes\.default(\.svc)?(:443)?$/.test(String(url))
  );
}

/** Conditions by labels or expressions are taken for not serving, so that a path is sure. */
function serves(conditions: unknown, place: Place): boolean {
  if (!Array.isArray(conditions) || conditions.length === 0) return true;
  return conditions.some((condition) => {
    const { namespaces } = (condition ?? {}) as { readonly namespaces?: unknown };
    return Array.isArray(namespaces) && (place === everywhere || namespaces.includes(place));
  });
}
