import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kubeboxBinary } from '../../../testkit/cluster/binary.ts';
import { createDoor } from '../../cluster/index.ts';
import type { ManifestOptions, ManifestReading } from './options.ts';
import { readManifests } from './read-manifests.ts';
import { findTool } from './tool.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const key = { keyId: 'test', key: Buffer.alloc(32, 1) };
let tools: string;

beforeAll(() => {
  tools = mkdtempSync(path.join(tmpdir(), 'tools-'));
});
afterAll(() => rmSync(tools, { recursive: true }));

function read(inputs: readonly string[], options: Partial<ManifestOptions> = {}): Promise<ManifestReading> {
  return readManifests({ inputs, door: createDoor(key), folder: fixtures, toolPath: tools, ...options });
}

function install(name: string, script: string): void {
  writeFileSync(path.join(tools, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(tools, name), 0o755);
}

function uninstall(name: string): void {
  rmSync(path.join(tools, name), { force: true });
}

describe('without the tool', () => {
  it.for(['chart', 'kustomize/overlay'])('%s is an error, and its raw files are not read', async (input) => {
    const reading = await read([input]);
    expect(reading.problems).toMatchObject([{ code: 'not-rendered', severity: 'error', file: input }]);
    expect(reading.objects).toBe(0);
  });
});

describe('what would need the network', () => {
  it.for([
    { input: 'remote-kustomization', tool: 'kubectl', names: 'github.com/example/platform//base?ref=v1' },
    { input: 'unvendored-chart', tool: 'helm', names: 'redis' },
  ])('$input is refused before any tool runs', async ({ input, tool, names }) => {
    const mark = path.join(tools, 'ran');
    install(tool, `echo ran > ${mark}`);
    const refused = await read([input]);
    expect(refused.problems).toMatchObject([
      { code: 'not-rendered', message: expect.stringContaining(names) },
    ]);
    expect(existsSync(mark)).toBe(false);
    await read([input], { allowRemote: true });
    expect(existsSync(mark)).toBe(true);
    rmSync(mark);
    uninstall(tool);
  });

  it('is not reachable for a tool that runs without leave', async () => {
    const said = path.join(tools, 'said');
    install('kubectl', `echo "$https_proxy $GIT_ALLOW_PROTOCOL $KUBECONFIG" > ${said}; exit 1`);
    await read(['kustomize/overlay']);
    expect(readFileSync(said, 'utf8')).toBe('http://127.0.0.1:1 none /dev/null\n');
    rmSync(said);
    uninstall('kubectl');
  });
});

describe('what a tool quotes of its input', () => {
  it('is not repeated: it may be the value of a Secret', async () => {
    install(
      'kubectl',
      `echo "error: invalid literal source Planted-2, expected key=value in privileged.yaml:3: \\"Planted-2\\" planted-3.json" >&2; exit 1`,
    );
    const { problems } = await read(['kustomize/overlay']);
    expect(JSON.stringify(problems).toLowerCase()).not.toContain('planted');
    expect(problems[0]?.message).toContain('invalid literal source, privileged.yaml:3');
    uninstall('kubectl');
  });

  // https://pkg.go.dev/text/template#Template.ExecuteTemplate: what a chart says whose library was left out
  it('is told of a definition that nobody gave, with the template that asks for it', async () => {
    install(
      'helm',
      `echo 'Error: chart/templates/api.yaml:6:11
  executing "chart/templates/api.yaml" at <include "common.name" .>:
template: no template "common.name" associated with template "gotpl"' >&2; exit 1`,
    );
    const { problems } = await read(['chart']);
    expect(problems[0]?.message).toBe(
      'the chart was not rendered: no template, chart/templates/api.yaml:6:11, chart/templates/api.yaml',
    );
    uninstall('helm');
  });
});

describe('kustomize', () => {
  let kubebox: string | undefined;
  beforeAll(async () => {
    kubebox = await kubeboxBinary();
  });

  it('renders an overlay; its base is a part of it and no file of either is read raw', async ({ skip }) => {
    if (kubebox === undefined) return skip();
    install('kubectl', `exec ${kubebox} kubectl "$@"`);
    const reading = await read(['kustomize']);
    expect(reading.problems).toEqual([]);
    const [deployment, ...others] = [...reading.store.snapshot().objects()];
    expect(others).toEqual([]);
    expect(deployment?.key).toBe('apps/Deployment/production/api');
    expect(deployment?.body).toMatchObject({
      spec: {
        template: { spec: { containers: [{ image: 'api:1', securityContext: { privileged: true } }] } },
      },
    });
    expect(deployment?.origin).toMatchObject({
      file: 'kustomize/overlay',
      line: 1,
      template: 'kustomize/base/deployment.yaml',
      renderer: 'kustomize',
    });
    expect(deployment?.body.metadata.annotations).toBeUndefined();
    expect(deployment?.origin?.namespaceAssumed).toBeUndefined();
    expect(reading.files.read).toEqual(['kustomize/overlay']);
    uninstall('kubectl');
  });
});

describe('what kustomize rendered', () => {
  let kubebox: string | undefined;
  let folder: string;
  beforeAll(async () => {
    kubebox = await kubeboxBinary();
    folder = mkdtempSync(path.join(tmpdir(), 'kustomize-'));
    writeFileSync(
      path.join(folder, 'kustomization.yaml'),
      'namePrefix: x-\nresources: [a.yaml]\nconfigMapGenerator: [{name: made, literals: [k=v]}]\n',
    );
    const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: default}\n---\n';
    writeFileSync(path.join(folder, 'a.yaml'), object.replace('NAME', 'one') + object.replace('NAME', 'two'));
  });
  afterAll(() => {
    uninstall('kubectl');
    rmSync(folder, { recursive: true });
  });

  it('names the file of each resource and the kustomization of what it generates', async ({ skip }) => {
    if (kubebox === undefined) return skip();
    install('kubectl', `exec ${kubebox} kubectl "$@"`);
    vi.stubEnv('TMPDIR', tools);
    const { store, problems } = await read(['.'], { folder });
    vi.unstubAllEnvs();
    expect(problems).toEqual([]);
    const origins = [...store.snapshot().objects()].map(({ name, body, origin }) => [
      name.replace(/-[a-z0-9]{10}$/, ''),
      origin?.template,
      origin?.namespaceAssumed,
      body.metadata.annotations,
    ]);
    expect(origins).toEqual([
      ['x-made', 'kustomization.yaml', true, undefined],
      ['x-one', 'a.yaml', undefined, undefined],
      ['x-two', 'a.yaml', undefined, undefined],
    ]);
    expect(readdirSync(folder)).toEqual(['a.yaml', 'kustomization.yaml']);
    expect(readdirSync(tools)).toEqual(['kubectl']);
  });

  it('counts lines of what the user sees when he renders it', async ({ skip }) => {
    if (kubebox === undefined) return skip();
    install('kubectl', `exec ${kubebox} kubectl "$@"`);
    const { store } = await read(['.'], { folder });
    const rendered = execFileSync(kubebox, ['kubectl', 'kustomize', folder], { encoding: 'utf8' }).split(
      '\n',
    );
    for (const { name, origin } of store.snapshot().objects())
      expect(rendered[(origin?.locate(['metadata', 'name']).line ?? 0) - 1]).toContain(name);
  });

  it('points to the kustomization where the tool knows no origins', async ({ skip }) => {
    if (kubebox === undefined) return skip();
    install('kubectl', `case "$2" in *plimsoll-kustomize-*) exit 1;; esac; exec ${kubebox} kubectl "$@"`);
    const { store, problems } = await read(['.'], { folder });
    expect(problems).toEqual([]);
    const templates = [...store.snapshot().objects()].map(({ origin }) => origin?.template);
    expect(templates).toEqual(['kustomization.yaml', 'kustomization.yaml', 'kustomization.yaml']);
  });
});

