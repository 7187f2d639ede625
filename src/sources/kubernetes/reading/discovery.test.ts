import { afterEach, describe, expect, it } from 'vitest';
import {
  type FaultReply,
  type FaultRequest,
  type FaultServer,
  failure,
  startFaultServer,
} from '../../../../testkit/index.ts';
import { fixedCredentials } from '../authentication/credentials.ts';
import { createKubernetesClient } from '../transport/client.ts';
import { discoverApi } from './discover.ts';

let server: FaultServer | undefined;
afterEach(() => server?.stop());

async function discover(script: (request: FaultRequest) => FaultReply | undefined) {
  server = await startFaultServer(['pods'], script);
  const connection = { server: server.url, insecureSkipTlsVerify: false, credentials: fixedCredentials({}) };
  const client = createKubernetesClient(connection, { retry: { firstDelayMs: 1 } });
  return discoverApi(client, {}).finally(() => void client.close());
}

const resource = (name: string, kind: string, verbs = ['get', 'list']) => ({
  resource: name,
  responseKind: { group: '', version: '', kind },
  scope: 'Namespaced',
  verbs,
  subresources: [{ subresource: 'status' }],
});
const group = (name: string, ...versions: object[]) => ({ metadata: { name }, versions });
const aggregated = (...items: object[]): FaultReply => ({ body: { kind: 'APIGroupDiscoveryList', items } });

/** https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
describe('aggregated discovery', () => {
  it('takes each resource once, in the first version that has it, because versions come by preference', async () => {
    const api = await discover(({ path }) => {
      if (path === '/api')
        return aggregated(group('', { version: 'v1', resources: [resource('pods', 'Pod')] }));
      if (path !== '/apis') return undefined;
      return aggregated(
        group(
          'example.com',
          { version: 'v2', resources: [resource('widgets', 'Widget')] },
          { version: 'v1', resources: [resource('widgets', 'Widget'), resource('gadgets', 'Gadget')] },
        ),
      );
    });
    expect(api.resources.map(({ group, version, resource }) => `${group}/${version}/${resource}`)).toEqual([
      '/v1/pods',
      'example.com/v1/gadgets',
      'example.com/v2/widgets',
    ]);
  });

  it('reports a stale group version as broken and keeps the rest', async () => {
    const api = await discover(({ path }) => {
      if (path === '/api')
        return aggregated(group('', { version: 'v1', resources: [resource('pods', 'Pod')] }));
      return path === '/apis'
        ? aggregated(group('metrics.k8s.io', { version: 'v1beta1', freshness: 'Stale' }))
        : undefined;
    });
    expect(api.broken).toMatchObject([{ group: 'metrics.k8s.io', version: 'v1beta1' }]);
    expect(api.resources).toHaveLength(1);
  });

  it('survives entries that make no sense', async () => {
    const api = await discover(({ path }) => {
      if (path === '/api')
        return aggregated({}, group('', { version: 'v1', resources: [{}, { resource: 'x' }, 5] }));
      return path === '/apis' ? aggregated(group('a', 7 as unknown as object)) : undefined;
    });
    expect(api.resources).toEqual([]);
  });
});

describe('discovery of servers before 1.27', () => {
  const groups = {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'example.com',
        versions: [{ version: 'v1' }, { version: 'v2' }],
        preferredVersion: { version: 'v2' },
      },
      { name: 'down.example.com', versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } },
    ],
  };
  const list = (...names: string[]) => ({
    body: {
      kind: 'APIResourceList',
      resources: names.map((name) => ({ name, kind: 'Widget', namespaced: true, verbs: ['list'] })),
    },
  });

  it('asks for each version, prefers the preferred one, leaves out subresources, and reports what is down', async () => {
    const api = await discover(({ path }) => {
      if (path === '/apis') return { body: groups };
      if (path === '/apis/example.com/v2') return list('widgets', 'widgets/status');
      if (path === '/apis/example.com/v1') return list('widgets', 'old');
      return path.startsWith('/apis/')
        ? failure(503, 'ServiceUnavailable', 'the server is currently unable')
        : undefined;
    });
    expect(api.resources.map(({ group, version, resource }) => `${group}/${version}/${resource}`)).toEqual([
      '/v1/pods',
      'example.com/v1/old',
      'example.com/v2/widgets',
    ]);
    expect(api.broken).toMatchObject([
      { group: 'down.example.com', reason: 'HTTP 503: the server is currently unable' },
    ]);
  });
});
