import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { deployment, manifest, namespace } from './fixtures.ts';
import { failingIds, parseReport } from './parse-report.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const binary = await kubeboxBinary();
const demo = path.join(import.meta.dirname, '../../../demo');
const root = mkdtempSync(path.join(tmpdir(), 'plimsoll-fix-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function folder(): string {
  const made = path.join(root, String(folders++));
  mkdirSync(made);
  return made;
}

function fix(cwd: string, ...args: string[]): Promise<Run> {
  return plimsoll(['fix', ...args], { cwd });
}

async function failures(cwd: string): Promise<string[]> {
  return failingIds(
    parseReport(await plimsoll(['scan', '.', '-o', 'json', '--cluster-name', 'demo'], { cwd })),
  );
}

/** A Deployment that may escalate, written as a person writes it. */
const api = `# team web
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
      - name: api   # the API
        image: 'registry.example.com/api:1.2'
        securityContext: {}   # later
`;

describe('the mechanical patches of the demo', () => {
  let patched: string;
  let before: string[];
  let diff: Run;
  beforeAll(async () => {
    patched = folder();
    cpSync(demo, patched, { recursive: true });
    before = await failures(patched);
    diff = await fix(patched, '.', '--cluster-name', 'demo');
  }, 60_000);

  it('are one diff that git applies, and --write makes the same changes', async () => {
    expect(diff).toMatchObject({ code: 1 });
    expect(diff.stderr).toMatch(/^\d+ findings fixed by this diff in \d+ files, \d+ need a person\.$/m);
    const applied = folder();
    cpSync(demo, applied, { recursive: true });
    execFileSync('git', ['apply', '-'], { cwd: applied, input: diff.stdout });
    const written = await fix(patched, '.', '--write', '--cluster-name', 'demo');
    expect(written).toMatchObject({ code: 0, stdout: '' });
    expect(spawnSync('diff', ['-r', applied, patched], { encoding: 'utf8' })).toMatchObject({
      stdout: '',
      status: 0,
    });
  });

  it('say what the manifest cannot show, so that nobody is surprised', () => {
    expect(diff.stderr).toMatch(
      /^ {2}\d+ of these change nothing that the manifest needs; what it cannot show:$/m,
    );
    expect(diff.stderr).toMatch(
      /^ {4,}\d+ {2}privilege-escalation-allowed: sudo, su and other set-user-ID programs/m,
    );
  });

  it('make those findings pass and break no other control', async () => {
    const after = await failures(patched);
    const fixed = Number(/^(\d+) findings fixed/m.exec(diff.stderr)?.[1]);
    expect(fixed).toBeGreaterThan(5);
    expect(after.filter((id) => !before.includes(id))).toEqual([]);
    expect(before.length - after.length).toBe(fixed);
  });

  it('are done once: a second run has nothing to do', async () => {
    expect(await fix(patched, '.')).toMatchObject({ code: 0, stdout: '' });
  });

  it('only add and replace lines: comments and layout stay', () => {
    const removed = diff.stdout.split('\n').filter((line) => /^-(?!-- )/.test(line));
    expect(removed.length).toBeLessThan(3);
  });
});

describe.skipIf(binary === undefined)('the API server', () => {
  let cluster: TestCluster;
  let patched: string;
  beforeAll(async () => {
    cluster = await startTestCluster();
    patched = folder();
    cpSync(demo, patched, { recursive: true });
    await fix(patched, '.', '--write', '--all');
    const objects = ['cluster/custom-resource-definitions.yaml', ...namespaces()].flatMap(
      (file) => loadAll(readFileSync(path.join(demo, file), 'utf8')) as object[],
    );
    await cluster.apply(objects);
  }, 900_000);
  afterAll(() => cluster?.stop());

  function namespaces(): string[] {
    const names = [
      'argocd',
      'catalog',
      'checkout',
      'ci',
      'data',
      'external-secrets',
      'fulfilment',
      'ingress-nginx',
      'ml',
      'monitoring',
      'storefront',
    ];
    return names.map((name) => `${name}/namespace.yaml`);
  }

  it('accepts every file that was patched, those with patches that may break something too', async () => {
    const changed = spawnSync('diff', ['-rq', demo, patched], { encoding: 'utf8' })
      .stdout.split('\n')
      .flatMap((line) => /and (\S+) differ/.exec(line)?.[1] ?? []);
    expect(changed.length).toBeGreaterThan(20);
    const environment = { ...process.env, KUBECONFIG: await cluster.kubeconfig('admin') };
    const files = changed.flatMap((file) => ['-f', file]);
    const run = spawnSync(
      binary ?? '',
      ['kubectl', 'apply', '--dry-run=server', '--validate=strict', ...files],
      { env: environment, encoding: 'utf8' },
    );
    expect(run.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Warning'))).toEqual([]);
    expect(run.status).toBe(0);
  }, 120_000);
});

describe('plimsoll fix', () => {
  it('touches nothing but the fields: mode, links, comments, quotes, line ends and byte order mark stay', async () => {
    const cwd = folder();
    const file = path.join(cwd, 'api.yaml');
    writeFileSync(file, `\ufeff${api}`.replaceAll('\n', '\r\n'));
    chmodSync(file, 0o640);
    symlinkSync('api.yaml', path.join(cwd, 'link.yaml'));
    expect(await fix(cwd, 'link.yaml', '--write')).toMatchObject({ code: 0, stdout: '' });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readFileSync(file, 'utf8')).toBe(
      `\ufeff${api.replace('securityContext: {}   # later', 'securityContext:   # later\n          allowPrivilegeEscalation: false')}`.replaceAll(
        '\n',
        '\r\n',
      ),
    );
  });

  it('is a filter for standard input: the diff, or with --write the fixed text', async () => {
    const stdin = api.replace(' {}   # later', ' {a: b}').replace('{a: b}', '{privileged: false}');
    const diff = await plimsoll(['fix', '-'], { stdin });
    expect(diff).toMatchObject({ code: 1 });
    expect(diff.stdout).toContain(
      '+        securityContext: {privileged: false, allowPrivilegeEscalation: false}\n',
    );
    const fixed = await plimsoll(['fix', '-', '--write'], { stdin });
    expect(fixed).toMatchObject({
      code: 0,
      stdout: stdin.replace('{privileged: false}', '{privileged: false, allowPrivilegeEscalation: false}'),
    });
    const again = await plimsoll(['fix', '-', '--write', '-q'], { stdin: fixed.stdout });
    expect(again).toMatchObject({ code: 0, stdout: fixed.stdout, stderr: '' });
  });

  it('brings patches of several controls together, and with --all says what they may break', async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, 'api.yaml'), api);
    const run = await fix(cwd, 'api.yaml', '--all');
    expect(run).toMatchObject({ code: 1 });
    for (const line of [
      'runAsNonRoot: true',
      'type: RuntimeDefault',
      '- ALL',
      'allowPrivilegeEscalation: false',
    ])
      expect(
        run.stdout.split('\n').filter((each) => each.startsWith('+') && each.includes(line)),
      ).toHaveLength(1);
    expect(run.stderr).toContain('# root-user-possible, Deployment shop/api');
  });

  it('takes only what a control, a severity or a namespace name', async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, 'api.yaml'), api);
    expect(await fix(cwd, '.', '--severity', 'critical')).toMatchObject({ code: 0, stdout: '' });
    expect(await fix(cwd, '.', '--control', 'host-pid')).toMatchObject({ code: 0, stdout: '' });
    expect(await fix(cwd, '.', '-n', 'shop', '--control', 'privilege-escalation-allowed')).toMatchObject({
      code: 1,
    });
  });

  it('does not edit what is rendered: it says where to change it', async () => {
    const rendered = `# Source: web/templates/api.yaml\n${api}`;
    const run = await plimsoll(['fix', '-'], { stdin: rendered });
    expect(run).toMatchObject({ code: 0, stdout: '' });
    expect(run.stderr).toMatch(
      /written elsewhere.*\n +\d+ +chart template web\/templates\/api\.yaml or the values it reads/,
    );
  });

  it.skipIf(binary === undefined)('names the base and the overlay of what kustomize rendered', async () => {
    const cwd = folder();
    mkdirSync(path.join(cwd, 'base'));
    mkdirSync(path.join(cwd, 'prod'));
    mkdirSync(path.join(cwd, 'bin'));
    writeFileSync(path.join(cwd, 'base/api.yaml'), api);
    writeFileSync(path.join(cwd, 'base/kustomization.yaml'), 'resources: [api.yaml]\n');
    writeFileSync(path.join(cwd, 'prod/kustomization.yaml'), 'namePrefix: eu-\nresources: [../base]\n');
    writeFileSync(path.join(cwd, 'bin/kubectl'), `#!/bin/sh\nexec ${binary} kubectl "$@"\n`, { mode: 0o755 });
    const environment = { PATH: `${path.join(cwd, 'bin')}:${process.env['PATH']}` };
    const run = await plimsoll(['fix', 'prod', '--write'], { cwd, environment });
    expect(run).toMatchObject({ code: 0, stdout: '' });
    expect(run.stderr).toContain('base/api.yaml:2, or a patch in the kustomization prod');
    expect(readFileSync(path.join(cwd, 'base/api.yaml'), 'utf8')).toBe(api);
  });

  it('refuses what an anchor shares with something that may not change, and fixes the rest', async () => {
    const cwd = folder();
    const shared = api.replace(
      '{}   # later',
      `&context {runAsUser: 1000}
      - name: printer
        image: registry.example.com/printer:1.2
        securityContext: {<<: *context, privileged: true}`,
    );
    writeFileSync(
      path.join(cwd, 'api.yaml'),
      `${shared}---\n${manifest(deployment('web', 'shop', { securityContext: {} }))}\n`,
    );
    const run = await fix(cwd, '.', '--control', 'privilege-escalation-allowed');
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain('1 finding fixed by this diff in 1 file');
    expect(run.stderr).toMatch(
      /api\.yaml, Deployment shop\/api container api, privilege-escalation-allowed: .*\(shared-field\)/,
    );
  });

  it('shows no line that holds the value of a secret; --write changes what cannot be shown', async () => {
    const cwd = folder();
    const password = 'Zq7environmentDf8gHj2KlZx5';
    const container = { env: [{ name: 'DB_PASSWORD', value: password }], securityContext: {} };
    writeFileSync(path.join(cwd, 'line.json'), JSON.stringify(deployment('line', 'shop', container)));
    writeFileSync(
      path.join(cwd, 'lines.yaml'),
      api.replace(
        'securityContext: {}   # later',
        `env: [{name: DB_PASSWORD, value: ${password}}]\n        tty: false`,
      ),
    );
    const run = await fix(cwd, '.');
    expect(run).toMatchObject({ code: 1 });
    expect(run.stdout).toContain('+++ b/lines.yaml');
    expect(run.stdout + run.stderr).not.toContain(password);
    expect(run.stderr).toContain(
      '# line.json: 1 of its changes cannot be shown without the value of a secret',
    );
    expect(await fix(cwd, '.', '--write')).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(path.join(cwd, 'line.json'), 'utf8')).toContain('"allowPrivilegeEscalation":false');
  });

  it('ends with 1 while a patch that should be made is refused', async () => {
    const here = folder();
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: \u00ff, namespace: x}\nspec:\n  containers:\n  - {name: c, image: r/a:1}\n';
    writeFileSync(path.join(here, 'pod.yaml'), Buffer.from(text, 'latin1'));
    const { code, stderr } = await fix(
      here,
      'pod.yaml',
      '--write',
      '--control',
      'privilege-escalation-allowed',
    );
    expect(stderr).toContain('text-not-exact');
    expect(code).toBe(1);
  });

  it('ends with 3 when something could not be read, with 2 when nothing is named', async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, 'api.yaml'), api);
    writeFileSync(path.join(cwd, 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const run = await fix(cwd, '.');
    expect(run).toMatchObject({ code: 3 });
    expect(run.stdout).toContain('+++ b/api.yaml');
    expect(run.stderr).toContain('broken.yaml:');
    expect(await fix(cwd)).toMatchObject({ code: 2 });
    expect(await plimsoll(['fix', '-', 'x.yaml'], { cwd, stdin: manifest(namespace('a')) })).toMatchObject({
      code: 2,
    });
  });
});
