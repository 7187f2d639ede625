import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoor, visibleStrings } from '../../cluster/index.ts';
import type { ManifestReading } from './options.ts';
import { readManifests } from './read-manifests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

function link(name: string, target: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  symlinkSync(target, path.join(folder, name));
}

const door = createDoor({ keyId: 'test', key: Buffer.alloc(32, 1) });
const read = (...inputs: string[]): Promise<ManifestReading> =>
  readManifests({ inputs, door, folder, toolPath: '' });
const names = ({ store }: ManifestReading) => [...store.snapshot().objects()].map(({ name }) => name);
const told = ({ problems }: ManifestReading) =>
  problems.map(({ code, file, severity }) => [code, file, severity]);
const manifest = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

// Whoever may write a link could have anything read that the user of the tool can
describe('a symbolic link', () => {
  it('that leads out of what is scanned is not followed, and that is an error', async () => {
    write({ 'in/a.yaml': manifest('a'), 'out/b.yaml': manifest('b'), 'out/deep/c.yaml': manifest('c') });
    link('in/b.yaml', '../out/b.yaml');
    link('in/deep', path.join(folder, 'out/deep'));
    link('in/twice.yaml', 'once.yaml');
    link('in/once.yaml', '../out/b.yaml');
    const reading = await read('in');
    expect(names(reading)).toEqual(['a']);
    expect(told(reading)).toEqual(
      ['in/b.yaml', 'in/deep', 'in/once.yaml', 'in/twice.yaml'].map((file) => [
        'link-outside',
        file,
        'error',
      ]),
    );
  });

  it('that a glob finds is held to the same', async () => {
    write({ 'in/a.yaml': manifest('a'), 'b.yaml': manifest('b') });
    link('in/b.yaml', '../b.yaml');
    const reading = await read('in/*.yaml');
    expect(names(reading)).toEqual(['a']);
    expect(told(reading)).toEqual([['link-outside', 'in/b.yaml', 'error']]);
  });

  it('that a person names is followed', async () => {
    write({ 'b.yaml': manifest('b') });
    link('in/b.yaml', '../b.yaml');
    link('to', 'in');
    expect(names(await read('in/b.yaml'))).toEqual(['b']);
    expect(names(await read('.'))).toEqual(['b']);
  });

  it('to a file that is scanned as well is read once', async () => {
    write({ 'z/a.yaml': manifest('a') });
    link('a.yaml', 'z/a.yaml');
    const reading = await read('.');
    expect(reading.problems).toEqual([]);
    expect(reading.objects).toBe(1);
  });

  it('that goes in a circle or nowhere ends', async () => {
    write({ 'a.yaml': manifest('a') });
    link('self.yaml', 'self.yaml');
    link('left.yaml', 'right.yaml');
    link('right.yaml', 'left.yaml');
    link('up', '.');
    link('gone.yaml', 'nowhere');
    const reading = await read('.');
    const broken = ['gone.yaml', 'left.yaml', 'right.yaml', 'self.yaml'].map((file) => [
      'file-unreadable',
      file,
      'error',
    ]);
    expect(told(reading)).toEqual(broken);
    expect(names(reading)).toEqual(['a']);
    expect(reading.files.skipped.map(({ file }) => file)).toEqual(['up']);
    expect(told(await read('*.yaml'))).toEqual(broken);
  });

  // It may have led to a folder of manifests
  it('that leads nowhere is a warning where its name promises nothing, or its kustomization decides', async () => {
    write({ 'a.yaml': manifest('a'), 'k/kustomization.yaml': 'resources: []\n' });
    link('gone', 'nowhere');
    link('k/gone.yaml', 'nowhere');
    expect(told(await read('.')).filter(([code]) => code === 'file-unreadable')).toEqual([
      ['file-unreadable', 'gone', 'warning'],
      ['file-unreadable', 'k/gone.yaml', 'warning'],
    ]);
  });

  it('to a kustomization outside makes no kustomization', async () => {
    write({ 'out/kustomization.yaml': 'resources: [/etc]\n', 'in/a.yaml': manifest('a') });
    link('in/kustomization.yaml', '../out/kustomization.yaml');
    const reading = await read('in');
    expect(told(reading)).toEqual([['link-outside', 'in/kustomization.yaml', 'error']]);
    expect(names(reading)).toEqual(['a']);
  });

  it('in a chart that leads out of what is scanned keeps the chart from being rendered', async () => {
    write({ 'chart/Chart.yaml': 'name: shop\nversion: 1.0.0\n', 'secret.txt': 'x' });
    link('chart/templates/_x.tpl', '../../secret.txt');
    const { problems } = await read('chart');
    expect(problems).toMatchObject([
      {
        code: 'not-rendered',
        message: 'the chart was not rendered: chart/templates/_x.tpl is a link that leads out of chart',
      },
    ]);
    expect((await read('.')).problems[0]?.message).toContain('no helm');
  });
});

