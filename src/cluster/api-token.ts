import { asList, asMap, isFields } from './unstructured.ts';

/**
 * Whether the pods of a pod spec get a token that the API server takes: the word of the pod goes before that of its service
 * account, and a projected token counts unless it is for somebody else.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
export function getsApiToken(
  spec: Readonly<Record<string, unknown>>,
  account: Readonly<Record<string, unknown>> | undefined,
): boolean {
  const automount = spec['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'];
  if (automount !== false) return true;
  return asList(spec['volumes'])
    .flatMap((volume) => asList(asMap(asMap(volume)['projected'])['sources']))
    .map((source) => asMap(source)['serviceAccountToken'])
    .some((token) => isFields(token) && mayBeApiServer(token['audience']));
}

/** What API servers were told to be besides their issuer, which is a URL: kops and older guides. */
const usualNames = new Set(['', 'api', 'kubernetes']);

/**
 * Whether an audience may be the API server: none means it, and what it is by default is the URL of its issuer. A token for
 * `sts.amazonaws.com` or `vault` is refused there.
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (`--api-audiences`)
 */
function mayBeApiServer(audience: unknown): boolean {
  if (typeof audience !== 'string') return true;
  return usualNames.has(audience) || audience.startsWith('https://');
}
