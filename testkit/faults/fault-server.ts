import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client asked of the fault server. */
export interface FaultRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** How often this method, path and page were asked for before. */
  readonly before: number;
}

/** How the fault server answers. */
export interface FaultReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is. */
  readonly body?: unknown;
  /** Waits before it answers; `Infinity` never answers. */
  readonly delayMs?: number;
  /** `before`: resets the connection instead of answering. `half`: after half of the body. */
  readonly reset?: 'before' | 'half';
}

export interface FaultServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly requests: readonly FaultRequest[];
  stop(): Promise<void>;
}

/**
 * A scripted HTTP server for what a real API server cannot be made to do: expired continue tokens, resets, throttling,
 * silence. The script answers what it wants to; the rest is a minimal API that serves `resources`.
 */
export async function startFaultServer(
  resources: readonly string[],
  script: (request: FaultRequest) => FaultReply | undefined,
): Promise<FaultServer> {
  const requests: FaultRequest[] = [];
  const counts = new Map<string, number>();
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const key = `${incoming.method} ${url.pathname} ${url.searchParams.get('continue')}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    const request = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      before,
    };
    requests.push(request);
    incoming.resume();
    reply(response, script(request) ?? minimalApi(request, resources));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One page of a list of ConfigMaps, as the API server gives it. */
export function configMapPage(from: number, count: number, continueToken?: string): FaultReply {
  const items = Array.from({ length: count }, (_, index) => ({
    metadata: { name: `c${String(from + index).padStart(5, '0')}`, namespace: 'default' },
  }));
  const metadata = continueToken === undefined ? {} : { continue: continueToken };
  return { body: { kind: 'ConfigMapList', apiVersion: 'v1', metadata, items } };
}

/** A failure as the API server words it. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export function failure(status: number, reason: string, message: string, metadata: object = {}): FaultReply {
  return {
    status,
    body: { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason, code: status },
  };
}

function reply(
  response: ServerResponse,
  { status = 200, headers = {}, body = {}, delayMs = 0, reset }: FaultReply,
): void {
  if (delayMs === Number.POSITIVE_INFINITY) return;
  setTimeout(() => {
    if (reset === 'before') return response.socket?.resetAndDestroy();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      ...headers,
    });
    if (reset === 'half') {
      response.write(text.slice(0, text.length / 2), () => response.socket?.resetAndDestroy());
    } else response.end(text);
  }, delayMs);
}

function minimalApi({ path, method }: FaultRequest, resources: readonly string[]): FaultReply {
  if (path === '/version') return { body: { major: '1', minor: '36', gitVersion: 'v1.36.0' } };
  if (path.endsWith('/selfsubjectreviews'))
    return { status: 201, body: { status: { userInfo: { username: 'jane', groups: [] } } } };
  if (path === '/api') return { body: { kind: 'APIVersions', versions: ['v1'] } };
  if (path === '/apis') return { body: { kind: 'APIGroupList', groups: [] } };
  if (path === '/api/v1') return { body: { kind: 'APIResourceList', resources: resources.map(served) } };
  if (method === 'GET' && resources.some((resource) => path === `/api/v1/${resource}`)) {
    return { body: { kind: 'List', apiVersion: 'v1', metadata: {}, items: [] } };
  }
  return failure(404, 'NotFound', 'the server could not find the requested resource');
}

/** `configmaps` is served as kind `Configmap`: tests that care name what they need in their script. */
function served(resource: string): object {
  const kind =
    resource === 'configmaps' ? 'ConfigMap' : `${resource.charAt(0).toUpperCase()}${resource.slice(1, -1)}`;
  return { name: resource, kind, namespaced: true, verbs: ['get', 'list'] };
}
