import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  kubeboxBinary,
  startTestCluster,
  type TestCluster,
  type TestUserName,
} from '../../../../testkit/index.ts';
import type { Cluster, ResourceCoverage } from '../../../cluster/index.ts';
import { redactionKey } from '../../redaction-key.ts';
import { readSnapshot, writeSnapshot } from '../../snapshot/index.ts';
import { connectionFacts, createKubernetesClient, readCluster, resolveConnection } from '../index.ts';
import type { ReadClusterOptions } from './read-cluster.ts';

const binary = await kubeboxBinary();
const key = redactionKey(Buffer.alloc(32, 7));
const planted = 'planted-value-Zk3vQ9';

describe.skipIf(binary === undefined)('reading a real API server', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ audit: true });
    await cluster.apply(fixtures);
  }, 900_000);
  afterAll(() => cluster?.stop());

  async function read(
    user: TestUserName,
    options: Partial<ReadClusterOptions> = {},
    by: 'token' | 'certificate' = 'token',
  ) {
    const connection = await resolveConnection({ file: await cluster.kubeconfig(user, by) });
    const client = createKubernetesClient(connection);
    try {
      const reading = await readCluster({ client, redactionKey: key, ...options });
      return { ...reading, cluster: reading.store.snapshot() };
    } finally {
      await client.close();
    }
  }

  it('is complete for a reader who may read everything', async () => {
    const { cluster: model, problems, facts } = await read('reader');
    expect(problems).toEqual([]);
    expect(facts.user).toMatchObject({
      name: 'reader',
      groups: expect.arrayContaining(['plimsoll:readers']) as unknown,
    });
    const failed = model.coverage.resources.filter(
      ({ state, reason }) => state !== 'read' && !reason?.startsWith('left out'),
    );
    expect(failed).toEqual([]);
    expect(model.coverage.discovery).toEqual({ complete: true, failedGroups: [] });
    const names = [...model.ofKind('apps', 'Deployment', 'shop')].map(({ name }) => name);
    expect(names).toEqual(['api']);
    expect(model.namespaceLabels('shop')).toMatchObject({ team: 'payments' });
    expect([...model.ofKind('example.com', 'Widget')].map(({ name }) => name)).toEqual(['one']);
    for (const kind of ['Secret', 'ConfigMap', 'Pod', 'Role']) {
      expect(model.knowledgeOf(kind === 'Role' ? 'rbac.authorization.k8s.io' : '', kind)).toEqual({
        complete: true,
      });
    }
  }, 60_000);

  it('identifies the cluster by the uid of kube-system and says version, context and server', async () => {
    const { cluster: model } = await read('reader');
    const { body } = await cluster.request('GET', '/api/v1/namespaces/kube-system');
    expect(model.identity.id).toBe((body as { metadata: { uid: string } }).metadata.uid);
    expect(model.identity).toMatchObject({
      context: 'test',
      name: 'test',
      server: cluster.server,
      provider: 'unknown',
    });
    expect(model.version).toMatchObject({ major: 1, minor: 37, gitVersion: 'v1.37.2', assumed: false });
    expect(model.provenance).toMatchObject({ source: 'live', reader: 'reader' });
  }, 60_000);

  it('reads each object with its type, which lists of built-in kinds leave out, and only reduced managers', async () => {
    const { cluster: model } = await read('reader');
    const pod = model.find({ group: '', kind: 'Pod', namespace: 'shop', name: 'bare' });
    expect(pod?.body).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { serviceAccountName: 'default' },
    });
    expect(pod?.body.metadata.managedFields).toEqual([
      { manager: 'testkit', operation: 'Apply', time: expect.stringMatching(/Z$/) as unknown },
    ]);
  }, 60_000);

  it('lets no value of a Secret into the model', async () => {
    const { cluster: model } = await read('reader');
    const secret = model.find({ group: '', kind: 'Secret', namespace: 'shop', name: 'login' });
    expect(secret).toBeDefined();
    const everything = JSON.stringify([...model.objects()].map(({ body }) => body));
    expect(everything).not.toContain(planted);
    expect(everything).not.toContain(Buffer.from(planted).toString('base64'));
  }, 60_000);

  it('says which permission a reader without Secrets is missing, and reads the rest', async () => {
    const { cluster: model } = await read('reader-without-secrets');
    expect(unread(model).map(({ resource }) => resource)).toEqual(['secrets']);
    expect(model.knowledgeOf('', 'Secret')).toMatchObject({
      complete: false,
      state: 'denied',
      permission: { verbs: ['get', 'list'], apiGroup: '', resource: 'secrets' },
    });
    expect(model.knowledgeOf('', 'Pod')).toEqual({ complete: true });
  }, 60_000);

  it('says that RBAC is not known to a reader who may not list it', async () => {
    const { cluster: model } = await read('limited-reader');
    expect(model.knowledgeOf('rbac.authorization.k8s.io', 'ClusterRole')).toMatchObject({
      complete: false,
      state: 'denied',
    });
    expect(model.knowledgeOf('apps', 'Deployment')).toEqual({ complete: true });
  }, 60_000);

  it('does not ask for Secrets when told not to', async () => {
    const { cluster: model } = await read('reader', { secrets: 'skip' });
    const secrets = { complete: false, state: 'not-connected', source: 'secrets' };
    expect(model.knowledgeOf('', 'Secret')).toMatchObject(secrets);
    expect(model.coverage.notConnected.map(({ source }) => source)).toContain('secrets');
    expect([...model.ofKind('', 'Secret')]).toEqual([]);
  }, 60_000);

  it('reads the namespaces it knows where the whole cluster is denied', async () => {
    const { cluster: model } = await read('namespace-reader', { namespaces: ['default'] });
    expect(model.knowledgeOf('', 'ServiceAccount', 'default')).toEqual({ complete: true });
    expect(model.knowledgeOf('', 'ServiceAccount')).toMatchObject({ complete: false, state: 'denied' });
    expect(model.namespaceLabels('default')).toMatchObject({ 'kubernetes.io/metadata.name': 'default' });
  }, 60_000);

  it('ends with one error when everything is denied', async () => {
    await expect(read('stranger')).rejects.toMatchObject({ code: 'everything-denied' });
  }, 60_000);

  it('authenticates with a client certificate', async () => {
    const { facts } = await read('admin', {}, 'certificate');
    expect(facts.user?.name).toBe('admin');
  }, 60_000);

  it('says who somebody else is when asked to impersonate, and when that is denied', async () => {
    const as = async (user: TestUserName) => {
      const file = await cluster.kubeconfig(user);
      const connection = await resolveConnection({
        file,
        impersonate: { user: 'jane', groups: ['developers'] },
      });
      const client = createKubernetesClient(connection);
      return connectionFacts(client).finally(() => void client.close());
    };
    expect((await as('admin')).user).toMatchObject({
      name: 'jane',
      groups: expect.arrayContaining(['developers']) as unknown,
    });
    await expect(as('reader')).rejects.toMatchObject({ code: 'impersonation-denied' });
  });

  it('gives the same model from a snapshot, also of a reader who may not see all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-live-'));
    for (const user of ['reader', 'limited-reader'] as const) {
      const { cluster: live, redactionKeyId } = await read(user);
      const file = join(folder, `${user}.snapshot`);
      await writeSnapshot(live, file, { toolVersion: '0', redactionKeyId });
      const copy = (await readSnapshot(file, { redactionKey: key })).store.snapshot();
      expect(JSON.stringify([...copy.objects()].map(({ body }) => body))).toBe(
        JSON.stringify([...live.objects()].map(({ body }) => body)),
      );
      expect(copy.coverage).toEqual(live.coverage);
      expect(copy.identity).toEqual(live.identity);
      expect(gunzipSync(await readFile(file)).toString('utf8')).not.toContain(planted);
    }
    await rm(folder, { recursive: true });
  }, 60_000);

  it('sends nothing but reads and reviews about itself', async () => {
    const before = (await cluster.auditEvents()).length;
    await read('reader');
    const events = (await cluster.auditEvents())
      .slice(before)
      .filter(({ user }) => user.username === 'reader');
    expect(events.length).toBeGreaterThan(40);
    const writes = events.filter(({ verb }) => verb !== 'get' && verb !== 'list');
    expect(new Set(writes.map(({ requestURI }) => requestURI))).toEqual(
      new Set(['/apis/authentication.k8s.io/v1/selfsubjectreviews']),
    );
  }, 60_000);

  it('says once that a kind holds pod templates which are not known', async () => {
    const spec = { worker: { containers: [{ name: 'a', image: 'a:1' }] } };
    const widgets = ['two', 'three'].map((name) => ({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name, namespace: 'shop' },
      spec,
    }));
    await cluster.apply(widgets);
    expect((await read('reader')).problems).toMatchObject([
      {
        code: 'pod-template-unknown',
        severity: 'warning',
        message: expect.stringMatching(/^Widget\.example\.com .* at spec\.worker;/) as unknown,
      },
    ]);
  }, 60_000);

  it('finds a discovery that is broken in one group, and says so', async () => {
    await cluster.apply([brokenApiService]);
    const { cluster: model } = await read('reader');
    expect(model.coverage.discovery).toEqual({ complete: true, failedGroups: ['broken.example.com'] });
    expect(model.knowledgeOf('broken.example.com', 'Anything')).toMatchObject({
      complete: false,
      state: 'broken',
    });
    expect(model.knowledgeOf('', 'Pod')).toEqual({ complete: true });
    await cluster.request('DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1.broken.example.com');
  }, 60_000);

  it('ends with `interrupted` on Ctrl-C, at once', async () => {
    const controller = new AbortController();
    const file = await cluster.kubeconfig('reader');
    const client = createKubernetesClient(await resolveConnection({ file }));
    const reading = readCluster({ client, redactionKey: key, signal: controller.signal }, ({ objects }) => {
      if (objects > 0) controller.abort();
    });
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    await client.close();
  });

  it('says what is missing when the server stops half-way, and does not hang', async () => {
    const doomed = await startTestCluster();
    try {
      const client = createKubernetesClient(
        await resolveConnection({ file: await doomed.kubeconfig('reader') }),
        {
          retry: { firstDelayMs: 20 },
        },
      );
      await applyOwned(doomed);
      const whole = await readCluster({ client, redactionKey: key });
      expect(subjects(whole.store.snapshot())).toEqual(['Deployment shop/api']);
      let killed: Promise<void> | undefined;
      const reading = await readCluster({ client, redactionKey: key, concurrency: 1 }, ({ done }) => {
        if (done === 20) killed ??= doomed.killApiServer();
      });
      await client.close();
      await killed;
      const model = reading.store.snapshot();
      expect([...model.ofKind('', 'Pod')]).toHaveLength(2);
      expect(subjects(model)).toEqual(['Deployment shop/api']);
      const states = new Map(Map.groupBy(model.coverage.resources, ({ state }) => state).entries());
      expect(states.get('read')?.length).toBeGreaterThanOrEqual(10);
      expect(states.get('broken')?.length).toBeGreaterThan(20);
      expect(states.get('broken')?.at(-1)?.reason).toMatch(
        /^the server stopped answering before it was asked for this, at \d{4}-/,
      );
    } finally {
      await doomed.stop();
    }
  }, 120_000);
});

