import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalogueFiles } from '../../../../testkit/catalogue/read-catalogue.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../../testkit/index.ts';
import { loadCatalogue } from '../../catalogue/load-catalogue.ts';
import type { Exception } from '../../exceptions/exception.ts';
import { readPolicies } from '../read-policies.ts';
import { exportControls } from './export-controls.ts';
import { exceptionConditions, sortExceptions } from './export-exceptions.ts';

const catalogue = loadCatalogue(readCatalogueFiles(), { skipBroken: true, cases: false });
const controls = [catalogue.control('privileged-container')].flatMap((control) => control ?? []);
const now = Date.parse('2026-11-25T00:00:00Z');
const base = { id: 'SEC-1', owner: 'platform', reason: 'talks to the kernel', expires: '2027-01-31' };
const whole: Exception = {
  ...base,
  controls: ['privileged-container'],
  scope: { namespaces: ['shop'], kinds: ['Deployment'], names: ['api'] },
};
const exported = (exceptions: readonly Exception[], options = {}) =>
  exportControls(controls, { mode: 'enforce', minor: 37, exceptions, exceptionOptions: { now, ...options } });
const reasons = (exception: Exception, options = {}) =>
  sortExceptions([exception], { now, ...options }).leftOut.map(({ reason }) => reason);

describe('what a match condition can carry', () => {
  it('is an exception of a whole workload', () => {
    expect(reasons(whole)).toEqual([]);
    const policy = exported([whole]).objects.find(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(policy?.['spec']).toMatchObject({ matchConditions: [{ name: 'exception-SEC-1' }] });
    expect(policy?.metadata.annotations).toMatchObject({
      'plimsoll.dev/exceptions': 'SEC-1 of platform until 2027-01-31',
    });
  });

  it('is not one of single findings or containers, unless it is widened', () => {
    const finding = { ...whole, objectIds: ['0123456789abcdef'] };
    const container = { ...whole, scope: { ...whole.scope, containers: ['app'] } };
    for (const [exception, what] of [
      [finding, 'single findings'],
      [container, 'single containers'],
      [{ ...finding, contentDigests: { '0123456789abcdef': ['a'.repeat(32)] } }, 'cannot compare'],
    ] as const) {
      expect(reasons(exception)).toEqual([expect.stringContaining(what)]);
      expect(reasons(exception, { widen: true })).toEqual([]);
    }
    const { controls: _controls, scope: _scope, ...bare } = finding;
    expect(reasons(bare, { widen: true })).toEqual([expect.stringContaining('no object ids')]);
  });

  it('is not one that has expired, of another cluster, or of everything', () => {
    expect(reasons({ ...whole, expires: '2026-11-24' })).toEqual(['it ended on 2026-11-24']);
    const prod = { ...whole, scope: { ...whole.scope, clusters: ['prod'] } };
    expect(reasons(prod)).toEqual([expect.stringContaining('--cluster-name')]);
    expect(reasons(prod, { cluster: { id: 'uid', name: 'prod' } })).toEqual([]);
    expect(reasons(prod, { cluster: { id: 'uid', name: 'staging' } })).toHaveLength(1);
    for (const scope of [
      { namespaces: ['*'] },
      { namespaces: ['?*'] },
      { names: ['*a*', 'k*'] },
      { names: ['**'] },
      { namespaces: ['*'], names: ['*'] },
    ])
      expect(reasons({ ...whole, scope }, { widen: true })).toEqual([
        'it names neither a namespace nor a name',
      ]);
    expect(reasons({ ...whole, scope: { kinds: ['Pod'] } })).toEqual([
      'it names neither a namespace nor a name',
    ]);
  });

  it('is nothing of a control that is not exported', () => {
    const { exceptions } = exported([{ ...whole, controls: ['host-pid'] }]);
    expect(exceptions).toEqual({ exported: [], leftOut: [] });
  });

  it('fits the 64 conditions of a policy however many there are', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ ...whole, id: `SEC ${index}` }));
    const conditions = exceptionConditions(many, 3);
    expect(conditions.length).toBeLessThanOrEqual(61);
    expect(
      conditions
        .map(({ expression }) => expression.split('!(object != null').length - 1)
        .reduce((a, b) => a + b),
    ).toBe(200);
    const names = exceptionConditions(many.slice(0, 60), 0).map(({ name }) => name);
    expect(new Set(names).size).toBe(60);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/);
  });

  it('is CEL that every version takes, whatever the names hold', () => {
    const scope = {
      namespaces: ['a"b', "c'd", '${x}\\n'],
      names: ['" || true || "', '*"*', 'x-*'],
      kinds: ['De*'],
    };
    const everything = [
      whole,
      { ...whole, id: 'two', scope },
      { ...whole, id: 'three', scope: { names: ['api'] } },
    ];
    for (const minor of [30, 31, 34, 37]) {
      const { objects } = exportControls(controls, {
        mode: 'enforce',
        minor,
        exceptions: everything,
        exceptionOptions: { now },
      });
      const documents = objects.map((content) => ({ file: content.metadata.name, content }));
      expect(readPolicies(documents, minor).problems).toEqual([]);
    }
  });
});

