import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import type { ClientCertificate, Credentials } from '../authentication/credentials.ts';
import type { Connection } from '../connection.ts';
import type { Impersonation } from '../kubeconfig/kubeconfig.ts';
import { createDispatcher } from './dispatcher.ts';
import { NetworkError, networkError } from './failure.ts';
import { defaultRetryPolicy, isRetryable, type RetryPolicy, retryDelay, waitFor } from './retry.ts';

/** An answer of the API server; `body` is undefined when it was not JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Length of the body, decompressed. */
  readonly bytes: number;
}

/** The reviews a reader may ask about itself; asking them changes nothing and everybody may. */
export type SelfReview =
  | '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  | '/apis/authentication.k8s.io/v1beta1/selfsubjectreviews'
  | '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  | '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';

/** A client that can only read: it has no way to write. */
export interface KubernetesClient {
  readonly connection: Connection;
  /** @throws NetworkError, KubernetesSourceError (credentials) */
  get(path: string, options?: RequestOptions): Promise<Answer>;
  review(path: SelfReview, body: object, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly accept?: string;
  /** Tries in all; the client's policy when absent. */
  readonly attempts?: number;
}

export interface ClientOptions {
  /** Connections at once. */
  readonly concurrency?: number;
  readonly connectTimeoutMs?: number;
  /** The longest silence while a response is awaited or read. */
  readonly silenceMs?: number;
  /** One request with its response, without retries. */
  readonly requestTimeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
}

const inflate = promisify(gunzip);

/** A read-only client. Nothing is sent until the first request. */
export function createKubernetesClient(
  connection: Connection,
  options: ClientOptions = {},
): KubernetesClient {
  const policy = { ...defaultRetryPolicy, ...options.retry };
  const dispatchers = dispatchersByCertificate(connection, options);
  const requestTimeoutMs = options.requestTimeoutMs ?? 60_000;

  async function once(
    method: 'GET' | 'POST',
    path: string,
    body: object | undefined,
    { accept, signal }: RequestOptions,
  ) {
    const credentials = await connection.credentials.current();
    try {
      const limit = AbortSignal.timeout(requestTimeoutMs);
      const response = await request(connection.server + path, {
        method,
        dispatcher: dispatchers.of(credentials.clientCertificate),
        headers: headersOf(connection, credentials, accept, body),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      return { answer: await readAnswer(response), retryAfter: header(response, 'retry-after') };
    } catch (error) {
      throw networkError(error, signal);
    }
  }

  async function send(
    method: 'GET' | 'POST',
    path: string,
    body: object | undefined,
    request: RequestOptions,
  ): Promise<Answer> {
    const attempts = request.attempts ?? policy.attempts;
    for (let attempt = 1; ; attempt++) {
      let delay: number;
      try {
        const { answer, retryAfter } = await once(method, path, body, request);
        if (answer.status === 401 && connection.credentials.renew()) continue;
        if (!isRetryable(answer.status) || attempt >= attempts) return answer;
        delay = retryDelay(policy, attempt, retryAfter);
      } catch (error) {
        if (!(error instanceof NetworkError) || !isTransient(error) || attempt >= attempts) throw error;
        delay = retryDelay(policy, attempt, undefined);
      }
      await waitFor(delay, request.signal);
    }
  }

  return {
    connection,
    get: (path, request = {}) => send('GET', path, undefined, request),
    review: (path, body, request = {}) => send('POST', path, body, request),
    close: () => dispatchers.close(),
  };
}

/** A certificate that is wrong stays wrong; a slow server was waited for long enough. */
function isTransient(error: NetworkError): boolean {
  return error.failure === 'unreachable';
}

/** Exec plugins may give another client certificate each time: connections belong to one certificate. */
function dispatchersByCertificate(connection: Connection, options: ClientOptions) {
  const limits = {
    connections: options.concurrency ?? 8,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    silenceMs: options.silenceMs ?? 30_000,
  };
  const dispatchers = new Map<string, Dispatcher>();
  return {
    of(clientCertificate: ClientCertificate | undefined): Dispatcher {
      const key = clientCertificate?.certificate ?? '';
      const dispatcher = dispatchers.get(key) ?? createDispatcher(connection, clientCertificate, limits);
      dispatchers.set(key, dispatcher);
      return dispatcher;
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
      dispatchers.clear();
    },
  };
}

function headersOf(
  { impersonate, disableCompression }: Connection,
  { token }: Credentials,
  accept: string | undefined,
  body: object | undefined,
): Record<string, string | string[]> {
  return {
    accept: accept ?? 'application/json',
    ...(!disableCompression && { 'accept-encoding': 'gzip' }),
    'user-agent': 'plimsoll',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(impersonate && impersonationHeaders(impersonate)),
  };
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
function impersonationHeaders({
  user,
  uid,
  groups,
  extra = {},
}: Impersonation): Record<string, string | string[]> {
  const extras = Object.entries(extra).map(([key, values]) => [
    `impersonate-extra-${encodeURIComponent(key)}`,
    [...values],
  ]);
  return {
    ...(user !== undefined && { 'impersonate-user': user }),
    ...(uid !== undefined && { 'impersonate-uid': uid }),
    ...(groups.length > 0 && { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(extras),
  };
}

async function readAnswer(response: Dispatcher.ResponseData): Promise<Answer> {
  const bytes = Buffer.from(await response.body.arrayBuffer());
  const plain = header(response, 'content-encoding') === 'gzip' ? await inflate(bytes) : bytes;
  const json = header(response, 'content-type')?.includes('json') === true;
  return { status: response.statusCode, body: json ? parseJson(plain) : undefined, bytes: plain.length };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