const subjects = (model: Cluster) =>
  [...model.workloads()].map(({ reference: { kind, namespace, name } }) => `${kind} ${namespace}/${name}`);

/** A Deployment with the ReplicaSet and Pods that its controllers would make. */
async function applyOwned(cluster: TestCluster): Promise<void> {
  const template = {
    metadata: { labels: { app: 'api' } },
    spec: { containers: [{ name: 'app', image: 'a:1' }] },
  };
  const selector = { matchLabels: { app: 'api' } };
  const make = async (path: string, object: { kind: string; metadata: { name: string } }, owner?: object) => {
    const metadata = { ...object.metadata, namespace: 'shop', ...(owner && { ownerReferences: [owner] }) };
    await cluster.apply([{ ...object, metadata }]);
    const { body } = await cluster.request('GET', `${path}/${metadata.name}`);
    const { uid } = (body as { metadata: { uid: string } }).metadata;
    return { apiVersion: 'apps/v1', kind: object.kind, name: metadata.name, uid, controller: true };
  };
  const apps = '/apis/apps/v1/namespaces/shop';
  const labels = { app: 'api', 'pod-template-hash': '5d4' };
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api' },
    spec: { selector, template },
  };
  const top = await make(`${apps}/deployments`, deployment);
  const set = { ...deployment, kind: 'ReplicaSet', metadata: { name: 'api-5d4', labels } };
  const owner = await make(`${apps}/replicasets`, set, top);
  for (const name of ['api-5d4-a', 'api-5d4-b']) {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: template.spec };
    await make('/api/v1/namespaces/shop/pods', pod, owner);
  }
}

function unread(model: Cluster): ResourceCoverage[] {
  return model.coverage.resources.filter(
    ({ state, reason }) => state !== 'read' && !reason?.startsWith('left out'),
  );
}

const brokenApiService = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1.broken.example.com' },
  spec: {
    group: 'broken.example.com',
    version: 'v1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { name: 'nobody', namespace: 'default' },
  },
};

const fixtures = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'payments' } } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'login', namespace: 'shop' },
    stringData: { password: planted },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bare', namespace: 'shop' },
    spec: {
      containers: [
        { name: 'app', image: 'example.com/app:1', env: [{ name: 'DB_PASSWORD', value: planted }] },
      ],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: { containers: [{ name: 'app', image: 'example.com/api:1' }] },
      },
    },
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
  { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one', namespace: 'shop' }, size: 3 },
];