describe('a manifest that nothing renders', () => {
  it('in the folder of a kustomization is said once, and fails nothing', async () => {
    write({
      'kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [used.yaml, more]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: c, files: [k=data.yaml]}]\n',
      'used.yaml': manifest('used'),
      'patch.yaml': manifest('used'),
      'data.yaml': manifest('data'),
      'values.yaml': 'kind: 1\napiVersion: 2\n',
      'skaffold.yaml': 'apiVersion: skaffold/v4beta11\nkind: Config\n',
      'stray.yaml': manifest('stray'),
      'sub/stray.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}',
      'more/kustomization.yaml': 'resources: [x.yaml]\n',
      'more/x.yaml': manifest('x'),
    });
    const { problems, files } = await read('.');
    expect(problems.filter(({ code }) => code !== 'not-rendered')).toMatchObject([
      {
        code: 'file-unused',
        severity: 'warning',
        file: '.',
        message: expect.stringMatching(/^2 manifests .*: stray\.yaml, sub\/stray\.json$/) as string,
      },
    ]);
    expect(files.skipped).toEqual([]);
  });

  // https://yaml.org/spec/1.2.2/#52-character-encodings
  it('is said in every encoding that is read', async () => {
    write({ 'kustomization.yaml': 'resources: []\n' });
    writeFileSync(path.join(folder, 'stray.yaml'), `\ufeff${manifest('stray')}`, 'utf16le');
    const { problems } = await read('.');
    expect(problems.map(({ code }) => code)).toContain('file-unused');
  });

  it('is said once where its folder is named twice', async () => {
    write({ 'k/kustomization.yaml': 'resources: []\n', 'k/stray.yaml': manifest('stray') });
    const { problems } = await read('.', 'k');
    expect(problems.filter(({ code }) => code === 'file-unused')).toMatchObject([
      { file: 'k', message: expect.stringMatching(/^1 manifest .*: k\/stray\.yaml$/) as string },
    ]);
  });

  it('is judged as it is where it is named, by a glob too; parts are not', async () => {
    write({
      'base/kustomization.yaml': 'resources: [used.yaml]\n',
      'base/used.yaml': manifest('used'),
      'base/stray.yaml': manifest('stray'),
      'overlay/kustomization.yaml': 'resources: [../base]\n',
      'chart/Chart.yaml': 'name: shop\nversion: 1.0.0\n',
      'chart/templates/a.yaml': manifest('a'),
      'chart/examples/a.yaml': manifest('example'),
    });
    for (const inputs of [
      ['**/*.yaml'],
      ['.', 'base/stray.yaml', 'base/used.yaml', 'chart/examples/a.yaml'],
    ]) {
      const reading = await read(...inputs);
      expect(names(reading)).toEqual(['example', 'stray']);
      expect(told(reading)).toEqual([
        ['not-rendered', 'chart', 'error'],
        ['not-rendered', 'overlay', 'error'],
      ]);
    }
  });

  it('in the folder of a chart is said too', async () => {
    write({
      'Chart.yaml': 'name: shop\nversion: 1.0.0\n',
      'values.yaml': 'kind: x\n',
      'templates/a.yaml': manifest('a'),
      'crds/crd.yaml': manifest('crd'),
      'examples/a.yaml': manifest('example'),
    });
    const { problems } = await read('.');
    expect(problems.filter(({ code }) => code === 'file-unused')).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('examples/a.yaml') as string },
    ]);
  });
});

const hasPipes = process.platform !== 'win32';
if (!hasPipes) process.stderr.write('The tests of pipes are skipped: Windows has none among its files.\n');

describe.skipIf(!hasPipes)('a pipe', () => {
  const pipe = (name: string) => execFileSync('mkfifo', [path.join(folder, name)]);

  it('in a folder is not read, which would wait for ever, and that is said', async () => {
    write({ 'a.yaml': manifest('a') });
    pipe('p.yaml');
    pipe('p');
    const reading = await read('.');
    expect(names(reading)).toEqual(['a']);
    expect(told(reading)).toEqual([
      ['file-unreadable', 'p', 'warning'],
      ['file-unreadable', 'p.yaml', 'error'],
    ]);
    expect(told(await read('*.yaml'))).toEqual([['file-unreadable', 'p.yaml', 'error']]);
  });

  // Shells hand over `<(helm template .)` as one
  it('that is named is read to its end', async () => {
    pipe('p');
    write({ text: Array.from({ length: 5000 }, (_, index) => manifest(`c${index}`)).join('---\n') });
    spawn('sh', ['-c', 'cat text > p'], { cwd: folder });
    const reading = await read('p');
    expect(reading.problems).toEqual([]);
    expect(reading.objects).toBe(5000);
  });
});

// A file name may hold what moves the cursor or begins a line of its own, such as a command of a CI system
it('shows a file name in a way that may be printed', async () => {
  write({ 'a\n::error::b.yaml': 'kind: Pod\n metadata: {\n', 'c\u001b[2J.yaml': 'x: 1\n' });
  write({ 'k/kustomization.yaml': 'resources: []\n', 'k/\u001b[1mx.yaml': manifest('x') });
  const { problems, files } = await read('.');
  const printed = JSON.stringify([problems, files]);
  expect(problems.length).toBeGreaterThan(2);
  expect(printed).toContain(String.raw`a\\n::error::b.yaml`);
  expect(printed).toContain(String.raw`c\\u001b[2J.yaml`);
  expect(JSON.parse(printed)).toEqual(visibleStrings(JSON.parse(printed)));
});
