import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDoor } from '../../cluster/index.ts';
import type { ManifestOptions, ManifestReading } from './options.ts';
import { readManifests } from './read-manifests.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const key = { keyId: 'test', key: Buffer.alloc(32, 1) };

function read(inputs: readonly string[], options: Partial<ManifestOptions> = {}): Promise<ManifestReading> {
  return readManifests({ inputs, door: createDoor(key), folder: fixtures, toolPath: '', ...options });
}

function keysOf({ store }: ManifestReading): readonly string[] {
  return [...store.snapshot().objects()].map((object) => object.key);
}

describe('objects', () => {
  it('come from every file of a folder, lists opened, namespaces as kubectl would choose them', async () => {
    const reading = await read(['plain']);
    expect(reading.problems).toEqual([]);
    expect(keysOf(reading)).toEqual([
      '/Namespace//shop',
      '/Pod/default/b',
      '/Pod/shop/a',
      'apiextensions.k8s.io/CustomResourceDefinition//widgets.example.com',
      'apps/Deployment/default/api',
      'example.com/Widget//w',
      'rbac.authorization.k8s.io/ClusterRole//reader',
    ]);
    expect(reading).toMatchObject({ objects: 7, documents: 4 });
  });

  // kubectl apply -n, Helm and kustomize decide later where an object goes that names no namespace
  it('say when their namespace is only assumed, and not when the reader was told it', async () => {
    const assumed = ({ store }: ManifestReading) =>
      [...store.snapshot().objects()].filter(({ origin }) => origin?.namespaceAssumed === true);
    const keys = assumed(await read(['plain'])).map(({ key }) => key);
    expect(keys).toEqual(['/Pod/default/b', 'apps/Deployment/default/api']);
    expect(assumed(await read(['plain'], { namespace: 'shop' }))).toEqual([]);
  });

  it('are read as kubectl reads YAML: `privileged: on` is true', async () => {
    const { store } = await read(['plain/workloads.yaml']);
    const deployment = store
      .snapshot()
      .find({ group: 'apps', kind: 'Deployment', namespace: 'default', name: 'api' });
    expect(deployment?.body).toMatchObject({
      spec: { template: { spec: { containers: [{ securityContext: { privileged: true } }] } } },
    });
  });

  it('know where each field is written', async () => {
    const cluster = (await read(['plain'])).store.snapshot();
    const origin = cluster.find({
      group: 'apps',
      kind: 'Deployment',
      namespace: 'default',
      name: 'api',
    })?.origin;
    expect(origin).toMatchObject({ file: 'plain/workloads.yaml', line: 2, column: 1 });
    const container = ['spec', 'template', 'spec', 'containers', 0];
    expect(origin?.locate([...container, 'securityContext', 'privileged'])).toEqual({
      file: 'plain/workloads.yaml',
      line: 13,
      column: 11,
    });
    expect(origin?.locate([...container, 'resources', 'limits'])).toMatchObject({ line: 10, column: 9 });
    const pod = cluster.find({ group: '', kind: 'Pod', namespace: 'shop', name: 'a' })?.origin;
    expect(pod).toMatchObject({ file: 'plain/nested/pods.json', line: 5, column: 5 });
    expect(pod?.locate(['spec', 'containers', 0, 'image'])).toMatchObject({ line: 5, column: 92 });
  });

  it('take the namespace that is asked for where they name none', async () => {
    expect(keysOf(await read(['plain/nested/pods.json'], { namespace: 'blue' }))).toEqual([
      '/Pod/blue/b',
      '/Pod/shop/a',
    ]);
  });

  it('never bring the value of a Secret into the model', async () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2-plain}\n';
    const { store } = await read(['-'], { stdin: chunks(text) });
    const [secret] = [...store.snapshot().objects()];
    expect(secret?.name).toBe('s');
    expect(JSON.stringify(secret?.body)).not.toContain('hunter2');
  });
});

