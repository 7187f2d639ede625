import { afterEach, describe, expect, it } from 'vitest';
import {
  configMapPage,
  type FaultReply,
  type FaultRequest,
  type FaultServer,
  failure,
  startFaultServer,
} from '../../../../testkit/index.ts';
import { redactionKey } from '../../redaction-key.ts';
import { fixedCredentials } from '../authentication/credentials.ts';
import {
  type ClientOptions,
  createKubernetesClient,
  type ReadClusterOptions,
  readCluster,
} from '../index.ts';

const key = redactionKey(Buffer.alloc(32, 7));
let server: FaultServer | undefined;
afterEach(() => server?.stop());

type Script = (request: FaultRequest) => FaultReply | undefined;

interface Settings extends Omit<Partial<ReadClusterOptions>, 'client'> {
  readonly resources?: readonly string[];
  readonly clientOptions?: ClientOptions;
}

async function read(
  script: Script,
  { resources = ['configmaps'], clientOptions, ...options }: Settings = {},
) {
  server = await startFaultServer(resources, script);
  const client = createKubernetesClient(
    { server: server.url, insecureSkipTlsVerify: false, credentials: fixedCredentials({ token: 'good' }) },
    { retry: { firstDelayMs: 5 }, ...clientOptions },
  );
  try {
    const reading = await readCluster({ client, redactionKey: key, ...options });
    const cluster = reading.store.snapshot();
    const rows = new Map(cluster.coverage.resources.map((row) => [row.resource, row]));
    return { ...reading, cluster, row: rows.get('configmaps'), rows };
  } finally {
    await client.close();
  }
}

const isList = (request: FaultRequest) => request.path === '/api/v1/configmaps';
const names = (cluster: { objects(): Iterable<{ name: string }> }) =>
  [...cluster.objects()].map(({ name }) => name);
const expired = (metadata: object) =>
  failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result.',
    metadata,
  );

describe('a list whose continue token expires', () => {
  it('goes on with the token the server offers, and says that pages are of different moments', async () => {
    const { cluster, row } = await read((request) => {
      if (!isList(request)) return undefined;
      const token = request.query.get('continue');
      if (token === null) return configMapPage(0, 500, 'old');
      return token === 'old' ? expired({ continue: 'inconsistent' }) : configMapPage(500, 3);
    });
    expect(cluster.size).toBe(503);
    expect(row).toMatchObject({
      state: 'read',
      objects: 503,
      reason: expect.stringContaining('changed while') as unknown,
    });
  });

  it('starts again without an offer, and forgets what has been deleted since', async () => {
    const { cluster, row } = await read((request) => {
      if (!isList(request)) return undefined;
      if (request.query.get('continue') !== null)
        return request.before === 0 ? expired({}) : configMapPage(500, 1);
      return request.before === 0 ? configMapPage(0, 500, 'one') : configMapPage(1, 499, 'one');
    });
    expect(row).toMatchObject({ state: 'read', objects: 500 });
    expect(names(cluster)).not.toContain('c00000');
    expect(names(cluster)).toContain('c00500');
  });

  it('gives up after some restarts and keeps what it has as a part', async () => {
    const { row } = await read((request) => {
      if (!isList(request)) return undefined;
      return request.query.get('continue') === null ? configMapPage(0, 500, 'one') : expired({});
    });
    expect(row).toMatchObject({
      state: 'partial',
      objects: 500,
      reason: expect.stringMatching(/^500 were read, then: HTTP 410/) as unknown,
    });
  });

  it('does not follow a server that gives the same page for ever', async () => {
    const { row } = await read((request) => (isList(request) ? configMapPage(0, 500, 'same') : undefined));
    expect(row).toMatchObject({ state: 'partial', reason: expect.stringContaining('repeats') as unknown });
  });
});

