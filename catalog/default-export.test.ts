import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plimsoll } from '../src/cli/e2e/run-plimsoll.ts';
import { documentsOf } from '../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../testkit/index.ts';

const available = (await kubeboxBinary()) !== undefined;
const plain = 'plain';
/** Of a provider whose list names it among alternatives. */
const excluded = 'cilium-system';

// What a person does first: every control, the shipped lists of providers, no option but the one that enforces.
describe.skipIf(!available)('plimsoll policy export --enforce, applied', () => {
  let cluster: TestCluster;
  let said = '';
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.apply([plain, excluded].map(namespace));
    const { code, stdout, stderr } = await plimsoll(['policy', 'export', '--enforce']);
    expect(code).toBe(0);
    said = stderr;
    await cluster.apply(documentsOf('export.yaml', stdout).map(({ content }) => content as object));
  });
  afterAll(() => cluster?.stop());

  test('a privileged Deployment is denied', async () => {
    const denied = await untilDenied(deployment('shop', plain, { privileged: true }));
    expect(denied).toMatch(/plimsoll-privileg/);
  }, 90_000);

  test('it is let in where a provider runs its own, which is said', async () => {
    await untilDenied(deployment('probe', plain, { privileged: true }));
    const { status } = await create(deployment('shop', excluded, { privileged: true }));
    expect(status).toBe(201);
    expect(said).toMatch(/Not judged: namespaces .*\bcilium, cilium-system\b/);
  }, 90_000);

  test('a Deployment that keeps every rule is let in', async () => {
    await untilDenied(deployment('probe', plain, { privileged: true }));
    const { status, body } = await create(deployment('kept', plain, { allowPrivilegeEscalation: false }));
    expect(body).not.toHaveProperty('message');
    expect(status).toBe(201);
  }, 90_000);

  /** Policies are in force some time after they are written. @returns the message of the server */
  async function untilDenied(object: KubernetesDeployment): Promise<string> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const { status, body } = await create(object);
      if (status >= 400) return (body as { message: string }).message;
      if (Date.now() > deadline) throw new Error('nothing is denied after 60 s');
      await pause(250);
    }
  }

  function create(object: KubernetesDeployment) {
    const path = `/apis/apps/v1/namespaces/${object.metadata.namespace}/deployments?dryRun=All`;
    return cluster.request('POST', path, object);
  }
});

type KubernetesDeployment = ReturnType<typeof deployment>;

function namespace(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function deployment(name: string, namespaceName: string, securityContext: object) {
  const labels = { app: name };
  const resources = { cpu: '100m', memory: '64Mi' };
  const probe = { httpGet: { path: '/healthy', port: 8080 } };
  const container = {
    name: 'app',
    image: `registry.example.com/shop/app@sha256:${'1'.repeat(64)}`,
    imagePullPolicy: 'Always',
    ports: [{ containerPort: 8080 }],
    resources: { requests: resources, limits: resources },
    livenessProbe: probe,
    readinessProbe: probe,
    securityContext: {
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      ...securityContext,
    },
  };
  const spec = {
    automountServiceAccountToken: false,
    serviceAccountName: 'shop',
    securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: namespaceName, labels },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
