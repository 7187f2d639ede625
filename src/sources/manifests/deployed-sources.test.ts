import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDoor } from '../../cluster/index.ts';
import type { ManifestOptions } from './options.ts';
import { readManifests } from './read-manifests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

async function problemsOf(text: string, options: Partial<ManifestOptions> = {}) {
  write('a.yaml', text);
  const door = createDoor({ keyId: 'test', key: Buffer.alloc(32, 1) });
  return (await readManifests({ inputs: ['.'], door, folder, toolPath: '', ...options })).problems;
}

const object = (apiVersion: string, kind: string, spec: object, name = 'shop') =>
  `---\n${JSON.stringify({ apiVersion, kind, metadata: { name }, spec })}\n`;
const application = (source: object, name?: string) =>
  object('argoproj.io/v1alpha1', 'Application', { source }, name);

describe('an object that deploys what is not here', () => {
  it.each([
    [
      application({ repoURL: 'https://me:secret@charts.example.com', chart: 'redis', targetRevision: '1.2' }),
      'Application shop deploys chart redis 1.2 of https://charts.example.com, which',
    ],
    [
      application({ repoURL: 'https://git.example.com/x.git?token=secret', path: 'deploy' }),
      'deploys deploy of https://git.example.com/x.git, which',
    ],
    [
      object('argoproj.io/v1alpha1', 'Application', {
        sources: [
          { repoURL: 'https://a', chart: 'one' },
          { repoURL: 'https://b', ref: 'values' },
          { repoURL: 'https://c', path: 'two' },
        ],
      }),
      'deploys chart one of https://a and two of https://c, which',
    ],
    [
      object('argoproj.io/v1alpha1', 'ApplicationSet', {
        template: { spec: { source: { repoURL: 'https://a', path: '{{path}}' } } },
      }),
      'ApplicationSet shop deploys {{path}} of https://a, which',
    ],
    [
      object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        path: './apps',
        sourceRef: { kind: 'GitRepository', name: 'main' },
      }) + object('source.toolkit.fluxcd.io/v1', 'GitRepository', { url: 'https://x:secret@git/r' }, 'main'),
      'Kustomization shop deploys ./apps of GitRepository main at https://git/r, which',
    ],
    [
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
        chart: {
          spec: { chart: 'redis', version: '1', sourceRef: { kind: 'HelmRepository', name: 'bitnami' } },
        },
      }),
      'HelmRelease shop deploys chart redis 1 of HelmRepository bitnami, which',
    ],
    [
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { chartRef: { kind: 'OCIRepository', name: 'r' } }),
      'deploys the chart of OCIRepository r, which',
    ],
    [
      object('helm.cattle.io/v1', 'HelmChart', { chart: 'traefik', repo: 'https://charts' }),
      'HelmChart shop deploys chart traefik of https://charts, which',
    ],
  ])('is said with its place and fails no gate (%#)', async (text, told) => {
    const problems = await problemsOf(text);
    expect(problems).toMatchObject([
      {
        code: 'not-rendered-source',
        severity: 'warning',
        file: 'a.yaml',
        line: 2,
        hint: expect.any(String) as string,
      },
    ]);
    expect(problems[0]?.message).toContain(told);
    expect(problems[0]?.message).not.toContain('secret');
  });

  it('is said once where there are many', async () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      application({ repoURL: 'https://a', path: 'x' }, `a${at}`),
    );
    const problems = await problemsOf(many.join(''));
    expect(problems.map(({ message }) => message)).toEqual([
      '40 Applications deploy what is not among these files, so it was not judged: a0 (x of https://a), a1 (x of https://a), a2 (x of https://a) and 37 more',
    ]);
  });

  it('is nothing to speak of where something that it deployed is here', async () => {
    const deployed = { 'argocd.argoproj.io/tracking-id': 'shop:/PersistentVolumeClaim:shop/x' };
    const mark = object('v1', 'PersistentVolumeClaim', {}).replace(
      '"name":"shop"',
      `"name":"x","annotations":${JSON.stringify(deployed)}`,
    );
    expect(await problemsOf(application({ repoURL: 'https://a', path: 'x' }) + mark)).toEqual([]);
    expect(await problemsOf(application({ repoURL: 'https://a', path: 'x' }, 'other') + mark)).toHaveLength(
      1,
    );
  });

  it('is nothing to speak of in a dump of the whole cluster, where what it deployed is', async () => {
    const text = application({ repoURL: 'https://a', path: 'x' });
    expect(await problemsOf(text, { complete: true })).toEqual([]);
  });
});

describe('an object that deploys what is scanned as well', () => {
  it.each([
    application({ repoURL: 'https://a', path: 'apps/shop' }),
    application({ repoURL: 'https://a', path: './apps/shop/' }),
    object('argoproj.io/v1alpha1', 'ApplicationSet', {
      generators: [{ git: { repoURL: 'https://a', directories: [{ path: 'apps/*' }] } }],
      template: { spec: { source: { repoURL: 'https://a', path: '{{path}}' } } },
    }),
    object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
      path: './apps',
      sourceRef: { kind: 'GitRepository', name: 'main' },
    }),
  ])('is nothing to speak of (%#)', async (text) => {
    write('apps/shop/x.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n');
    expect(await problemsOf(text)).toEqual([]);
  });

  it('names its folder from the root of the repository', async () => {
    mkdirSync(path.join(folder, '.git'));
    write('apps/shop/x.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n');
    write('argo/app.yaml', application({ repoURL: 'https://a', path: 'apps/shop' }));
    const door = createDoor({ keyId: 'test', key: Buffer.alloc(32, 1) });
    const read = async (...inputs: string[]) =>
      (await readManifests({ inputs, door, folder: path.join(folder, 'argo'), toolPath: '' })).problems;
    expect(await read('..')).toEqual([]);
    expect(await read('../apps', '.')).toEqual([]);
    expect(await read('.')).toMatchObject([{ code: 'not-rendered-source' }]);
  });

  it('is not taken for one by the whole repository, which could be any', async () => {
    expect(await problemsOf(application({ repoURL: 'https://a', path: '.' }))).toHaveLength(1);
  });
});

describe('a custom resource with a pod template that is not known', () => {
  const engine = (metadata: object) =>
    [
      'apiVersion: example.com/v1',
      'kind: Engine',
      `metadata: ${JSON.stringify(metadata)}`,
      'spec:',
      '  worker:',
      '    containers: [{name: a, image: a}]',
      '',
    ].join('\n');

  it('is an error that names kind and place, because nobody judges its pods', async () => {
    expect(await problemsOf(engine({ name: 'one' }))).toMatchObject([
      {
        code: 'pod-template-unknown',
        severity: 'error',
        file: 'a.yaml',
        line: 5,
        message: expect.stringMatching(
          /^Engine one holds a pod template at spec\.worker, .*example\.com\/v1/,
        ) as string,
      },
    ]);
  });

  it('is only said where the input is a whole cluster', async () => {
    const problems = await problemsOf(engine({ name: 'one' }), { complete: true });
    expect(problems).toMatchObject([{ code: 'pod-template-unknown', severity: 'warning' }]);
  });

  it('is nothing to speak of where what was made of it is there', async () => {
    const owner = [{ apiVersion: 'example.com/v1', kind: 'Engine', name: 'one', uid: 'u' }];
    const pod = object('v1', 'Pod', { containers: [] }).replace(
      '"name":"shop"',
      `"name":"x","ownerReferences":${JSON.stringify(owner)}`,
    );
    expect(await problemsOf(`${engine({ name: 'one' })}${pod}`)).toEqual([]);
  });
});