describe('a server in trouble', () => {
  it('is asked again after as long as it says (Retry-After)', async () => {
    const started = Date.now();
    const { row } = await read((request) => {
      if (!isList(request) || request.before > 1) return undefined;
      return {
        ...failure(429, 'TooManyRequests', 'slow down'),
        headers: { 'retry-after': request.before === 0 ? '1' : '0' },
      };
    });
    expect(row).toMatchObject({ state: 'read' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    expect(server?.requests.filter(isList)).toHaveLength(3);
  });

  it('that throttles for ever is a row, and the rest is read', async () => {
    const { rows } = await read(
      (request) => (isList(request) ? failure(429, 'TooManyRequests', 'slow down') : undefined),
      { resources: ['configmaps', 'services'] },
    );
    expect(rows.get('configmaps')).toMatchObject({ state: 'broken', reason: 'HTTP 429: slow down' });
    expect(rows.get('services')).toMatchObject({ state: 'read' });
  });

  it.each(['before', 'half'] as const)(
    'that resets the connection (%s the answer) is asked again',
    async (reset) => {
      const { row, cluster } = await read((request) => {
        if (!isList(request)) return undefined;
        return request.before < 2 ? { ...configMapPage(0, 400), reset } : configMapPage(0, 400);
      });
      expect(row).toMatchObject({ state: 'read', objects: 400 });
      expect(cluster.size).toBe(400);
    },
  );

  it('that falls silent over one list times out there, and the rest is read', async () => {
    const { rows } = await read(
      (request) => (isList(request) ? { delayMs: Number.POSITIVE_INFINITY } : undefined),
      {
        resources: ['configmaps', 'services'],
        clientOptions: { silenceMs: 800 },
      },
    );
    expect(rows.get('configmaps')).toMatchObject({ state: 'timed-out' });
    expect(rows.get('services')).toMatchObject({ state: 'read' });
  });

  it.each([
    ['falls silent over', { delayMs: Number.POSITIVE_INFINITY }],
    [
      'runs out of time (504) over',
      failure(504, 'Timeout', 'the server was unable to return a response in time'),
    ],
  ] as const)('that %s a large page is asked for small ones', async (_, answer) => {
    const { row } = await read(
      (request) => {
        if (!isList(request)) return undefined;
        if (Number(request.query.get('limit')) > 50) return answer;
        return request.query.get('continue') === null ? configMapPage(0, 50, 'next') : configMapPage(50, 7);
      },
      { clientOptions: { silenceMs: 800 } },
    );
    expect(row).toMatchObject({ state: 'read', objects: 57 });
    expect(server?.requests.filter(isList).map(({ query }) => query.get('limit'))).toEqual([
      '100',
      '50',
      '50',
    ]);
  });

  it('that gives large objects is asked for fewer at once, and for more when they are small', async () => {
    const files = Array.from({ length: 24 }, (_, index) => [`file-${index}`, 'x'.repeat(1024 * 1024)]);
    const large = { metadata: { name: 'large' }, data: Object.fromEntries(files) as object };
    const page = (items: object[], next?: string) => ({
      body: { kind: 'ConfigMapList', metadata: next === undefined ? {} : { continue: next }, items },
    });
    await read((request) => {
      if (!isList(request)) return undefined;
      const token = request.query.get('continue');
      if (token === null) return page([large], 'one');
      return token === 'one'
        ? page([{ metadata: { name: 'small' } }], 'two')
        : page([{ metadata: { name: 'last' } }]);
    });
    expect(server?.requests.filter(isList).map(({ query }) => query.get('limit'))).toEqual([
      '100',
      '66',
      '500',
    ]);
  });

  it('that is too slow as a whole leaves timed-out rows', async () => {
    const { rows } = await read(
      (request) => (isList(request) ? { delayMs: Number.POSITIVE_INFINITY } : undefined),
      {
        resources: ['configmaps', 'services'],
        timeoutMs: 400,
      },
    );
    expect(rows.get('configmaps')).toMatchObject({ state: 'timed-out' });
  });

  it('that answers with something else than a list is a row', async () => {
    const { rows } = await read((request) => (isList(request) ? { body: '<html>login</html>' } : undefined), {
      resources: ['configmaps', 'services'],
    });
    expect(rows.get('configmaps')).toMatchObject({
      state: 'broken',
      reason: 'the server answered with something that is no list',
    });
  });

  it('that refuses the credentials half-way is said, without a permission that would cure it', async () => {
    const { row } = await read((request) => {
      if (!isList(request)) return undefined;
      return request.query.get('continue') === null
        ? configMapPage(0, 500, 'next')
        : failure(401, 'Unauthorized', 'Unauthorized');
    });
    expect(row).toMatchObject({
      state: 'partial',
      objects: 500,
      reason: expect.stringContaining('may have expired') as unknown,
    });
    expect(row?.permission).toBeUndefined();
  });

  it('an object that is no object is a problem, and the kind is not complete', async () => {
    const body = {
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'good' } }, { metadata: { name: 5 } }, null],
    };
    const { row, problems, cluster } = await read((request) => (isList(request) ? { body } : undefined));
    expect(names(cluster)).toEqual(['good']);
    expect(problems).toHaveLength(2);
    expect(row).toMatchObject({ state: 'partial', objects: 1 });
  });
});

describe('a run that cannot begin', () => {
  it.each([
    ['refused credentials', failure(401, 'Unauthorized', 'Unauthorized'), 'not-authenticated'],
    ['a broken server', failure(500, 'InternalError', 'etcd is gone'), 'server-error'],
    ['a login page', { status: 200, body: '<html>' }, 'server-not-kubernetes'],
  ] as const)('%s', async (_, answer, code) => {
    await expect(read(() => answer)).rejects.toMatchObject({ code });
  });

  it('a server that is not there', async () => {
    const gone = await startFaultServer([], () => undefined);
    await gone.stop();
    const connection = { server: gone.url, insecureSkipTlsVerify: false, credentials: fixedCredentials({}) };
    const client = createKubernetesClient(connection, { retry: { firstDelayMs: 5 } });
    await expect(readCluster({ client, redactionKey: key })).rejects.toMatchObject({
      code: 'server-unreachable',
      message: expect.stringContaining('connection refused') as unknown,
    });
  });
});

describe('the version of the server', () => {
  const versioned = (minor: number) =>
    read(({ path }) =>
      path === '/version'
        ? { body: { major: '1', minor: String(minor), gitVersion: `v1.${minor}.0` } }
        : undefined,
    );

  it.each([
    [40, /Kubernetes 1\.40, newer than the newest version that is known, 1\.37/],
    [24, /Kubernetes 1\.24, older than the oldest version that is known, 1\.25/],
  ])('1.%i is read and said to be unknown', async (minor, message) => {
    const { cluster, problems } = await versioned(minor);
    expect(cluster.version.minor).toBe(minor);
    expect(problems).toMatchObject([
      {
        code: 'server-version-unknown',
        severity: 'warning',
        message: expect.stringMatching(message) as unknown,
      },
    ]);
  });

  it('is nothing to speak of where it is known', async () => {
    expect((await versioned(30)).problems).toEqual([]);
  });
});
