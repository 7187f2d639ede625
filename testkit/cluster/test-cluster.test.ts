import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary } from './binary.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const binary = await kubeboxBinary();

describe.skipIf(binary === undefined)('the test cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ audit: true, emulatedVersion: '1.35' });
  }, 900_000);
  afterAll(() => cluster?.stop());

  it('is a real API server that behaves as the version asked for', async () => {
    const { body } = await cluster.request('GET', '/version');
    expect(body).toMatchObject({ major: '1', emulationMinor: '35' });
  });

  it('gives its users the rights their names say', async () => {
    const status = async (path: string, user: keyof TestCluster['users']) =>
      (await cluster.request('GET', path, undefined, user)).status;
    expect(await status('/api/v1/secrets', 'reader')).toBe(200);
    expect(await status('/api/v1/secrets', 'reader-without-secrets')).toBe(403);
    expect(await status('/apis/rbac.authorization.k8s.io/v1/clusterroles', 'reader-without-secrets')).toBe(
      200,
    );
    expect(await status('/apis/rbac.authorization.k8s.io/v1/clusterroles', 'limited-reader')).toBe(403);
    expect(await status('/api/v1/pods', 'limited-reader')).toBe(200);
    expect(await status('/api/v1/pods', 'namespace-reader')).toBe(403);
    expect(await status('/api/v1/namespaces/default/pods', 'namespace-reader')).toBe(200);
    expect(await status('/api/v1/pods', 'stranger')).toBe(403);
  });

  it('applies a CRD, its object, and a pod in a fresh namespace without a controller manager', async () => {
    await cluster.apply([
      {
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { name: 'one', namespace: 'fresh' },
        spec: { size: 3 },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'bare', namespace: 'fresh' },
        spec: { containers: [{ name: 'app', image: 'example.com/app:1' }] },
      },
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'widgets', kind: 'Widget' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          ],
        },
      },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } },
    ]);
    const { body } = await cluster.request('GET', '/apis/example.com/v1/namespaces/fresh/widgets/one');
    expect(body).toMatchObject({ spec: { size: 3 } });
    expect((await cluster.request('GET', '/api/v1/namespaces/fresh/pods/bare')).status).toBe(200);
  }, 60_000);

  it('writes down who asked what', async () => {
    await cluster.request('GET', '/api/v1/configmaps', undefined, 'reader');
    const events = await cluster.auditEvents();
    expect(
      events.some((event) => event.user.username === 'reader' && event.requestURI === '/api/v1/configmaps'),
    ).toBe(true);
  });

  it('refuses what server-side apply cannot do, with the server’s own words', async () => {
    const bad = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'Not_A_Name' }, spec: {} };
    await expect(cluster.apply([bad])).rejects.toThrow(/apply v1 Pod Not_A_Name: HTTP 422/);
  });
});