const available = (await kubeboxBinary()) !== undefined;

// The controller manager works with an account for each controller, as every distribution sets it.
describe.skipIf(!available)('with the real controllers', () => {
  let cluster: TestCluster;
  let dispatcher: Agent;
  const about = (kind: string, name: string, more: Partial<Exception> = {}): Exception => ({
    ...whole,
    id: `${kind}-${name}`,
    scope: { namespaces: ['shop'], kinds: [kind], names: [name] },
    ...more,
  });

  beforeAll(async () => {
    cluster = await startTestCluster({ controllerManager: true });
    dispatcher = new Agent({ connect: { ca: cluster.certificateAuthority } });
    const { objects } = exported([
      about('Deployment', 'api'),
      about('Deployment', longName),
      about('StatefulSet', 'db*'),
      about('DaemonSet', 'agent'),
      about('Job', 'once'),
      about('CronJob', 'nightly'),
      about('Deployment', 'late', { expires: '2020-01-01' }),
    ]);
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      node,
      ...objects,
    ]);
    await eventually(async () => expect((await create(workload('Deployment', 'probe'))).denied).toBe(true));
  }, 120_000);
  afterAll(async () => {
    await dispatcher?.destroy();
    await cluster?.stop();
  });

  it('the excepted Deployment gets its Pod, its neighbour and one whose exception expired are denied', async () => {
    expect(await create(workload('Deployment', 'api'))).toMatchObject({ denied: false });
    for (const name of ['web', 'api-2', 'xapi', 'late'])
      expect(await create(workload('Deployment', name))).toMatchObject({ denied: true });
    await eventually(async () => expect(await podNames()).toContainEqual(expect.stringMatching(/^api-/)));
  }, 60_000);

  it('so do the other workloads, whatever their controllers call what they make', async () => {
    for (const object of [
      workload('Deployment', longName),
      workload('StatefulSet', 'db-main'),
      workload('DaemonSet', 'agent'),
      workload('Job', 'once'),
      cronJob('nightly'),
    ])
      expect(await create(object)).toMatchObject({ denied: false });
    for (const pattern of [/^a{40}/, /^db-main-0$/, /^agent-/, /^once-/])
      await eventually(async () => expect(await podNames()).toContainEqual(expect.stringMatching(pattern)));
    await eventually(async () => {
      expect(await podNames()).toContainEqual(expect.stringMatching(/^nightly-\d+-/));
    }, 90_000);
  }, 150_000);

  it('an owner that somebody only claims lets nothing in', async () => {
    const [replicaSet] = await list('/apis/apps/v1/namespaces/shop/replicasets', /^api-/);
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', ...replicaSet, controller: true };
    expect(await create(pod(`${owner.name}-abcde`, owner))).toMatchObject({ denied: true });
    const deployment = await list('/apis/apps/v1/namespaces/shop/deployments', /^api$/);
    const parent = { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment[0], controller: true };
    const forged = workload('ReplicaSet', 'api-bcdfg');
    expect(
      await create({ ...forged, metadata: { ...forged.metadata, ownerReferences: [parent] } }),
    ).toMatchObject({
      denied: true,
    });
  });

  it('even the account of a controller is let in only for what it would make', async () => {
    const [replicaSet] = await list('/apis/apps/v1/namespaces/shop/replicasets', /^api-/);
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', ...replicaSet, controller: true };
    const as = 'system:serviceaccount:kube-system:replicaset-controller';
    const named = (name: string, change: object = {}) => createAs(pod(name, { ...owner, ...change }), as);
    expect(await named(`${owner.name}-abcde`)).toMatchObject({ denied: false });
    expect(await named('other-abcde')).toMatchObject({ denied: true });
    expect(await named(`${owner.name}-bbbbb`, { controller: false })).toMatchObject({ denied: true });
    expect(await named('web-bcdfg-abcde', { name: 'web-bcdfg' })).toMatchObject({ denied: true });
  });

  interface Answer {
    readonly denied: boolean;
    readonly message: string;
  }

  async function create(object: Made): Promise<Answer> {
    return answerOf(await cluster.request('POST', collectionOf(object), object));
  }

  /** By impersonation, which an administrator may. */
  async function createAs(object: Made, user: string): Promise<Answer> {
    const answer = await request(cluster.server + collectionOf(object), {
      method: 'POST',
      dispatcher,
      headers: {
        authorization: `Bearer ${cluster.users.admin.token}`,
        'content-type': 'application/json',
        'impersonate-user': user,
      },
      body: JSON.stringify(object),
    });
    return answerOf({ status: answer.statusCode, body: await answer.body.json() });
  }

  async function list(path: string, name: RegExp): Promise<{ name: string; uid: string }[]> {
    const { body } = await cluster.request('GET', path);
    const { items } = body as { items: { metadata: { name: string; uid: string } }[] };
    return items
      .map(({ metadata: { name: each, uid } }) => ({ name: each, uid }))
      .filter((each) => name.test(each.name));
  }

  async function podNames(): Promise<string[]> {
    return (await list('/api/v1/namespaces/shop/pods', /^/)).map(({ name }) => name);
  }
});

