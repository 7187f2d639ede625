import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import type { Report } from '../../report/index.ts';
import { deployment, manifest, namespace, privileged } from './fixtures.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-exceptions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => path.join(folder, name);
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(file(name)), { recursive: true });
  writeFileSync(file(name), text);
};
const only = ['--control', 'privileged-container', '--quiet'];
const run = (...args: string[]): Promise<Run> => plimsoll(args, { cwd: folder });
const scan = (...args: string[]) => run('scan', ...args, ...only);
const reportOf = ({ stdout }: Run): Report => JSON.parse(stdout);

function excepting(entry: string, expires = '2099-12-31'): string {
  return `schema: plimsoll.exceptions/v1
exceptions:
  - {id: SEC-1, ${entry}, owner: platform, reason: talks to the kernel, ticket: T-1, expires: ${expires}}
`;
}
const byScope =
  'controls: [privileged-container], scope: {namespaces: [shop], kinds: [Deployment], names: [api]}';

beforeAll(async () => {
  put('k8s/api.yaml', manifest(deployment('api', 'shop', privileged)));
  put(
    'both/all.yaml',
    manifest(deployment('api', 'shop', privileged), deployment('web', 'shop', privileged)),
  );
  put('scope.yaml', excepting(byScope));
  put('over.yaml', excepting(byScope, '2020-01-31'));
  await scan('k8s/', '-o', 'json=before.json');
}, 60_000);

describe.concurrent('a finding that is lived with', () => {
  it('is written down for the demo, where one exception holds and one has ended', async () => {
    const config = path.join(root, 'docs/examples/shop/plimsoll.yaml');
    const args = ['-q', '--complete', '--cluster-name', 'demo', '--config', config, '--fail-on', 'never'];
    const { stdout } = await plimsoll(['scan', path.join(root, 'demo'), ...args]);
    expect(stdout).toContain('2 findings accepted by people (label-printer)');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      '1 exception expired (admin-during-migration): 1 finding open again',
    );
  });

  it('is excepted in every artefact, with who decided and why', async () => {
    const { code, stdout, stderr } = await scan(
      'k8s/',
      '--exceptions=scope.yaml',
      ...[
        'table',
        'json=a.json',
        'sarif=a.sarif',
        'junit=a.xml',
        'csv=a.csv',
        'markdown=a.md',
        'html=a.html',
      ].flatMap((output) => ['-o', output]),
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}excepted by people +1 /m);
    expect(stdout).toMatch(/^EXCEPTED 1 finding accepted by people \(SEC-1\)\.$/m);
    const report: Report = JSON.parse(readFileSync(file('a.json'), 'utf8'));
    expect(report.findings).toMatchObject([{ verdict: 'excepted', exception: 'SEC-1', exceptedBy: 'file' }]);
    expect(report.exceptions).toMatchObject([
      { id: 'SEC-1', state: 'in-force', matched: 1, ticket: 'T-1', file: 'scope.yaml', line: 3 },
    ]);
    const [result] = JSON.parse(readFileSync(file('a.sarif'), 'utf8')).runs[0].results;
    expect(result.suppressions).toMatchObject([
      { kind: 'external', status: 'accepted', justification: expect.stringContaining('talks to the kernel') },
    ]);
    expect(readFileSync(file('a.xml'), 'utf8')).toMatch(
      /<skipped message="excepted by people: talks to the kernel/,
    );
    expect(readFileSync(file('a.csv'), 'utf8')).toMatch(/,file,SEC-1,platform,2099-12-31,T-1,\r$/m);
    expect(readFileSync(file('a.md'), 'utf8')).toContain('accepted by people');
    expect(readFileSync(file('a.html'), 'utf8')).toContain('talks to the kernel');
  });

  it('is covered by its object id in the manifests and in a snapshot of another name alike', async () => {
    const [finding] = (JSON.parse(readFileSync(file('before.json'), 'utf8')) as Report).findings;
    put('id.yaml', excepting(`objectIds: ['${finding?.objectId}']`));
    const run = await scan('both/', '--cluster-name', 'other', '--exceptions', 'id.yaml', '-o', 'json');
    expect(reportOf(run).findings.map(({ verdict, subject }) => [subject.name, verdict])).toEqual([
      ['web', 'fail'],
      ['api', 'excepted'],
    ]);
  });

  it('is open again when the exception has expired, and says so', async () => {
    const run = await scan('k8s/', '--exceptions', 'over.yaml', '-o', 'json');
    expect(run.code).toBe(1);
    const report = reportOf(run);
    expect(report.findings).toMatchObject([
      { verdict: 'fail', exception: 'SEC-1', reason: 'exception SEC-1 expired on 2020-01-31' },
    ]);
    expect(report.problems).toMatchObject([{ code: 'exception-expired', file: 'over.yaml', line: 3 }]);
  });

  it('is not covered by a file with mistakes: nothing is judged by half of it', async () => {
    put('bad.yaml', excepting('controls: [priviledged-container], scope: {names: [api]}', 'soon'));
    const { code, stderr } = await scan('k8s/', '--exceptions', 'bad.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean privileged-container?');
    expect(stderr).toMatch(/bad\.yaml:3:\d+: exceptions\[0\]\.expires: soon is no date/);
  });
});

