import { isFields } from '../../../cluster/index.ts';
import { KubernetesSourceError } from '../errors.ts';
import type { Answer, KubernetesClient, RequestOptions } from '../transport/client.ts';
import { NetworkError, unreachableError } from '../transport/failure.ts';
import { statusMessage } from '../transport/status.ts';

/** Who reads what: said before the first object is read. */
export interface ConnectionFacts {
  readonly context?: string;
  readonly server: string;
  /** Undefined when the server does not say (before 1.27). */
  readonly user?: { readonly name: string; readonly groups: readonly string[] };
}

/**
 * Asks the server who we are (SelfSubjectReview). This is also the first word to the server: it answers whether the
 * server is there, its certificate is trusted, and the credentials are good.
 * https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/self-subject-review-v1/
 * @throws KubernetesSourceError `server-*`, `not-authenticated`, `impersonation-denied`, `interrupted`, credentials' codes
 */
export async function connectionFacts(
  client: KubernetesClient,
  options: RequestOptions = {},
): Promise<ConnectionFacts> {
  const { context, server } = client.connection;
  const user = await selfSubject(client, options);
  return { ...(context !== undefined && { context }), server, ...(user && { user }) };
}

async function selfSubject(
  client: KubernetesClient,
  options: RequestOptions,
): Promise<ConnectionFacts['user']> {
  for (const version of ['v1', 'v1beta1'] as const) {
    const body = { apiVersion: `authentication.k8s.io/${version}`, kind: 'SelfSubjectReview' };
    const answer = await orUnreachable(client, () =>
      client.review(`/apis/authentication.k8s.io/${version}/selfsubjectreviews`, body, {
        attempts: 3,
        ...options,
      }),
    );
    refuse(client.connection.server, answer);
    if (answer.status === 200 || answer.status === 201) return userOf(answer.body);
  }
  return undefined;
}

/** Runs a request whose failure means that the server cannot be talked to. */
export async function orUnreachable<T>(client: KubernetesClient, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NetworkError) throw unreachableError(error, client.connection.server);
    throw error;
  }
}

function refuse(server: string, answer: Answer): void {
  const message = `${server}: ${statusMessage(answer)}`;
  if (answer.status === 401) throw new KubernetesSourceError('not-authenticated', message);
  if (answer.status === 403 && message.includes('impersonate')) {
    throw new KubernetesSourceError('impersonation-denied', message);
  }
  if (answer.status < 300 && !isFields(answer.body)) {
    throw new KubernetesSourceError('server-not-kubernetes', `${server} answered a review with no JSON`);
  }
  if (answer.status >= 500) throw new KubernetesSourceError('server-error', message);
}

function userOf(body: unknown): ConnectionFacts['user'] {
  const status = isFields(body) && isFields(body['status']) ? body['status'] : {};
  const info = isFields(status['userInfo']) ? status['userInfo'] : {};
  const { username, groups } = info;
  if (typeof username !== 'string') return undefined;
  return {
    name: username,
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
  };
}
