import { Agent, request } from 'undici';

/** An answer of the API server, parsed when it is JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Talks to a test API server as one user. For tests only: no retries, no limits. */
export interface ApiClient {
  request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    contentType?: string,
  ): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** A client that trusts the given CA (PEM) and authenticates with a bearer token. */
export function createApiClient(server: string, certificateAuthority: string, token: string): ApiClient {
  const dispatcher = new Agent({ connect: { ca: certificateAuthority }, connections: 32 });
  return {
    async request(method, path, body, contentType = 'application/json') {
      const answer = await request(server + path, {
        method,
        dispatcher,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      const json = answer.headers['content-type']?.includes('json') === true;
      return { status: answer.statusCode, body: json ? (JSON.parse(text) as unknown) : text };
    },
    close: () => dispatcher.destroy(),
  };
}