const helm = process.env['HELM_BINARY'];
const binary = await kubeboxBinary();

describe.skipIf(binary === undefined)('one file of exceptions', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.apply([namespace('shop'), deployment('api', 'shop', privileged)], {
      defaultServiceAccounts: true,
    });
  }, 120_000);
  afterAll(() => cluster?.stop());

  it('holds for the rendered chart, the snapshot and the live object alike', async () => {
    put('chart/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    const template = manifest(deployment('api', 'shop', privileged)).replace('"api"', '"{{ .Values.name }}"');
    put('chart/templates/api.yaml', template);
    put('chart/values.yaml', 'name: api\n');
    const kubeconfig = await cluster.kubeconfig('reader');
    await run('snapshot', '--kubeconfig', kubeconfig, '-o', 'live.plimsoll');
    const targets = [
      ['k8s/'],
      ...(helm === undefined ? [] : [['chart/']]),
      ['live.plimsoll'],
      ['--kubeconfig', kubeconfig],
    ];
    const [finding] = (JSON.parse(readFileSync(file('before.json'), 'utf8')) as Report).findings;
    put('everywhere.yaml', excepting(`objectIds: ['${finding?.objectId}']`));
    for (const target of targets) {
      const scanned = await plimsoll(
        ['scan', ...target, '--exceptions', 'everywhere.yaml', '-o', 'json', ...only],
        {
          cwd: folder,
          environment: helm === undefined ? {} : { PATH: `${path.dirname(helm)}:${process.env['PATH']}` },
        },
      );
      expect({ target, code: scanned.code, stderr: scanned.stderr }).toEqual({ target, code: 0, stderr: '' });
      expect(reportOf(scanned).findings).toMatchObject([{ verdict: 'excepted', exception: 'SEC-1' }]);
    }
  }, 120_000);
});

describe.concurrent('an annotation', () => {
  const annotated = {
    ...deployment('api', 'shop', privileged),
    metadata: {
      name: 'api',
      namespace: 'shop',
      annotations: {
        'plimsoll.dev/except.privileged-container': 'talks to the kernel; until=2099-12-31; owner=platform',
      },
    },
  };

  it('is no exception unless the configuration allows it', async () => {
    put('annotated.yaml', manifest(annotated));
    put('allow.yaml', 'exceptions: {annotations: true}\n');
    expect((await scan('annotated.yaml')).code).toBe(1);
    const allowed = await scan('annotated.yaml', '--config', 'allow.yaml', '-o', 'json');
    expect(allowed.code).toBe(0);
    expect(reportOf(allowed).exceptions).toMatchObject([
      { id: 'annotation/shop/Deployment.apps/api/privileged-container', source: 'annotation', matched: 1 },
    ]);
  });
});