describe('many kustomizations', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'many-'));
    for (const name of ['a', 'b', 'c']) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, 'kustomization.yaml'), 'resources: []\n');
    }
  });
  afterAll(() => {
    uninstall('kubectl');
    rmSync(folder, { recursive: true });
  });
  const object = (name: string, value: string): string =>
    `echo '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": ${name}, "namespace": "x"}, "data": {"of": "${value}"}}'`;

  it('are rendered at the same time, and read in their order however long each takes', async () => {
    // a ends when b has: one after the other they would wait for the time limit
    install(
      'kubectl',
      `case "$2" in
        */a) while [ ! -e ${folder}/b/done ]; do /bin/sleep 0.01; done; ${object('"one"', 'a')};;
        */b) ${object('"one"', 'b')}; : > ${folder}/b/done;;
        */c) ${object('"one"', 'c')};;
        *) exit 1;;
      esac`,
    );
    const { store, problems } = await read(['.'], { folder, renderTimeLimit: 20_000 });
    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['manifest-duplicate', 'b'],
      ['manifest-duplicate', 'c'],
    ]);
    expect([...store.snapshot().objects()].map(({ body }) => body['data'])).toEqual([{ of: 'c' }]);
  });

  it('are read without one whose tool does not end, nor what that has started; it is said', async () => {
    install(
      'kubectl',
      `case "$2" in */b) /bin/sleep 50; exit 0;; */a|*/c) ${object('\'"${2##*/}"\'', 'x')};; esac`,
    );
    const started = Date.now();
    const { store, problems } = await read(['a', 'b', 'c'], { folder, renderTimeLimit: 5000 });
    expect(Date.now() - started).toBeLessThan(25_000);
    expect(problems).toMatchObject([
      { code: 'not-rendered', file: 'b', message: expect.stringContaining('did not end within 5 s') },
    ]);
    expect([...store.snapshot().objects()]).toHaveLength(2);
  });
});

