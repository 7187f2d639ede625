import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { createProgram } from '../program.ts';
import { plimsoll, type Run } from './run-plimsoll.ts';

const binary = await kubeboxBinary();
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Run> {
  return plimsoll(args, { cwd: folder });
}

describe.concurrent('--help', () => {
  it.each(commandPaths(createProgram()))('of "%s" has examples and fits 80 columns', async (command) => {
    const { code, stdout } = await run(...command.split(' ').filter(Boolean), '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}.*plimsoll /);
    // A command to copy is not broken over lines.
    const long = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  plimsoll '));
    expect(long).toEqual([]);
  });

  it('names every command there is', async () => {
    const { stdout } = await run('--help');
    const named = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name]) => name);
    const top = createProgram().commands.map((command) => command.name());
    expect(named).toEqual([...top, 'help']);
    for (const name of ['scan', 'explain', 'diff', 'snapshot', 'doctor', 'policy', 'config', 'completion'])
      expect(top).toContain(name);
  });
});

/** `policy show` and the like; the empty path is the program itself. */
function commandPaths(command: Command, above: readonly string[] = []): string[] {
  return [
    above.join(' '),
    ...command.commands.flatMap((child) => commandPaths(child, [...above, child.name()])),
  ];
}

describe('completion', () => {
  it('completes commands, options and values in bash', async () => {
    const { stdout } = await run('completion', 'bash');
    writeFileSync(path.join(folder, 'completion.bash'), stdout);
    const complete = (line: string): string[] => {
      const script = `source completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _plimsoll; printf '%s\\n' "\${COMPREPLY[@]}"`;
      // Bash whose standard input is a socket, as a pipe of Node is, reads the machine's bashrc.
      const options = ['--norc', '-euo', 'pipefail', '-c', script, 'bash'];
      const result = spawnSync('bash', [...options, ...line.split(' ')], { cwd: folder, encoding: 'utf8' });
      expect(result.stderr).toBe('');
      return result.stdout.split('\n').filter(Boolean);
    };
    expect(complete('plimsoll sc')).toEqual(['scan']);
    expect(complete('plimsoll policy ')).toEqual(expect.arrayContaining(['list', 'show', 'test']));
    expect(complete('plimsoll policy list --fra')).toEqual(['--framework']);
    expect(complete('plimsoll scan --fail-on ')).toEqual(['critical', 'high', 'medium', 'low', 'never']);
    expect(complete('plimsoll scan k8s -o ')).toContain('sarif');
    expect(complete('plimsoll completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it.each(['bash', 'zsh', 'fish'])('is a script that %s accepts', async (shell) => {
    const { stdout } = await run('completion', shell);
    expect(stdout).toContain('plimsoll');
    // A shell that is not installed cannot say; bash reads the zsh script too, all but its first lines.
    const reader =
      spawnSync(shell, ['--version']).error === undefined ? shell : shell === 'zsh' ? 'bash' : undefined;
    if (reader !== undefined) {
      // A file: fish takes no pipe of Node's for its input.
      const script = path.join(folder, `completion.${shell}`);
      writeFileSync(script, stdout);
      expect(spawnSync(reader, ['-n', script], { encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
    expect(stdout.replaceAll(String.raw`\'`, '').split("'").length % 2).toBe(1);
  });
});

describe('policy', () => {
  it('lists, shows and exports a control', async () => {
    const list = JSON.parse((await run('policy', 'list', '-o', 'json')).stdout) as {
      id: string;
      policy?: object;
    }[];
    expect(list.length).toBeGreaterThan(40);
    const csv = (await run('policy', 'list', '-o', 'csv')).stdout.trim().split('\r\n');
    expect(csv).toHaveLength(list.length + 1);
    const shown = await run('policy', 'show', 'host-pid');
    expect(shown.stdout).toMatch(/catalog\/controls\/host-pid\.yaml/);
    const [policy] = loadAll((await run('policy', 'show', 'host-pid', '-o', 'yaml')).stdout) as {
      kind: string;
      spec: object;
    }[];
    expect(policy).toMatchObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
    });
    expect(policy?.spec).toEqual(list.find(({ id }) => id === 'host-pid')?.policy);
  });

  it('tests the cases of the catalogue', async () => {
    const { code, stdout } = await run('policy', 'test');
    expect(stdout).toMatch(/^\d{3,} passed, 0 failed, \d+ controls$/m);
    expect(code).toBe(0);
  });
});

describe('config', () => {
  it('init writes a file that is valid, also with everything in it switched on', async () => {
    expect(await run('config', 'init')).toMatchObject({ code: 0 });
    expect(await run('config', 'validate')).toMatchObject({ code: 0 });
    expect((await run('config', 'init')).stderr).toContain('(config-exists)');
    const all = readFileSync(path.join(folder, 'plimsoll.yaml'), 'utf8')
      .replaceAll(/^# ?(?=[a-z]+:|  )/gm, '')
      .replace('policies: [policies]', 'policies: []');
    writeFileSync(path.join(folder, 'all.yaml'), all);
    mkdirSync(path.join(folder, 'k8s'));
    writeFileSync(path.join(folder, 'main.json'), '{}');
    const without = await run('config', 'validate', 'all.yaml');
    expect(without).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exceptions.files[0]: there is no "plimsoll-exceptions.yaml"'),
    });
    const accepted = 'schema: plimsoll.exceptions/v1\nexceptions: []\n';
    writeFileSync(path.join(folder, 'plimsoll-exceptions.yaml'), accepted);
    const validated = await run('config', 'validate', 'all.yaml');
    expect(validated, validated.stderr).toMatchObject({ code: 0 });
    for (const section of [
      'targets',
      'scopes',
      'owners',
      'severities',
      'parameters',
      'policies',
      'exceptions',
      'score',
      'gate',
    ])
      expect(validated.stdout).toContain(section);
    rmSync(path.join(folder, 'plimsoll.yaml'));
  });

  it('validate names every mistake at once, also of the catalogue and beside a broken section', async () => {
    const text = `gate: {failOn: severe, minCoverage: lots}
severities: {nope: low, host-pid: worst}
parameters: {unapproved-registry: {allowedRegistries: 5, foo: 3}, host-pid: {a: {b: c}}}
scopes: {cde: {namespace: [a]}}
score: {production: [cde, gone]}
targets: [k9s/]
policies: [nopol]
exceptions: {maxDays: 0, files: [noex.yaml]}
`;
    writeFileSync(path.join(folder, 'mistakes.yaml'), text);
    const { code, stdout, stderr } = await run('config', 'validate', 'mistakes.yaml');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const at of [
      'gate.failOn',
      'gate.minCoverage',
      'severities.nope',
      'severities.host-pid',
      'parameters.unapproved-registry.allowedRegistries',
      'parameters.unapproved-registry.foo',
      'parameters.host-pid.a',
      'scopes.cde.namespace',
      'score.production[1]',
      'targets[0]',
      'policies[0]',
      'exceptions.maxDays',
      'exceptions.files[0]',
    ])
      expect(stderr).toContain(`: ${at}: `);
    expect(stderr).toContain('parameters.host-pid.a: must be string or integer or boolean or array\n');
    expect(stderr, 'the scope is there, only wrong').not.toContain('production[0]');
  });

  it('validate looks for the files, and for the contexts where there is a kubeconfig', async () => {
    writeFileSync(
      path.join(folder, 'places.yaml'),
      'targets: [k9s/, context:nope]\ngate: {baseline: nobase.json}\n',
    );
    const missing = await run('config', 'validate', 'places.yaml');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/places\.yaml:1:11: targets\[0\]: there is no "k9s\/"/);
    expect(missing.stderr).toMatch(/gate\.baseline: there is no "nobase\.json"/);
    writeFileSync(path.join(folder, 'contexts.yaml'), 'targets: [context:nope, context:prod]\n');
    expect(await run('config', 'validate', 'contexts.yaml')).toMatchObject({ code: 0, stderr: '' });
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(
      kubeconfig,
      'apiVersion: v1\nkind: Config\ncontexts: [{name: prod, context: {cluster: prod, user: me}}]\n',
    );
    const warned = await plimsoll(['config', 'validate', 'contexts.yaml'], {
      cwd: folder,
      environment: { KUBECONFIG: kubeconfig },
    });
    expect(warned).toMatchObject({ code: 0, stderr: expect.stringContaining('has no context "nope"') });
    expect(warned.stderr).not.toContain('"prod"');
  });
});

describe.skipIf(binary === undefined)('against a server', () => {
  let cluster: TestCluster;
  let stranger: string;
  beforeAll(async () => {
    cluster = await startTestCluster();
    stranger = await cluster.kubeconfig('stranger');
  }, 900_000);
  afterAll(() => cluster?.stop());

  it('contexts names the clusters and the line that scans each, and contacts none', async () => {
    const { code, stdout } = await run('contexts', '--kubeconfig', stranger);
    expect(code).toBe(0);
    expect(stdout).toContain('plimsoll scan --context test');
    expect(stdout).toContain(cluster.server);
    expect((await run('contexts')).stdout).toMatch(/No kubeconfig/);
  });

  it('doctor says what is missing; the role that it prints is the cure, without Secrets and then with them', async () => {
    const before = await run('doctor', '--kubeconfig', stranger, '--check');
    expect(before.code).toBe(3);
    expect(before.stdout).toMatch(/secrets\n +hides: /);
    expect(
      before.stdout.split('\n').filter((line) => line.length > 80 && !line.includes('plimsoll doctor')),
    ).toEqual([]);

    await apply((await run('doctor', '--kubeconfig', stranger, '-o', 'yaml')).stdout);
    const without = await run('doctor', '--kubeconfig', stranger, '--check');
    expect(without.code, without.stdout).toBe(0);
    expect(without.stdout).toContain('Nothing is missing but Secrets');
    expect((await run('doctor', '--kubeconfig', stranger, '--check', '--with-secrets')).code).toBe(3);

    await apply((await run('doctor', '--kubeconfig', stranger, '-o', 'yaml', '--with-secrets')).stdout);
    const whole = await run('doctor', '--kubeconfig', stranger, '--check', '--with-secrets');
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toContain('Nothing is missing.');
    const scan = await run('scan', '--kubeconfig', stranger, '--fail-on', 'never');
    expect(scan, scan.stdout).toMatchObject({ code: 0 });
  });

  it('doctor of several contexts says which it could not reach', async () => {
    const config = JSON.parse(readFileSync(stranger, 'utf8')) as {
      clusters: object[];
      contexts: object[];
      users: { name: string }[];
    };
    config.clusters.push({ name: 'gone', cluster: { server: 'https://127.0.0.1:9' } });
    config.contexts.push({ name: 'gone', context: { cluster: 'gone', user: config.users[0]?.name } });
    const file = path.join(folder, 'two.kubeconfig');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const { code, stdout, stderr } = await run('doctor', '--kubeconfig', file, '--all-contexts', '--check');
    expect(code).toBe(3);
    expect(stdout).toContain('test, as stranger');
    expect(stderr).toMatch(/gone: .*\(server-unreachable\)/);
  });

  async function apply(yaml: string): Promise<void> {
    await cluster.apply(loadAll(yaml, { schema: CORE_SCHEMA }) as object[]);
  }
});