describe('plimsoll exceptions', () => {
  it('init writes a file that is refused until somebody decides, and covers everything then', async () => {
    const init = await run('exceptions', 'init', 'both/', ...only, '-o', 'drafted.yaml');
    expect(init.code).toBe(0);
    const draft = readFileSync(file('drafted.yaml'), 'utf8');
    const refused = await scan('both/', '--exceptions', 'drafted.yaml');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/exceptions\[1\]\.reason: must not be empty/);
    put('decided.yaml', draft.replaceAll("owner: ''", 'owner: a').replaceAll("reason: ''", 'reason: b'));
    expect((await scan('both/', '--exceptions', 'decided.yaml')).code).toBe(0);
    const again = await run('exceptions', 'init', 'both/', ...only, '-o', 'drafted.yaml');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('(exceptions-exist)') });
  });

  it('holds for what was decided about: something else at the same place is open again', async () => {
    const logs = (hostPath: string) =>
      manifest(
        deployment('agent', 'shop', {}, { volumes: [{ name: 'logs', hostPath: { path: hostPath } }] }),
      );
    const about = ['--control', 'host-path-volume', '--quiet', '--fail-on', 'medium'];
    put('logs.yaml', logs('/var/log'));
    put('root.yaml', logs('/'));
    await run('exceptions', 'init', 'logs.yaml', '-o', 'logs-draft.yaml', '--control', 'host-path-volume');
    const draft = readFileSync(file('logs-draft.yaml'), 'utf8');
    expect(draft).toMatch(/contentDigests:\n {6}'[0-9a-f]{16}': \['[0-9a-f]{32}'\]/);
    put('logs-ex.yaml', draft.replaceAll("owner: ''", 'owner: a').replaceAll("reason: ''", 'reason: b'));
    const same = await run('scan', 'logs.yaml', ...about, '--exceptions', 'logs-ex.yaml');
    expect(same.code).toBe(0);
    const other = await run('scan', 'root.yaml', ...about, '--exceptions', 'logs-ex.yaml', '--explain-gate');
    expect(other.code).toBe(1);
    expect(other.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'What 1 exception was made for has changed (shop/Deployment/agent/host-path-volume): 1 finding open again.',
    );
    expect(`${other.stdout}${other.stderr}`).toContain('1 was excepted for something else at the same place');
    const check = await run('exceptions', 'check', 'root.yaml', '--exceptions', 'logs-ex.yaml');
    expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining('[exception-changed]') });
    const list = await run('exceptions', 'list', 'root.yaml', '--exceptions', 'logs-ex.yaml');
    expect(list.stdout).toContain('(1 here, 1 of them changed since and open)');
    put('logs-old.yaml', readFileSync(file('logs-ex.yaml'), 'utf8').replace(/ {4}contentDigests:\n.*\n/, ''));
    expect((await run('scan', 'root.yaml', ...about, '--exceptions', 'logs-old.yaml')).code).toBe(0);
  });

  it('pin adds what an older file was decided about and touches nothing else', async () => {
    const [{ objectId } = { objectId: '' }] = (
      JSON.parse(readFileSync(file('before.json'), 'utf8')) as Report
    ).findings;
    const old = `schema: plimsoll.exceptions/v1
exceptions:
  # agreed in the meeting of May
  - id: SEC-1
    objectIds: ['${objectId}', '00000000000000aa'] # two
    owner: platform
    reason: talks to the kernel
    expires: 2099-12-31
  - {id: SEC-2, ${byScope}, owner: a, reason: b, expires: 2099-12-31}
`;
    put('old.yaml', old);
    const diff = await run('exceptions', 'pin', 'k8s/', '--exceptions', 'old.yaml');
    expect(diff).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^\+ {4}contentDigests:\n\+ {6}"[0-9a-f]{16}": \["[0-9a-f]{32}"\]$/m),
      stderr: expect.stringContaining('1 finding that is not here'),
    });
    expect(readFileSync(file('old.yaml'), 'utf8')).toBe(old);
    const written = await run('exceptions', 'pin', 'k8s/', '--exceptions', 'old.yaml', '--write');
    expect(written.code).toBe(0);
    const text = readFileSync(file('old.yaml'), 'utf8');
    expect(text).toContain('# agreed in the meeting of May');
    expect(text.replace(/ {4}contentDigests:\n.*\n/, '')).toBe(old);
    expect((await scan('k8s/', '--exceptions', 'old.yaml')).code).toBe(0);
    const again = await run('exceptions', 'pin', 'k8s/', '--exceptions', 'old.yaml');
    expect(again).toMatchObject({ code: 0, stdout: '' });
  });

  it('list and check say what stands on the objects themselves', async () => {
    const on = (text: string) =>
      manifest({
        ...deployment('api', 'shop', privileged),
        metadata: {
          name: 'api',
          namespace: 'shop',
          annotations: { 'plimsoll.dev/except.privileged-container': text },
        },
      });
    put('carried.yaml', on('talks to the kernel; until=2099-12-31; owner=platform; ticket=T-9'));
    put('ended.yaml', on('talks to the kernel; until=2020-01-01; owner=platform'));
    put('unread.yaml', on('talks to the kernel'));
    put('carry.yaml', 'exceptions: {annotations: true, maxDays: 90}\n');
    const of = (command: string, ...args: string[]) =>
      run('exceptions', command, ...args, '--config', 'carry.yaml', ...only);
    const list = await of('list', 'carried.yaml');
    expect(list).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ticket {2}T-9\n {2}stands {2}on the object itself\n1 exception/),
    });
    expect((await of('check', 'carried.yaml')).stdout).toContain('[exception-too-long]');
    expect((await of('check', 'ended.yaml')).stdout).toContain('[exception-expired]');
    expect(await of('check', 'unread.yaml')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('[exception-annotation]'),
    });
    await scan('ended.yaml', '--config', 'carry.yaml', '-o', 'json=carried.json');
    const reported = await run('exceptions', 'check', '--report', 'carried.json', '--config', 'carry.yaml');
    expect(reported.stdout).toContain('[exception-expired]');
    expect(await of('list')).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a target') });
  });

  it('a report beside something to read is refused: one of them would not be looked at', async () => {
    for (const [command, ...more] of [
      ['init', '-n', 'shop', '-o', 'never.yaml'],
      ['check', 'k8s/'],
      ['list', '--context', 'x'],
    ]) {
      const asked = await run(
        'exceptions',
        command ?? '',
        '--report',
        'before.json',
        '--exceptions',
        'scope.yaml',
        ...more,
      );
      expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('takes the place of reading') });
    }
  });

  it('check says what is wrong with exit code 1, and list what there is', async () => {
    const over = await run('exceptions', 'check', '--exceptions', 'over.yaml');
    expect(over).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('over.yaml:3:5: Exception SEC-1'),
    });
    const fine = await run('exceptions', 'check', '--exceptions', 'scope.yaml', '--report', 'before.json');
    expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to say') });
    put('inert.yaml', excepting(byScope.replace('names: [api]', 'names: [gone]')));
    const inert = await run(
      'exceptions',
      'check',
      'k8s/',
      '--complete',
      '--exceptions',
      'inert.yaml',
      ...only,
    );
    expect(inert).toMatchObject({ code: 1, stdout: expect.stringContaining('[exception-inert]') });
    const list = await run(
      'exceptions',
      'list',
      '--exceptions',
      'scope.yaml',
      '--report',
      'before.json',
      '-o',
      'json',
    );
    expect(JSON.parse(list.stdout)).toMatchObject([{ id: 'SEC-1', state: 'in force', findings: 1 }]);
    const none = await run('exceptions', 'check');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('(exceptions-unreadable)') });
  });
});