describe('a Flux resource in a file called kustomization.yaml', () => {
  it('is read as the object that it is', async () => {
    const reading = await read(['flux']);
    expect(reading.problems).toMatchObject([{ code: 'not-rendered-source', severity: 'warning' }]);
    expect([...reading.store.snapshot().objects()].map((object) => object.key)).toEqual([
      'kustomize.toolkit.fluxcd.io/Kustomization/flux-system/apps',
    ]);
  });
});

describe('helm', () => {
  const helm = process.env['HELM_BINARY'] ?? findTool(['helm'], process.env['PATH'] ?? '')?.file;
  beforeAll(() => {
    if (helm !== undefined) return install('helm', `exec ${helm} "$@"`);
    const line = 'Helm is not installed: tests of chart rendering are skipped (set HELM_BINARY).';
    if (process.env['CI']) throw new Error(line.replace('are skipped', 'cannot run, and CI never skips'));
    process.stderr.write(`${line}\n`);
  });

  it('renders a chart with values; objects know their template and the rendered line', async ({ skip }) => {
    if (helm === undefined) skip();
    const reading = await read(['chart'], { helm: { set: ['privileged=true'] }, namespace: 'shop' });
    expect(reading.problems).toEqual([]);
    // https://helm.sh/docs/topics/chart_tests/
    expect(reading.files.skipped).toEqual([
      {
        file: 'chart/templates/tests/health.yaml',
        reason: 'a test of the chart, which runs when somebody asks for it',
      },
    ]);
    const cluster = reading.store.snapshot();
    expect([...cluster.objects()].map((object) => object.key)).toEqual([
      '/Service/shop/api',
      'apiextensions.k8s.io/CustomResourceDefinition//widgets.example.com',
      'apps/Deployment/shop/shop-api',
    ]);
    const deployment = cluster.find({
      group: 'apps',
      kind: 'Deployment',
      namespace: 'shop',
      name: 'shop-api',
    });
    expect(deployment?.origin).toMatchObject({ file: 'chart', template: 'chart/templates/api.yaml' });
    expect(deployment?.body).toMatchObject({
      spec: { template: { spec: { containers: [{ securityContext: { privileged: true } }] } } },
    });
    const line = deployment?.origin?.line ?? 0;
    expect(deployment?.origin?.locate(['spec', 'replicas']).line).toBe(line + 5);
  });

  // https://helm.sh/docs/chart_template_guide/builtin_objects/: `Capabilities.APIVersions.Has` knows versions and resources
  it('tells a chart which kinds a cluster serves, so that it takes the version that is there', async ({
    skip,
  }) => {
    if (helm === undefined) skip();
    const { problems, store } = await read(['asking-chart']);
    expect(problems).toEqual([]);
    expect([...store.snapshot().objects()].map(({ key }) => key)).toEqual([
      'policy/PodDisruptionBudget/default/shop',
    ]);
  });

  // https://github.com/helm/helm/blob/main/pkg/action/dependency.go: dependencies are compared with the names of charts
  it('finds a dependency by the name that its chart has, whatever its folder is called', async ({ skip }) => {
    if (helm === undefined) skip();
    const { problems, objects } = await read(['renamed-dependency']);
    expect({ problems, objects }).toEqual({ problems: [], objects: 1 });
  });

  it('says what helm says about a chart that it cannot render', async ({ skip }) => {
    if (helm === undefined) skip();
    const values = 'chart/templates/api.yaml';
    const { problems } = await read(['chart'], { helm: { values: [values], set: ['password=planted'] } });
    expect(problems).toMatchObject([
      {
        code: 'not-rendered',
        message: expect.stringContaining(values),
        hint: expect.stringContaining(`helm template shop chart --values ${values} --set password=…`),
      },
    ]);
  });

  it('is not run for a values file that is not there, which is named', async () => {
    const helm = { values: ['chart/values.yaml', 'chart/Chart.yaml,/nonexistent', 'no-such.yaml'] };
    const { problems, objects } = await read(['chart'], { helm });
    expect({ problems, objects }).toMatchObject({
      objects: 0,
      problems: [
        {
          code: 'not-rendered',
          message: expect.stringMatching(/no values file \/nonexistent, no-such\.yaml$/),
        },
      ],
    });
  });
});
