import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  kubeboxBinary,
  startTestCluster,
  type TestCluster,
  type TestUserName,
} from '../../../../testkit/index.ts';
import { redactionKey } from '../../redaction-key.ts';
import { readYaml } from '../../yaml/index.ts';
import {
  assessAccess,
  checkAccess,
  createKubernetesClient,
  readCluster,
  resolveConnection,
} from '../index.ts';
import { assessRows } from './assess-access.ts';

const binary = await kubeboxBinary();
const key = redactionKey(Buffer.alloc(32, 7));

describe.skipIf(binary === undefined)('access on a real API server', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 900_000);
  afterAll(() => cluster?.stop());

  async function both(user: TestUserName) {
    const client = createKubernetesClient(await resolveConnection({ file: await cluster.kubeconfig(user) }));
    try {
      const read = await readCluster({ client, redactionKey: key });
      return { asked: await checkAccess(client), read: assessAccess(read.store.snapshot()) };
    } finally {
      await client.close();
    }
  }

  it.each(['reader', 'reader-without-secrets', 'limited-reader'] as const)(
    'reviews say of %s what reading shows',
    async (user) => {
      const { asked, read } = await both(user);
      const names = (rows: readonly { group: string; resource: string }[]) =>
        rows.map(({ group, resource }) => `${group}/${resource}`).sort();
      expect(names(asked.denied)).toEqual(names(read.denied));
      expect(names(asked.readable)).toEqual(names(read.readable));
      expect(names(asked.leftOut)).toEqual(names(read.leftOut));
      expect(names(asked.leftOut)).toContain('/events');
      expect(asked).toMatchObject({
        reader: user,
        complete: user === 'reader',
        completeWithoutSecrets: user !== 'limited-reader',
      });
    },
    60_000,
  );

  it('says what a denial hides', async () => {
    const { read } = await both('reader-without-secrets');
    expect(read.denied).toMatchObject([
      { resource: 'secrets', hides: expect.stringContaining('Secrets') as unknown },
    ]);
  }, 60_000);

  it('prints a role that cures it: applied, everything but Secrets, then everything can be read', async () => {
    const client = createKubernetesClient(
      await resolveConnection({ file: await cluster.kubeconfig('stranger') }),
    );
    try {
      const before = await checkAccess(client);
      expect(before.complete).toBe(false);
      await cluster.apply(objectsOf(before.cure.withoutSecrets));
      await expect
        .poll(async () => (await checkAccess(client)).completeWithoutSecrets, { timeout: 5000 })
        .toBe(true);
      expect((await checkAccess(client)).denied.map(({ resource }) => resource)).toEqual(['secrets']);
      await cluster.apply(objectsOf(before.cure.withSecrets));
      await expect.poll(async () => (await checkAccess(client)).complete, { timeout: 5000 }).toBe(true);
    } finally {
      await client.close();
    }
  }, 60_000);
});

describe('the role that cures', () => {
  const rowFor = (group: string, resource: string) =>
    ({
      group,
      version: 'v1',
      resource,
      kind: 'K',
      namespaced: true,
      state: 'read',
      at: '2026-11-25T08:00:00Z',
      objects: 0,
    }) as const;

  it('binds a service account as such, and quotes what YAML could take for something else', () => {
    const account = objectsOf(
      assessRows([rowFor('', 'pods')], 'system:serviceaccount:tools:plimsoll').cure.withSecrets,
    );
    expect(account[1]).toMatchObject({
      subjects: [{ kind: 'ServiceAccount', namespace: 'tools', name: 'plimsoll' }],
    });
    for (const name of ['jane@example.com', 'no', '0123', 'a: b # c', 'oidc:jane']) {
      const [, binding] = objectsOf(assessRows([rowFor('', 'pods')], name).cure.withSecrets);
      expect(binding).toMatchObject({ subjects: [{ kind: 'User', name }] });
    }
  });

  it('names each group and resource once, and no kind that is left out', () => {
    const rows = [
      rowFor('apps', 'deployments'),
      rowFor('', 'pods'),
      rowFor('', 'events'),
      rowFor('', 'secrets'),
      rowFor('', 'pods'),
    ];
    const [role] = objectsOf(assessRows(rows, undefined).cure.withoutSecrets);
    expect(role).toMatchObject({
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] },
      ],
    });
  });
});

function objectsOf(yaml: string): object[] {
  const { documents, problems } = readYaml(yaml, 'role.yaml');
  expect(problems).toEqual([]);
  return documents.map(({ value }) => value as object);
}