describe.concurrent('--baseline', () => {
  it('lets known findings pass and fails on new ones, and says which is which', async () => {
    expect((await scan('k8s/', '--baseline', 'before.json')).code).toBe(0);
    const more = await scan('both/', '--baseline', 'before.json', '-o', 'json', '--explain-gate');
    expect(more.code).toBe(1);
    const { findings, gate } = reportOf(more);
    expect(findings.map(({ subject, baseline }) => [subject.name, baseline])).toEqual([
      ['api', 'known'],
      ['web', 'new'],
    ]);
    expect(gate).toMatchObject({
      baseline: { known: 1, new: 1, sameCatalogue: true },
      reasons: ['1 critical new open, and the gate fails on high or worse.'],
    });
    expect(more.stderr).toMatch(/Gate: exit 1, failed: decided by fail-on\n/);
    expect(more.stderr).toMatch(/1 critical new open, and 1 that was there before {2}<- decides/);
  });

  it('of a redacted report, of another version or not there is refused', async () => {
    await scan('k8s/', '-o', 'json=redacted.json', '--redact');
    put('later.json', '{"schema":"plimsoll.report/v2"}');
    const wrong = [
      ['redacted.json', /redacted.*\(baseline-unusable\)/],
      [
        'later.json',
        /is plimsoll\.report\/v2, and this plimsoll reads plimsoll\.report\/v1 \(report-unreadable\)/,
      ],
      ['nowhere.json', /there is no nowhere\.json \(baseline-unusable\)/],
    ] as const;
    for (const [name, what] of wrong) {
      const { code, stderr } = await scan('k8s/', '--baseline', name);
      expect(code).toBe(2);
      expect(stderr).toMatch(what);
    }
  });
});