const longName = `${'a'.repeat(45)}-${'b'.repeat(16)}`;
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } };
const spec = {
  containers: [{ name: 'app', image: 'registry.example.com/app:1', securityContext: { privileged: true } }],
};

interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly spec: object;
}

function workload(kind: string, name: string): Made {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { ...spec, ...(kind === 'Job' && { restartPolicy: 'Never' }) },
  };
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop' },
    spec: {
      ...(kind !== 'Job' && { selector: { matchLabels: labels } }),
      ...(kind === 'StatefulSet' && { serviceName: name }),
      template,
    },
  };
}

function cronJob(name: string): Made {
  const { spec: jobSpec } = workload('Job', name);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace: 'shop' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: jobSpec } },
  };
}

function pod(name: string, owner: object): Made {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ownerReferences: [owner] },
    spec,
  };
}

function collectionOf({ apiVersion, kind }: Made): string {
  return `/${apiVersion === 'v1' ? 'api' : 'apis'}/${apiVersion}/namespaces/shop/${kind.toLowerCase()}s`;
}

/** Refused by the policy, and for nothing else. */
function answerOf({ status, body }: { status: number; body: unknown }): { denied: boolean; message: string } {
  const { message = '' } = body as { message?: string };
  const denied = status >= 400 && message.includes('plimsoll-privileged-container');
  if (status >= 400 && !denied) throw new Error(`${status}: ${message}`);
  return { denied, message };
}

async function eventually(check: () => Promise<void>, patienceMs = 40_000): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(250);
    }
  }
}
