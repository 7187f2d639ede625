import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployment, manifest, privileged } from './fixtures.ts';
import { nameOf, parseReport } from './parse-report.ts';
import { plimsoll, type Run, type RunOptions } from './run-plimsoll.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-bad-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return plimsoll(args, { cwd: folder, ...options });
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content);
}

/** A run that ended with one coded error, and nothing on standard output. */
function expectError({ code, stdout, stderr }: Run, errorCode: string, text: RegExp = /./): void {
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`(${errorCode})`);
  expect(stderr).toMatch(text);
  expect(stderr, 'no stack').not.toMatch(/\n\s+at .*:\d+:\d+/);
}

const pod = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
const bad = '{containers: [{name: a, image: b, securityContext: {privileged: true}}]}';

describe('manifests that are broken', () => {
  const files: Record<string, string | Uint8Array> = {
    'good.yaml': pod('good', bad),
    'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: broken\nspec: [',
    'deep.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: deep}\ndata: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
    'bomb.yaml': aliasBomb(),
    'mixed.yaml': [pod('null-spec', 'null'), pod('wrong-type', '{containers: none}'), pod('fine', bad)].join(
      '---\n',
    ),
    'labels.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: labels, labels: [a]}\n',
    'no-kind.yaml': 'apiVersion: v1\nmetadata: {name: x}\n',
    'no-type.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typed}\n---\nmetadata: {name: p}\nspec: {hostNetwork: true}\n',
    'no-name.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {namespace: shop}\n',
    'no-version.yaml': 'kind: Pod\nmetadata: {name: x}\n',
    'twice.yaml': 'apiVersion: v1\nkind: ConfigMap\nkind: ConfigMap\nmetadata: {name: twice}\n',
    'latin.yaml': Buffer.from(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: latin}\ndata: {a: "caf\u00e9"}\n',
      'latin1',
    ),
    'widget.yaml':
      'apiVersion: example.com/v9\nkind: Widget\nmetadata: {name: widget, namespace: shop}\nspec: {any: 1}\n',
    'unknown-version.yaml': manifest({
      ...deployment('unknown-version', 'shop', privileged),
      apiVersion: 'apps/v9beta1',
    }),
  };
  beforeAll(() => {
    for (const [name, content] of Object.entries(files)) write(`manifests/${name}`, content);
  });

  it('each have a code, a file, a line and what to do, and the rest is judged', async () => {
    const result = await run(['scan', 'manifests', '-o', 'json']);
    const report = parseReport(result);
    const problems = report.problems.map(({ file = '', code }) => `${path.basename(file)} ${code}`).sort();
    expect(problems).toEqual([
      'bomb.yaml yaml-alias-expansion',
      'broken.yaml yaml-syntax',
      'deep.yaml yaml-depth',
      'labels.yaml object-field-type',
      'latin.yaml file-encoding',
      'mixed.yaml object-field-type',
      'mixed.yaml object-field-type',
      'no-kind.yaml object-kind-missing',
      'no-name.yaml object-name-missing',
      'no-type.yaml manifest-without-kind',
      'no-version.yaml object-apiversion-missing',
      'twice.yaml yaml-duplicate-key',
      'unknown-version.yaml kind-not-served',
    ]);
    for (const problem of report.problems) {
      expect(problem, problem.code).toMatchObject({
        line: expect.any(Number) as number,
        hint: expect.stringMatching(/\S/) as string,
      });
    }
    const failed = report.findings.filter(({ verdict }) => verdict === 'fail').map(nameOf);
    for (const name of ['Pod shop/good', 'Pod shop/fine'])
      expect(
        failed.some((finding) => finding.startsWith(`privileged-container ${name}`)),
        name,
      ).toBe(true);
    const unknown = new Set(
      report.findings.filter(({ verdict }) => verdict === 'unknown').map(({ subject }) => subject.name),
    );
    expect([...unknown].sort()).toEqual(['null-spec', 'wrong-type']);
    expect(report.gate).toMatchObject({ exitCode: 3, incomplete: true, failed: true, errors: false });
    expect(result.code).toBe(3);
  });

  it('that hold a wrong type pass nothing, also in a snapshot and laid over one', async () => {
    const group = '[{kind: Group, name: "system:authenticated"}]';
    const binding = (subjects: string) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: all}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: ${subjects}\n`;
    write('typed/binding.yaml', binding('["system:authenticated"]'));
    write(
      'typed/rollout.yaml',
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a, namespace: shop}\nspec: "{{ x }}"\n',
    );
    write('base.yaml', binding(group));
    for (const [input, file] of [
      ['typed', 'typed.plimsoll'],
      ['base.yaml', 'base.plimsoll'],
    ] as const)
      await run(['snapshot', input, '--complete', '-o', file]);
    for (const args of [['typed'], ['typed.plimsoll'], ['typed', '--onto', 'base.plimsoll']]) {
      const result = await run(['scan', ...args, '-o', 'json']);
      const report = parseReport(result);
      expect(result.code, args.join(' ')).toBe(3);
      expect(report.problems.map(({ code }) => code)).toEqual(['object-field-type', 'object-field-type']);
      const said = new Set(
        report.findings
          .filter(({ unknown }) => unknown?.state === 'error')
          .map(({ unknown }) => unknown?.message),
      );
      expect(said).toEqual(
        new Set([
          'subjects[0] must be a map, this is a string.',
          'spec must be a map, this is a string with a template that nobody rendered.',
        ]),
      );
    }
  });

  it('are told by each command about identities, for they may hide who has power', async () => {
    write(
      'hidden/binding.yaml',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: all}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: ["system:authenticated"]\n',
    );
    const lee = 'user:lee@shop.example';
    for (const [args, code] of [
      [['audit', 'hidden'], 3],
      [['who-can', 'get', 'secrets', '-f', 'hidden'], 3],
      [['can-i', lee, 'get', 'secrets', '-f', 'hidden'], 3],
      [['paths', 'hidden'], 3],
      [['narrow', lee, '-f', 'hidden'], 3],
      [['evidence', 'hidden'], 0],
    ] as const) {
      const result = await run(['identity', ...args, '-q']);
      expect(result.stderr, args[0]).toBe(
        'hidden/binding.yaml:5: subjects[0] must be a map, this is a string (object-field-type)\n  The API server refuses this object.\n',
      );
      expect(result.code, args[0]).toBe(code);
    }
  });

  it('named alone are no clean run, and have no score', async () => {
    write('binary.bin', Buffer.from([0, 1, 2, 255, 254, 0, 7]));
    mkdirSync(path.join(folder, 'empty'));
    for (const [target, code] of [
      ['binary.bin', 'file-binary'],
      ['manifests/broken.yaml', 'yaml-syntax'],
      ['empty', 'input-empty'],
      ['nothing-*.yaml', 'input-not-found'],
    ] as const) {
      const result = await run(['scan', target, '-o', 'json']);
      const report = parseReport(result);
      expect(result.code, target).toBe(3);
      expect(
        report.problems.map((problem) => problem.code),
        target,
      ).toEqual([code]);
      expect(report.score, target).toBeUndefined();
    }
    expectError(
      await run(['scan', 'no/such/folder/here']),
      'target-not-found',
      /There is no "no\/such\/folder\/here"/,
    );
  });

  it('come from standard input too', async () => {
    const good = await run(['scan', '-', '-o', 'json'], {
      stdin: manifest(deployment('api', 'shop', privileged)),
    });
    expect(good.code).toBe(1);
    const empty = await run(['scan', '-'], { stdin: '' });
    expect(empty.code).toBe(3);
    const broken = await run(['scan', '-', '-o', 'json'], { stdin: '{"apiVersion": "v1", "items": [' });
    expect(parseReport(broken).problems.map(({ code }) => code)).toContain('json-syntax');
    expect(broken.code).toBe(3);
  });
});

describe('outputs that cannot be written', () => {
  beforeAll(() => write('good.yaml', pod('good', bad)));

  it('are an error that names the file, and leave nothing half-written', async () => {
    write('folder/x', '');
    expectError(
      await run(['scan', 'good.yaml', '-o', 'json=missing/report.json']),
      'output-write-failed',
      /missing\/report\.json.*the folder does not exist/,
    );
    expectError(
      await run(['scan', 'good.yaml', '-o', 'json=folder']),
      'output-write-failed',
      /folder could not be written: it is a folder/,
    );
    expectError(await run(['snapshot', 'good.yaml', '-o', 'missing/x.plimsoll']), 'snapshot-unwritable');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))('say that the disk is full behind a redirection', async () => {
    for (const args of [
      ['scan', 'good.yaml', '-o', 'json'],
      ['policy', 'list'],
    ]) {
      const command = `exec "$0" "$@" >/dev/full`;
      const result = await run(args, {
        command: ['/bin/sh', '-c', command, process.execPath, path.join(import.meta.dirname, '../main.ts')],
      });
      expectError(result, 'output-write-failed', /disk is full/);
    }
  });

  it('say that the disk is full, and keep the older report', async (context) => {
    mkdirSync(path.join(folder, 'tiny'));
    const inside =
      'mount -t tmpfs -o size=8k tmpfs tiny && echo older >tiny/report.json && head -c 3000 /dev/zero >tiny/filler';
    const command = `${inside} && "$0" "$@"; code=$?; cat tiny/report.json; ls -A tiny; exit $code`;
    const result = await run(['scan', 'good.yaml', '-o', 'json=tiny/report.json'], {
      command: [
        'unshare',
        '-rm',
        '/bin/sh',
        '-c',
        command,
        process.execPath,
        path.join(import.meta.dirname, '../main.ts'),
      ],
    });
    if (/unshare|mount/.test(result.stderr))
      context.skip('this machine lets nobody mount a small file system');
    expect(result.stderr).toMatch(
      /tiny\/report\.json could not be written: the disk is full \(output-write-failed\)/,
    );
    expect(result).toMatchObject({ code: 2, stdout: 'older\nfiller\nreport.json\n' });
  });

  it("a reader that leaves early is no error, and the exit code is still the gate's", async () => {
    const command = '{ "$0" "$@"; echo $? >&2; } | head -c 1';
    const result = await run(['scan', 'good.yaml', '--show', 'all'], {
      command: ['/bin/sh', '-c', command, process.execPath, path.join(import.meta.dirname, '../main.ts')],
    });
    expect(result.stderr.trim()).toBe('1');
  });
});

describe('controls and configuration that are broken', () => {
  const control = `id: own-rule
title: Own rule
severity: low
area: posture
refs: [custom]
why: A test needs one.
references: []
remediation: {summary: None.}
mappings: []
policy:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations: [{expression: "has(object.metadata.labels)", message: labels}]
finding: No labels.
evidence: {field: metadata.labels, expected: labels}
`;
  beforeAll(() => {
    write('good.yaml', pod('good', bad));
    write('policies/own-rule.yaml', control);
    write(
      'policies/broken-cel.yaml',
      control.replace('own-rule', 'broken-cel').replace('labels)"', 'labels"'),
    );
    write('policies/not-yaml.yaml', 'id: [x\n');
    write('policies/binary.yaml', Buffer.from([0, 255, 254, 1]));
    write('policies/shape.yaml', 'id: shape\ntitle: 7\n');
  });

  it('refuse the run, with every mistake at its file, line and column', async () => {
    const result = await run(['scan', 'good.yaml', '--policies', 'policies']);
    expectError(result, 'catalogue-broken', /policies\/broken-cel\.yaml:\d+:\d+: .*\[catalogue-cel\]/s);
    for (const place of [
      /policies\/not-yaml\.yaml:\d+:\d+: .*\[yaml-syntax\]/,
      /policies\/binary\.yaml/,
      /policies\/shape\.yaml:2:1: title/,
      /--skip-broken/,
    ])
      expect(result.stderr).toMatch(place);
  });

  it('are left out with --skip-broken, which the report says', async () => {
    const result = await run(['scan', 'good.yaml', '--policies', 'policies', '--skip-broken', '-o', 'json']);
    const report = parseReport(result);
    expect(report.findings.map(({ control: id }) => id)).toEqual(
      expect.arrayContaining(['own-rule', 'privileged-container']),
    );
    expect(new Set(report.problems.map(({ file }) => file))).toEqual(
      new Set(['binary', 'broken-cel', 'not-yaml', 'shape'].map((name) => `policies/${name}.yaml`)),
    );
    expect(result.code).toBe(3);
  });

  it('say what is wrong with a configuration, before anything is read', async () => {
    write('shape.yaml', 'gate: {failOn: severe}\nscope: {}\n');
    expectError(
      await run(['scan', 'good.yaml', '--config', 'shape.yaml']),
      'config-invalid',
      /shape\.yaml:1:8: gate\.failOn: must be one of/,
    );
    expectError(
      await run(['config', 'validate', 'shape.yaml']),
      'config-invalid',
      /shape\.yaml:2:1: scope: no such field/,
    );
    write('unknown-control.yaml', 'parameters: {nope: {a: 1}}\n');
    expectError(
      await run(['config', 'validate', 'unknown-control.yaml']),
      'config-invalid',
      /parameters\.nope/,
    );
    expectError(
      await run(['scan', 'good.yaml', '--config', 'none.yaml']),
      'config-unreadable',
      /does not exist/,
    );
    write('policies-gone.yaml', 'policies: [gone]\n');
    expectError(
      await run(['scan', 'good.yaml', '--config', 'policies-gone.yaml']),
      'target-not-found',
      /gone/,
    );
    write('gate.yaml', 'gate: {failOn: never}\nscopes: {cde: {namespaces: [shop]}}\n');
    expect((await run(['scan', 'good.yaml', '--config', 'gate.yaml', '--scope', 'cde'])).code).toBe(0);
    expect((await run(['scan', 'good.yaml', '--config', 'gate.yaml', '--fail-on', 'low'])).code).toBe(1);
    expectError(
      await run(['scan', 'good.yaml', '--config', 'gate.yaml', '--scope', 'cdx']),
      'scope-unknown',
      /Scopes: cde/,
    );
  });
});

describe('a snapshot of input that is broken', () => {
  it('is as incomplete as the input, wherever it is judged, and says what could not be read', async () => {
    mkdirSync(path.join(folder, 'half'));
    write('half/sound.yaml', pod('sound', '{containers: [{name: a, image: b}]}'));
    write('half/torn.yaml', 'kind: Pod\nspec: [');
    const wrote = await run(['snapshot', 'half', '-o', 'half.plimsoll']);
    expect([wrote.code, wrote.stderr]).toEqual([3, expect.stringContaining('torn.yaml:2')]);
    const again = ['half.plimsoll', '--fail-on', 'never', '-o', 'json'];
    const judged = await run(['scan', ...again]);
    expect(judged.code).toBe(3);
    expect(judged.stdout).toContain('torn.yaml');
    const copied = await run(['snapshot', 'half.plimsoll', '-o', 'copy.plimsoll']);
    expect(copied.code).toBe(3);
    expect(readFileSync(path.join(folder, 'copy.plimsoll'))).toEqual(
      readFileSync(path.join(folder, 'half.plimsoll')),
    );
    expect(
      (await run(['scan', 'half/sound.yaml', '--onto', 'half.plimsoll', '--fail-on', 'never'])).code,
    ).toBe(3);
  });
});

describe.concurrent('words that mean nothing', () => {
  beforeAll(() => {
    write('good.yaml', pod('good', bad));
    write('torn.yaml', `${pod('good', bad)}---\nkind: Pod\nspec: [`);
  });

  it.each([
    [['scna'], 'usage', /Did you mean scan\?/],
    [['policy', 'lst'], 'usage', /Did you mean list\?/],
    [['scan', '--outptu', 'json'], 'usage', /Did you mean --output\?/],
    [['scan', 'good.yaml', '--fail-on', 'sever'], 'usage', /critical, high, medium, low, never/],
    [['scan', 'good.yaml', '-o', 'yaml'], 'output-unknown-format', /sarif/],
    [['scan', 'good.yaml', '-o', 'json', '-o', 'sarif'], 'output-two-to-stdout', /-o json -o sarif=/],
    [['scan', 'good.yaml', '--timeout', 'soon'], 'usage', /--timeout soon/],
    [['scan', 'good.yaml', '--min-coverage', '200'], 'usage', /0 to 100/],
    [['scan', 'good.yaml', '--min-coverage='], 'usage', /0 to 100/],
    [['scan', 'good.yaml', '--min-coverage=0x10'], 'usage', /0 to 100/],
    [['scan', 'good.yaml', '--require', 'moon'], 'usage', /cloud/],
    [['scan', 'good.yaml', '-l', 'app in ('], 'usage', /-l app in \(/],
    [['scan', 'good.yaml', '--kubernetes-version', 'new'], 'usage', /1\.35/],
    [['scan', 'good.yaml', '--kubernetes-version', '1.24'], 'usage', /--kubernetes-version 1\.25/],
    [['policy', 'export', '--kubernetes-version', '1.99'], 'usage', /--kubernetes-version 1\.37/],
    [['scan', 'good.yaml', '--show', 'some'], 'usage', /all/],
    [['scan', 'good.yaml', '--show', 'all', '--redact'], 'usage', /--redact/],
    [['scan', 'good.yaml', '--show', 'all', '-o', 'json'], 'usage', /needs a file/],
    [['scan', 'good.yaml', '--control', 'privileged-pod'], 'control-not-found', /privileged-container/],
    [['explain', 'privileged-contaner'], 'control-not-found', /privileged-container/],
    [
      ['explain', 'pod-security-baseline'],
      'control-not-found',
      /framework.*policy list --framework pod-sec/s,
    ],
    [['explain', 'ffffffff', 'good.yaml'], 'finding-not-found', /--report/],
    [['explain', 'ffffffff', 'torn.yaml'], 'finding-not-found', /may still be there: not everything/],
    [['explain', 'fffff', 'good.yaml'], 'usage', /at least its first 6 characters.*object_id/s],
    [['explain', 'ffffffff', '--report', 'good.yaml'], 'report-unreadable', /good\.yaml/],
    [['completion', 'powershell'], 'usage', /bash, zsh, fish/],
    [['policy', 'list', '--framework', 'cis'], 'control-not-found', /cis-eks/],
    [['policy', 'test', 'empty-policies'], 'target-not-found', /empty-policies/],
  ] as const)('%j is refused with what to do', async (args, code, text) => {
    expectError(await run(args), code, text);
  });

  it('an empty folder has no namespace in which there is nothing to do', async () => {
    mkdirSync(path.join(folder, 'empty'), { recursive: true });
    const { code, stdout } = await run(['pod-security', 'empty']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('Nothing was found') });
    expect(stdout).not.toContain('Nothing to do');
  });

  it('a report of another shape is told from a report', async () => {
    write('other.json', '{"schema": "plimsoll.report/v0"}');
    expectError(
      await run(['explain', 'ffffffff', '--report', 'other.json']),
      'report-unreadable',
      /is plimsoll\.report\/v0, and this plimsoll reads plimsoll\.report\/v1/,
    );
  });

  it('a snapshot that was cut or changed is refused', async () => {
    await run(['snapshot', 'good.yaml', '-o', 'whole.plimsoll']);
    const bytes = readFileSync(path.join(folder, 'whole.plimsoll'));
    write('cut.plimsoll', bytes.subarray(0, bytes.length - 20));
    const changed = Buffer.from(bytes);
    changed[changed.length - 30] = (changed[changed.length - 30] ?? 0) ^ 0xff;
    write('changed.plimsoll', changed);
    for (const file of ['cut.plimsoll', 'changed.plimsoll']) {
      const result = await run(['scan', file]);
      expect({ code: result.code, stdout: result.stdout }, file).toEqual({ code: 2, stdout: '' });
      expect(result.stderr, file).toMatch(/\(snapshot-(truncated|corrupted)\)/);
    }
  });
});

/** Nine to the power of ten strings in eleven lines. */
function aliasBomb(): string {
  const lines = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: bomb}',
    `a: &a [${Array.from({ length: 9 }, () => 'x').join(', ')}]`,
  ];
  for (let level = 1; level <= 10; level++) {
    const [name, previous] = [String.fromCodePoint(97 + level), String.fromCodePoint(96 + level)];
    lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${previous}`).join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}