describe('plimsoll policy export', () => {
  const make = ['policy', 'export', '--enforce', '--control', 'privileged-container'];
  const cluster = ['policies/', '--complete', '--diff', '--kubernetes-version', '1.37'];

  it('carries exceptions and says which, and which not', async () => {
    put('single.yaml', excepting(byScope.replace('names: [api]', 'names: [api], containers: [app]')));
    mkdirSync(file('policies'), { recursive: true });
    const made = await run(...make, '--exceptions', 'scope.yaml', '-o', 'policies/all.yaml');
    expect(made.code).toBe(0);
    expect(made.stderr).toContain('with what they own: SEC-1 until 2099-12-31.');
    expect(readFileSync(file('policies/all.yaml'), 'utf8')).toContain('name: exception-SEC-1');
    const refused = await run(...make, '--exceptions', 'single.yaml');
    expect(refused.stderr).toMatch(/not exported:\n {2}SEC-1: it is about single containers/);
    expect(refused.stdout).not.toContain('exception-SEC-1');
    const widened = await run(...make, '--exceptions', 'single.yaml', '--widen-exceptions');
    expect(widened.stdout).toContain('exception-SEC-1');
  });

  it('--diff fails on one that has expired', async () => {
    const same = await run(...make, ...cluster, '--exceptions', 'scope.yaml', '--quiet');
    expect(same).toMatchObject({ code: 0 });
    const over = await run(...make, ...cluster, '--exceptions', 'over.yaml', '--quiet');
    expect(over.code).toBe(1);
    expect(over.stdout).toMatch(/^expired +exception SEC-1 of platform: it ended on 2020-01-31$/m);
    expect(over.stdout).toMatch(/^different .*spec\.matchConditions/m);
  });
});

describe.concurrent('plimsoll.yaml', () => {
  it('says what is read, who owns it, how grave it is, what is lived with and what is known', async () => {
    put(
      'conf/plimsoll.yaml',
      `targets: [../both]
owners: {payments: {namespaces: [shop]}}
severities: {privileged-container: low}
exceptions: {files: [../scope.yaml]}
gate: {failOn: low}
`,
    );
    const run = await scan('--config', 'conf/plimsoll.yaml', '-o', 'json');
    expect(run.code).toBe(1);
    const { findings, workloads } = reportOf(run);
    expect(findings.map(({ severity, verdict }) => [severity, verdict])).toEqual([
      ['low', 'fail'],
      ['low', 'excepted'],
    ]);
    expect(workloads.map(({ team }) => team)).toEqual(['payments', 'payments']);
  });

  it('names a control or parameter that does not exist with its place', async () => {
    put('wrong.yaml', 'severities:\n  privileged-containers: low\n');
    const { code, stderr } = await run('config', 'validate', 'wrong.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /wrong\.yaml:2:3: severities\.privileged-containers: there is no such control; did you mean privileged-container\?/,
    );
  });
});
