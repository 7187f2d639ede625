import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  kubeboxBinary,
  startFaultServer,
  startTestCluster,
  type TestCluster,
  type TestUserName,
} from '../../../testkit/index.ts';
import type { Finding, Report } from '../../report/index.ts';
import { deployment, namespace, privileged } from './fixtures.ts';
import { nameOf, parseReport } from './parse-report.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const binary = await kubeboxBinary();

/** A kubeconfig of several contexts; a context without server of its own is the test cluster's reader. */
interface Kubeconfig {
  clusters: { name: string; cluster: Record<string, string> }[];
  contexts: { name: string; context: Record<string, string> }[];
  users: object[];
}

describe.skipIf(binary === undefined)('scan of a real API server', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ audit: true });
    await cluster.apply([
      namespace('shop', { 'pod-security.kubernetes.io/enforce': 'privileged' }),
      namespace('quiet', { 'pod-security.kubernetes.io/enforce': 'restricted' }),
      deployment('api', 'shop', privileged),
      deployment('web', 'shop'),
      deployment('calm', 'quiet'),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'database', namespace: 'shop' },
        stringData: { password: 'a' },
      },
    ]);
  }, 900_000);
  afterAll(() => cluster?.stop());

  async function scan(user: TestUserName, ...args: string[]): Promise<Run> {
    return plimsoll(['scan', '--kubeconfig', await cluster.kubeconfig(user), ...args]);
  }

  async function kubeconfigWith(change: (config: Kubeconfig) => void): Promise<string> {
    const config: Kubeconfig = JSON.parse(readFileSync(await cluster.kubeconfig('reader'), 'utf8'));
    change(config);
    const file = join(cluster.directory, `changed-${Math.random().toString(36).slice(2)}.kubeconfig`);
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  it('is complete for a full reader, and says who reads what', async () => {
    const run = await scan('reader', '-o', 'json');
    const report = parseReport(run);
    expect(report.clusters).toMatchObject([
      { name: 'test', state: 'complete', source: 'live', reader: 'reader' },
    ]);
    expect(unreadable(report)).toEqual([]);
    expect(report.problems).toEqual([]);
    expect(report.gate).toMatchObject({ exitCode: 1, failed: true, incomplete: false, errors: false });
    expect(run.code).toBe(1);
    expect(report.findings.map(nameOf)).toContain('privileged-container Deployment shop/api app');
    for (const line of [
      /^Context +test$/m,
      new RegExp(`^Server +${cluster.server}$`, 'm'),
      /^You are +reader$/m,
      /Read-only/,
      /Secrets are read/,
    ])
      expect(run.stderr).toMatch(line);
  });

  it('without Secrets and RBAC: exit 3, names the permission, and the rest is judged all the same', async () => {
    const run = await scan('limited-reader', '-o', 'json');
    const report = parseReport(run);
    expect(run.code).toBe(3);
    expect(report.clusters[0]?.state).toBe('incomplete');
    expect(report.gate).toMatchObject({ exitCode: 3, incomplete: true, failed: true });
    expect(report.findings.map(nameOf)).toContain('privileged-container Deployment shop/api app');
    const denied = report.clusters[0]?.coverage.filter(({ state }) => state === 'denied') ?? [];
    expect(denied.map(({ resource }) => resource)).toEqual(
      expect.arrayContaining(['secrets', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']),
    );
    for (const { resource, group, permission } of denied)
      expect(permission).toMatchObject({
        resource,
        apiGroup: group,
        verbs: expect.arrayContaining(['list']) as unknown,
      });
    for (const finding of unreadable(report)) {
      expect(finding.unknown?.permission, nameOf(finding)).toBeDefined();
      expect(denied.map(({ resource }) => resource)).toContain(finding.unknown?.permission?.resource);
    }
  });

  it('without Secrets alone: only what is about Secrets is unknown', async () => {
    const run = await scan('reader-without-secrets', '-o', 'json');
    expect(run.code).toBe(3);
    const asked = new Set(unreadable(parseReport(run)).map(({ unknown }) => unknown?.permission?.resource));
    expect([...asked]).toEqual(['secrets']);
    const chosen = await scan('reader-without-secrets', '--no-secrets', '-o', 'json');
    expect(chosen.stderr).toMatch(/Secrets are not read/);
    expect(unreadable(parseReport(chosen))).toEqual([]);
    expect(parseReport(chosen).notConnected.map(({ source }) => source)).toContain('secrets');
    const without = ['--no-secrets', '--fail-on', 'never', '-o', 'json'];
    expect((await scan('reader-without-secrets', ...without)).code).toBe(0);
    expect((await scan('reader-without-secrets', ...without, '--require', 'secrets')).code).toBe(1);
  });

  it('never asks for Secrets with --no-secrets', async () => {
    const before = (await cluster.auditEvents()).length;
    await scan('reader', '--no-secrets', '-o', 'json');
    const asked = (await cluster.auditEvents())
      .slice(before)
      .filter(({ user }) => user.username === 'reader');
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ objectRef }) => objectRef?.resource === 'secrets')).toEqual([]);
  });

  it('never asks for Secrets in commands about the network', async () => {
    const before = (await cluster.auditEvents()).length;
    const run = await plimsoll(['network', 'gaps', '--kubeconfig', await cluster.kubeconfig('reader')]);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('Secrets are not read')]);
    const asked = (await cluster.auditEvents())
      .slice(before)
      .filter(({ user }) => user.username === 'reader');
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ objectRef }) => objectRef?.resource === 'secrets')).toEqual([]);
  });

  it('impersonates with --as, and says who it became', async () => {
    const run = await scan('admin', '--as', 'limited-reader', '--as-group', 'plimsoll:readers', '-o', 'json');
    expect(run.code).toBe(3);
    expect(parseReport(run).clusters[0]?.reader).toBe('limited-reader');
    expect(run.stderr).toMatch(/You are +limited-reader/);
    const refused = await scan('reader', '--as', 'admin');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/impersonation-denied/);
  });

  it('filters by namespace, label and object, and reads the whole all the same', async () => {
    const [all, byNamespace, byLabel, byObject] = await Promise.all(
      [[], ['-n', 'shop'], ['-l', 'app=web'], ['shop/deploy/api', 'sa/default']].map(async (args) =>
        parseReport(await scan('reader', ...args, '-o', 'json')),
      ),
    );
    expect(subjects(byNamespace).filter((name) => !/^Namespace |shop\//.test(name))).toEqual([]);
    expect(subjects(byNamespace)).toEqual(
      subjects(all).filter((name) => /shop\/|^Namespace \/shop$/.test(name)),
    );
    expect(subjects(byLabel)).toEqual(subjects(all).filter((name) => name === 'Deployment shop/web'));
    expect(subjects(byObject)).toEqual(
      subjects(all).filter(
        (name) => name === 'Deployment shop/api' || /^ServiceAccount .*\/default$/.test(name),
      ),
    );
    expect(
      new Set([all, byNamespace, byLabel, byObject].map((report) => report?.clusters[0]?.objects)).size,
    ).toBe(1);
    expect(byNamespace?.run.filters).toEqual(['-n shop']);
  });

  it('says when a filter matches nothing, which is no clean result', async () => {
    for (const [args, code] of [
      [['-n', 'shopp'], 'filter-namespace-not-found'],
      [['-l', 'app=none'], 'filter-matches-nothing'],
      [['deploy/none'], 'filter-matches-nothing'],
    ] as const) {
      const run = await scan('reader', ...args, '-o', 'json');
      const report = parseReport(run);
      expect(run.code, args.join(' ')).toBe(2);
      expect(report.problems.map((problem) => problem.code)).toEqual([code]);
    }
  });

  it('reads the one namespace that a reader is confined to, and is complete about it', async () => {
    const whole = await scan('namespace-reader');
    expect(whole).toMatchObject({ code: 2, stdout: '' });
    expect(whole.stderr).toMatch(/everything-denied[^]*name it with -n/);
    const run = await scan('namespace-reader', '-n', 'default', '-o', 'json');
    const report = parseReport(run);
    // What an account may do and who reaches a pod need the whole cluster, also about one namespace.
    const needsAll = ['identity', 'network'];
    const areas = new Map(report.controls.map(({ id, area }) => [id, area]));
    const judgedPerObject = unreadable(report).filter(
      ({ subject, control }) => subject.kind === 'Deployment' && !needsAll.includes(areas.get(control) ?? ''),
    );
    expect(judgedPerObject).toEqual([]);
    expect(report.clusters[0]?.state).toBe('incomplete');
  });

  it('reads it for answers about the whole cluster too, which are then incomplete', async () => {
    const as = ['--kubeconfig', await cluster.kubeconfig('namespace-reader')];
    const whole = await plimsoll(['identity', 'audit', ...as]);
    expect(whole).toMatchObject({ code: 2, stderr: expect.stringMatching(/name it with -n/) });
    const named = await plimsoll(['identity', 'audit', ...as, '-n', 'default']);
    expect(named).toMatchObject({ code: 3, stdout: expect.stringContaining('could not') });
  });

  it('with everything denied there is nothing to report, and it says what to grant', async () => {
    const run = await scan('stranger', '-o', 'json');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/everything-denied/);
    expect(run.stderr).toMatch(/plimsoll doctor/);
  });

  it.each([
    [
      'a wrong token',
      (config: Kubeconfig) => (config.users = [{ name: 'reader', user: { token: 'never-issued-token' } }]),
      'not-authenticated',
    ],
    [
      'a port where nobody listens',
      (config: Kubeconfig) => (config.clusters[0]!.cluster['server'] = 'https://127.0.0.1:9'),
      'server-unreachable',
    ],
    [
      'another certificate authority',
      (config: Kubeconfig) => delete config.clusters[0]!.cluster['certificate-authority-data'],
      'server-certificate',
    ],
    [
      'a context without its cluster',
      (config: Kubeconfig) => (config.contexts[0]!.context['cluster'] = 'gone'),
      'context-incomplete',
    ],
  ])('%s is one coded error', async (_what, change, code) => {
    const run = await plimsoll(['scan', '--kubeconfig', await kubeconfigWith(change), '-o', 'json']);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`(${code})`);
    expect(run.stderr).not.toContain('never-issued-token');
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  it('an expired certificate is refused as what it is', async () => {
    const encoded = (name: string) => readFileSync(join(cluster.directory, name)).toString('base64');
    const file = await kubeconfigWith((config) => {
      config.users = [
        {
          name: 'reader',
          user: {
            'client-certificate-data': encoded('expired.crt'),
            'client-key-data': encoded('expired.key'),
          },
        },
      ];
    });
    const run = await plimsoll(['scan', '--kubeconfig', file]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/not-authenticated/);
  });

  it('no kubeconfig, a missing one and a wrong context are three different errors', async () => {
    const [none, missing, wrong] = await Promise.all([
      plimsoll(['scan']),
      plimsoll(['scan', '--kubeconfig', '/nonexistent/config']),
      scan('reader', '--context', 'production'),
    ]);
    expect(none.stderr).toMatch(/kubeconfig-missing/);
    expect(missing.stderr).toMatch(/\/nonexistent\/config.*kubeconfig-unreadable/);
    expect(wrong.stderr).toMatch(/no context production; contexts: test \(context-missing\)/);
    for (const run of [none, missing, wrong]) expect(run).toMatchObject({ code: 2, stdout: '' });
  });

  it('several contexts make one report; the unreachable one is a row', async () => {
    const file = await kubeconfigWith(({ clusters, contexts, users }) => {
      clusters.push({ name: 'gone', cluster: { server: 'https://127.0.0.1:9' } });
      users.push({ name: 'nobody', user: { token: 'x' } });
      contexts.push({ name: 'gone', context: { cluster: 'gone', user: 'nobody' } });
    });
    const run = await plimsoll(['scan', '--kubeconfig', file, '--all-contexts', '-o', 'json']);
    const report = parseReport(run);
    expect(run.code).toBe(3);
    expect(Object.fromEntries(report.clusters.map(({ name, state }) => [name, state]))).toEqual({
      gone: 'unreachable',
      test: 'complete',
    });
    expect(report.clusters.find(({ name }) => name === 'gone')?.error).toMatch(/server-unreachable/);
    expect(report.gate.reasons.join(' ')).toMatch(/gone could not be reached/);
    const table = await plimsoll([
      'scan',
      '--kubeconfig',
      file,
      '--context',
      'test',
      '--context',
      'gone',
      '--by',
      'cluster',
    ]);
    expect(table.stdout).toMatch(/gone/);
    const beside = await plimsoll([
      'scan',
      join(import.meta.dirname, '../../../demo/data'),
      '--kubeconfig',
      file,
      '--context',
      'gone',
      '-o',
      'json',
    ]);
    expect(beside.code).toBe(3);
    const states = parseReport(beside).clusters.map(({ state }) => state);
    expect(states).toEqual(['complete', 'unreachable']);
  });

  it('two contexts of one cluster are read as one; naming both by hand is refused', async () => {
    const file = await kubeconfigWith(({ contexts, users }) => {
      contexts.unshift({ name: 'as-limited', context: { cluster: 'test', user: 'limited-reader' } });
      users.push({ name: 'limited-reader', user: { token: cluster.users['limited-reader'].token } });
    });
    const all = await plimsoll(['scan', '--kubeconfig', file, '--all-contexts', '-o', 'json']);
    expect(parseReport(all).clusters).toMatchObject([
      { context: 'test', state: 'complete', reader: 'reader' },
    ]);
    expect(all.stderr).toContain('as-limited is the same cluster as test');
    const both = ['--context', 'test', '--context', 'as-limited'];
    const named = await plimsoll(['scan', '--kubeconfig', file, ...both]);
    expect(named).toMatchObject({ code: 2, stdout: '' });
    expect(named.stderr).toContain('(cluster-twice)');
  });

  it('a server that stops half-way leaves what was read, and says that the rest is unknown', async () => {
    const dying = await startTestCluster();
    try {
      await dying.apply([deployment('api', 'default', privileged)]);
      const file = await dying.kubeconfig('reader');
      const run = await plimsoll(['scan', '--kubeconfig', file, '--timeout', '5', '-o', 'json'], {
        onStandardError: (text) => void (text.includes('No telemetry.') && dying.killApiServer()),
      });
      expect([2, 3]).toContain(run.code);
      if (run.code === 3) {
        const report = parseReport(run);
        expect(report.clusters[0]?.state).toBe('incomplete');
        expect(unreadable(report).length).toBeGreaterThan(0);
      } else expect(run.stderr).toMatch(/\(server-[a-z]+\)/);
    } finally {
      await dying.stop();
    }
  });

  it('a server that dies in the middle of a known list makes that list unknown, not empty', async () => {
    const server = await startFaultServer(['pods', 'services', 'namespaces'], ({ path }) =>
      path === '/api/v1/pods' ? { reset: 'before' } : undefined,
    );
    try {
      const file = join(cluster.directory, 'fault.kubeconfig');
      writeFileSync(file, JSON.stringify(kubeconfigFor(server.url)), { mode: 0o600 });
      const run = await plimsoll(['scan', '--kubeconfig', file, '--timeout', '2', '-o', 'json']);
      const report = parseReport(run);
      expect(run.code).toBe(3);
      expect(report.clusters[0]?.coverage.find(({ resource }) => resource === 'pods')?.state).not.toBe(
        'read',
      );
      expect(unreadable(report).map(({ subject }) => subject.kind)).toContain('Pod');
    } finally {
      await server.stop();
    }
  });

  it('says who reads what before it reads, and a server that never answers ends the run at --timeout', async () => {
    const server = await startFaultServer([], ({ path }) =>
      path.endsWith('/selfsubjectreviews') || path === '/version'
        ? undefined
        : { delayMs: Number.POSITIVE_INFINITY },
    );
    try {
      const file = join(cluster.directory, 'silent.kubeconfig');
      writeFileSync(file, JSON.stringify(kubeconfigFor(server.url)), { mode: 0o600 });
      const run = await plimsoll(['scan', '--kubeconfig', file, '--timeout', '1'], { patienceMs: 30_000 });
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(/You are +jane\n[^]*No telemetry\.\n[^]*server-timeout/);
      expect(server.requests.map(({ path }) => path).filter((path) => path.startsWith('/api/v1/'))).toEqual(
        [],
      );
    } finally {
      await server.stop();
    }
  });

  it('asked the server for nothing but lists, gets and reviews of itself', async () => {
    const events = (await cluster.auditEvents()).filter(({ user }) =>
      ['reader', 'reader-without-secrets', 'limited-reader', 'namespace-reader', 'stranger'].includes(
        user.username,
      ),
    );
    const verbs = new Set(
      events.map(({ verb, objectRef }) => (verb === 'create' ? `create ${objectRef?.resource}` : verb)),
    );
    expect(events.length).toBeGreaterThan(200);
    expect([...verbs].filter((verb) => !['get', 'list', 'create selfsubjectreviews'].includes(verb))).toEqual(
      [],
    );
  });
});

function kubeconfigFor(server: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'fault',
    clusters: [{ name: 'fault', cluster: { server } }],
    users: [{ name: 'jane', user: { token: 'x' } }],
    contexts: [{ name: 'fault', context: { cluster: 'fault', user: 'jane' } }],
  };
}

function unreadable({ findings }: Report): Finding[] {
  return findings.filter(
    ({ verdict, unknown }) => verdict === 'unknown' && unknown?.state !== 'not-connected',
  );
}

function subjects(report: Report | undefined): string[] {
  return [
    ...new Set(report?.findings.map(({ subject }) => `${subject.kind} ${subject.namespace}/${subject.name}`)),
  ].sort();
}