describe('what is not a manifest', () => {
  it('is skipped and named, configuration of tools too', async () => {
    expect((await read(['plain'])).files.skipped).toEqual([
      { file: 'plain/kind-cluster.yaml', line: 1, reason: 'configuration of a tool, not an object' },
      { file: 'plain/values.yaml', line: 1, reason: 'not a Kubernetes manifest' },
    ]);
  });

  it('is only a part of a file whose other documents are judged', async () => {
    const kind = 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n';
    const { files } = await read(['-'], { stdin: chunks(`${manifest('a')}---\n${kind}`) });
    expect(files.skipped).toEqual([
      { file: 'stdin', line: 6, reason: 'configuration of a tool, not an object', othersJudged: true },
    ]);
  });

  it('is no error in a folder even when nobody could read it, but one where a person named it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
    const others = {
      'tsconfig.json': '{\n  // comments are not JSON\n  "strict": true,\n}',
      'ansible.yml': 'name: {{ name }}\n  - x\n',
      'values.yaml': 'a: 1\na: 2\n',
      'broken-manifest.yaml': 'kind: Pod\n metadata: {\n',
      'a.yaml': manifest('a'),
    };
    for (const [name, text] of Object.entries(others)) writeFileSync(path.join(folder, name), text);
    const walked = await read(['.'], { folder });
    expect(walked.problems.map(({ file }) => file)).toEqual(['broken-manifest.yaml']);
    expect(walked.files.skipped.map(({ file }) => file)).toEqual([
      'ansible.yml',
      'tsconfig.json',
      'values.yaml',
    ]);
    const named = await read(['tsconfig.json', 'ansible.yml', 'a.yaml'], { folder });
    expect(named.problems.map(({ file, code }) => [file, code])).toEqual([
      ['tsconfig.json', 'json-syntax'],
      ['ansible.yml', 'yaml-syntax'],
    ]);
    rmSync(folder, { recursive: true });
  });

  // https://yaml.org/spec/1.2.2/#742-flow-mappings: two braces are a mapping as the key of another
  it.for([
    ['a value', 'kind: Service\nspec:\n  type: {{service_type}}\n', 'yaml-key'],
    ['a part of a value', 'kind: Service\nmetadata:\n  name: {{ .Release.Name }}-api\n', 'yaml-syntax'],
    ['the beginning', '{{- if .Values.enabled }}\nkind: Service\n{{- end }}\n', 'json-syntax'],
  ])('that is a template in %s is told to be rendered, not to be mended', async ([, text = '', code]) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
    writeFileSync(path.join(folder, 'service.yaml'), text);
    const { problems } = await read(['service.yaml'], { folder });
    expect(problems[0]).toMatchObject({
      code,
      hint: expect.stringContaining('Render it and scan the result'),
    });
    rmSync(folder, { recursive: true });
  });

  it('leaves an input without any object as an error, never as clean', async () => {
    const reading = await read(['plain/values.yaml']);
    expect(reading.problems).toMatchObject([{ code: 'input-empty', severity: 'error' }]);
  });

  it('tells snapshots in a folder by name', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
    mkdirSync(path.join(folder, 'fleet'));
    writeFileSync(path.join(folder, 'fleet', 'prod.plimsoll'), '');
    const { problems } = await read(['fleet'], { folder });
    expect(problems).toMatchObject([
      { code: 'input-empty', hint: 'fleet holds snapshots. Name them: fleet/*.plimsoll' },
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('bad input', () => {
  it('costs the object it is in and nothing else', async () => {
    const reading = await read(['broken.yaml']);
    expect(keysOf(reading)).toEqual([
      '/ConfigMap/default/first',
      '/ConfigMap/default/last',
      '/ConfigMap/default/twice',
    ]);
    expect(reading.problems.map(({ code, line, severity }) => ({ code, line, severity }))).toEqual([
      { code: 'object-field-type', line: 8, severity: 'error' },
      { code: 'object-apiversion-missing', line: 10, severity: 'error' },
      { code: 'object-name-missing', line: 15, severity: 'error' },
      { code: 'yaml-syntax', line: 19, severity: 'error' },
      { code: 'yaml-duplicate-key', line: 24, severity: 'warning' },
    ]);
  });

  // https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
  it('names a field that no API server knows and judges the object without it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: r/a:1
      securityContexts: {privileged: true}
`;
    writeFileSync(path.join(folder, 'pod.yaml'), pod);
    const { problems, objects } = await read(['pod.yaml'], { folder });
    expect(objects).toBe(1);
    expect(problems).toMatchObject([
      {
        code: 'object-field-unknown',
        severity: 'warning',
        line: 8,
        message: expect.stringContaining('mean securityContext?'),
      },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('is said for a path that is not there', async () => {
    const reading = await read(['plain', 'nowhere', 'no/*.yaml']);
    expect(reading.problems.map(({ code, file }) => [code, file])).toEqual([
      ['input-not-found', 'nowhere'],
      ['input-not-found', 'no/*.yaml'],
    ]);
    expect(reading.objects).toBe(7);
  });

  it('is said for two definitions of one object, naming both places; the last one is judged', async () => {
    const text = `${manifest('x', 'one')}---\n${manifest('x', 'two')}`;
    const reading = await read(['-'], { stdin: chunks(text) });
    expect(reading.problems).toMatchObject([
      {
        code: 'manifest-duplicate',
        severity: 'error',
        line: 8,
        message: expect.stringContaining('stdin:1'),
      },
    ]);
    expect([...reading.store.snapshot().objects()][0]?.body).toMatchObject({ data: { v: 'two' } });
    const same = await read(['-'], { stdin: chunks(`${manifest('x', 'one')}---\n${manifest('x', 'one')}`) });
    expect(same.problems).toEqual([]);
  });

  it('is said for bytes that are no text', async () => {
    const reading = await read(['-'], { stdin: chunks(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])) });
    expect(reading.problems).toMatchObject([{ code: 'file-binary', severity: 'error', file: 'stdin' }]);
  });

  it('is said for broken UTF-8, which is read as kubectl reads it', async () => {
    const text = Buffer.from('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {v: "?"}\n');
    text[text.indexOf('?')] = 0xff;
    const reading = await read(['-'], { stdin: chunks(text) });
    expect(reading.problems).toMatchObject([{ code: 'file-encoding', severity: 'warning', line: 4 }]);
    expect([...reading.store.snapshot().objects()][0]?.body).toMatchObject({ data: { v: '\ufffd' } });
  });

  it('is said for what can not be opened', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
    mkdirSync(path.join(folder, 'chart', 'Chart.yaml'), { recursive: true });
    symlinkSync('nowhere', path.join(folder, 'dangling.yaml'));
    writeFileSync(path.join(folder, 'a.yaml'), manifest('a'));
    const reading = await read(['.'], { folder });
    expect(reading.problems).toMatchObject([
      { code: 'file-unreadable', severity: 'error', file: 'dangling.yaml' },
      { code: 'file-unreadable', severity: 'error', file: 'chart' },
    ]);
    expect(names(reading)).toEqual(['a']);
    rmSync(folder, { recursive: true });
  });

  it('is said for a file above the limit', async () => {
    const reading = await read(['plain/workloads.yaml'], { maxFileSize: 100 });
    expect(reading.problems).toMatchObject([{ code: 'file-too-large', file: 'plain/workloads.yaml' }]);
  });
});

// https://man7.org/linux/man-pages/man4/zero.4.html
const hasZero = existsSync('/dev/zero');
if (!hasZero) process.stderr.write('The test of a device without end is skipped: there is no /dev/zero.\n');
it.skipIf(!hasZero)('a device without end is read up to the limit', async () => {
  const { problems } = await read(['/dev/zero'], { maxFileSize: 1_000_000 });
  expect(problems).toMatchObject([
    {
      code: 'file-too-large',
      severity: 'error',
      message: 'there are more than the 1000000 bytes that are read',
    },
  ]);
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
    const files = {
      '.gitignore': 'build/\n*.secret.yaml\n',
      'app/a.yaml': manifest('a'),
      'app/x.secret.yaml': manifest('ignored-by-root'),
      'app/keep/.gitignore': '!kept.secret.yaml\nlocal.yaml\n',
      'app/keep/kept.secret.yaml': manifest('kept'),
      'app/keep/local.yaml': manifest('ignored-by-nested'),
      'app/notes.txt': manifest('not-a-manifest-name'),
      'build/out.yaml': manifest('built'),
      'node_modules/pkg/x.yaml': manifest('package'),
    };
    mkdirSync(path.join(folder, '.git'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  // https://git-scm.com/docs/gitignore: patterns in lower-level files override those in higher levels
  it('that Git ignores are left out, nested rules included', async () => {
    expect(names(await read(['.'], { folder }))).toEqual(['a', 'kept']);
    expect(names(await read(['app'], { folder }))).toEqual(['a', 'kept']);
  });

  it('that Git ignores are told in the report, and are no input where nothing else is', async () => {
    expect((await read(['.'], { folder })).problems).toEqual([
      expect.objectContaining({
        code: 'file-ignored',
        severity: 'warning',
        message:
          '3 files or folders are named in .gitignore and not judged: app/keep/local.yaml, app/x.secret.yaml, build',
      }),
    ]);
    writeFileSync(path.join(folder, 'app/keep/.gitignore'), '*.yaml\n');
    const { problems } = await read(['app/keep'], { folder });
    writeFileSync(path.join(folder, 'app/keep/.gitignore'), '!kept.secret.yaml\nlocal.yaml\n');
    expect(problems.map(({ code }) => code).sort()).toEqual(['file-ignored', 'input-empty']);
  });

  it('that are named are read even when Git ignores them', async () => {
    expect(names(await read(['build', 'app/keep/local.yaml'], { folder }))).toEqual([
      'built',
      'ignored-by-nested',
    ]);
  });

  it('that a glob names are read once', async () => {
    expect(names(await read(['app/**/*.yaml', 'app/a.yaml'], { folder }))).toEqual([
      'a',
      'ignored-by-nested',
      'ignored-by-root',
      'kept',
    ]);
  });
});

describe('parts of what is rendered', () => {
  it('are not read raw, whatever names them', async () => {
    const reading = await read(['chart/**/*.yaml', 'chart/templates/api.yaml']);
    expect(reading.problems).toMatchObject([{ code: 'not-rendered', file: 'chart' }]);
    expect(reading.files.skipped.map(({ file }) => file)).toEqual([
      'chart/crds/widget.yaml',
      'chart/templates/api.yaml',
      'chart/templates/service.yaml',
      'chart/templates/tests/health.yaml',
      'chart/values.yaml',
    ]);
  });

  it.for(['chart/templates', 'chart/templates/api.yaml'])(
    'are an error when only they are named: %s',
    async (input) => {
      const { problems } = await read([input]);
      expect(problems[0]).toMatchObject({ code: 'not-rendered', file: 'chart/templates/api.yaml' });
    },
  );
});

describe('an object that no API server takes', () => {
  it('is an error with its place, because it would hide what is in it', async () => {
    const text = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: x}\n';
    const { problems, objects } = await read(['-'], { stdin: chunks(text) });
    expect(objects).toBe(0);
    expect(problems).toMatchObject([
      {
        code: 'kind-not-served',
        message: expect.stringContaining('write apiVersion: policy/v1'),
        line: 1,
        severity: 'error',
      },
    ]);
  });

  it('is one of the version that is judged for', async () => {
    const spec = '{jobTemplate: {spec: {template: {spec: {containers: []}}}}}';
    const text = `apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: x}\nspec: ${spec}\n`;
    const version = { major: 1, minor: 24, gitVersion: 'v1.24', assumed: false };
    const reading = await read(['-'], { stdin: chunks(text), version });
    expect(reading.problems).toEqual([]);
    expect(keysOf(reading)).toEqual(['batch/CronJob/default/x']);
  });
});

describe('a file that was named and holds no object', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, image: a}]}\n';
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-named-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'pod.yaml'), pod);
  writeFileSync(path.join(folder, 'patch.yaml'), '- {op: add, path: /spec/hostNetwork, value: true}\n');
  writeFileSync(path.join(folder, 'none.yaml'), 'apiVersion: v1\nkind: List\nitems: []\n');
  mkdirSync(path.join(folder, 'chart'));
  writeFileSync(path.join(folder, 'chart/Chart.yaml'), 'apiVersion: v2\nname: a\nversion: 1.0.0\n');
  writeFileSync(path.join(folder, 'chart/values.yaml'), 'replicas: 2\n');

  it('is an error also where others hold some', async () => {
    const { problems, objects } = await read(['patch.yaml', 'pod.yaml', 'none.yaml'], { folder });
    expect(objects).toBe(1);
    expect(problems).toMatchObject([{ code: 'input-empty', file: 'patch.yaml', severity: 'error' }]);
  });

  it('may be values of a chart, which is what to scan', async () => {
    const { problems } = await read(['pod.yaml', 'chart/values.yaml'], { folder });
    expect(problems).toMatchObject([
      { code: 'input-empty', file: 'chart/values.yaml', hint: 'Scan the chart: chart' },
    ]);
  });

  it('is only passed over where a folder or a pattern found it', async () => {
    for (const input of ['*.yaml', '.'])
      expect((await read([input], { folder })).problems.filter(({ code }) => code === 'input-empty')).toEqual(
        [],
      );
  });
});

describe('rendered text', () => {
  it('names the template that each object came from', async () => {
    const text =
      '---\n# Source: shop/templates/api.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
    const { store } = await read(['-'], { stdin: chunks(text) });
    expect([...store.snapshot().objects()][0]?.origin).toMatchObject({
      line: 3,
      template: 'shop/templates/api.yaml',
    });
  });
});

describe('the cluster', () => {
  it('is part of one unless the manifests are said to be all of it', async () => {
    const part = (await read(['plain'])).store.snapshot();
    expect(part.coverage.notConnected.map(({ source }) => source)).toEqual(
      expect.arrayContaining(['whole-cluster', 'cloud', 'audit-log']),
    );
    expect(part.knowledgeOf('', 'Pod')).toMatchObject({ complete: false, state: 'not-connected' });
    const whole = (await read(['plain'], { complete: true, clusterName: 'prod' })).store.snapshot();
    expect(whole.knowledgeOf('', 'Pod')).toEqual({ complete: true });
    expect(whole.coverage.notConnected.map(({ source }) => source)).not.toContain('whole-cluster');
    expect(whole.coverage.notConnected.map(({ source }) => source)).toContain('cloud');
    expect(whole.identity).toEqual({ id: 'prod', name: 'prod' });
  });

  it('is never whole when some of the input could not be read', async () => {
    const cluster = (await read(['plain', 'broken.yaml'], { complete: true })).store.snapshot();
    expect(cluster.knowledgeOf('', 'Pod')).toMatchObject({ complete: false });
  });

  it('has the version that is asked for, else the newest known, marked as assumed', async () => {
    expect((await read(['plain'])).store.snapshot().version.assumed).toBe(true);
    const version = { major: 1, minor: 35, gitVersion: 'v1.35', assumed: false };
    expect((await read(['plain'], { version })).store.snapshot().version).toBe(version);
  });
});

function names({ store }: ManifestReading): readonly string[] {
  return [...store.snapshot().objects()].map((object) => object.name);
}

function manifest(name: string, value = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {v: "${value}"}\n`;
}

async function* chunks(content: string | Buffer): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  yield bytes.subarray(0, 5);
  yield bytes.subarray(5);
}
