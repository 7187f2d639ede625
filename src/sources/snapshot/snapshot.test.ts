import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, createClusterStore, createDoor, type KubernetesObject } from '../../cluster/index.ts';
import { redactionKey } from '../redaction-key.ts';
import { looksLikeSnapshot, readSnapshot, writeSnapshot } from './index.ts';

const key = redactionKey(Buffer.alloc(32, 1));
const origin = { toolVersion: '0.1.0', redactionKeyId: key.keyId };
const planted = 'hunter2-Qp81xZ';
/** A small disk to fill up can only be made by root, and only where the sandbox of a machine lets root mount. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && canMount();
if (!mayMount)
  process.stderr.write('The test of a full disk is skipped: it needs root to mount a small one.\n');
const hasPipes = process.platform !== 'win32';
if (!hasPipes) process.stderr.write('The test of a pipe is skipped: Windows has none among its files.\n');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-snapshot-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = '2026-11-25T08:00:00.000Z';

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'plimsoll-mount-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('/bin/umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
}

function clusterOf(objects: readonly object[]): Cluster {
  const door = createDoor(key);
  const store = createClusterStore({
    description: {
      identity: {
        id: 'uid-1',
        name: 'prod',
        kubeSystemUid: 'uid-1',
        context: 'prod',
        server: 'https://x',
        provider: 'eks',
      },
      version: { major: 1, minor: 35, gitVersion: 'v1.35.2-eks-3025e55', assumed: false },
      provenance: { source: 'live', reader: 'jane', startedAt: at, endedAt: '2026-11-25T08:00:03.000Z' },
      coverage: {
        resources: [
          {
            group: '',
            version: 'v1',
            resource: 'secrets',
            kind: 'Secret',
            namespaced: true,
            state: 'denied',
            reason: 'HTTP 403',
            permission: { verbs: ['get', 'list'], apiGroup: '', resource: 'secrets' },
            at,
            objects: 0,
          },
        ],
        notConnected: [{ source: 'cloud', meaning: 'not known' }],
        discovery: { complete: true, failedGroups: ['metrics.k8s.io'] },
      },
    },
  });
  for (const raw of objects) {
    const { object } = door.admit(raw);
    if (object) store.apply(object);
  }
  return store.snapshot();
}

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'login', namespace: 'shop', uid: 'u1' },
  data: { password: Buffer.from(planted).toString('base64') },
};
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'api', labels: { b: '1', a: '2' } },
  spec: { containers: [{ name: 'app', image: 'app:1', env: [{ name: 'DB_PASSWORD', value: planted }] }] },
};

const bodies = (cluster: Cluster) => [...cluster.objects()].map(({ body }) => body);
const write = async (name: string, cluster: Cluster) => {
  const file = join(folder, name);
  await writeSnapshot(cluster, file, origin);
  return file;
};
const read = (file: string) => readSnapshot(file, { redactionKey: key });
const craft = async (
  name: string,
  lines: readonly unknown[],
  bytes = (text: string): Buffer => gzipSync(text),
) => {
  const file = join(folder, name);
  await writeFile(
    file,
    bytes(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')),
  );
  return file;
};
const linesOf = async (file: string) =>
  gunzipSync(await readFile(file))
    .toString('utf8')
    .trimEnd()
    .split('\n');

describe('a snapshot', () => {
  it('gives back the same objects, coverage, identity and version', async () => {
    const cluster = clusterOf([secret, pod]);
    const reading = await read(await write('same.snapshot', cluster));
    const copy = reading.store.snapshot();
    expect(bodies(copy)).toEqual(bodies(cluster));
    expect(copy.coverage).toEqual(cluster.coverage);
    expect(copy.identity).toEqual(cluster.identity);
    expect(copy.version).toEqual(cluster.version);
    expect(copy.provenance).toEqual({ ...cluster.provenance, source: 'snapshot' });
    expect(copy.knowledgeOf('', 'Secret')).toEqual(cluster.knowledgeOf('', 'Secret'));
    expect(reading).toMatchObject({ problems: [], toolVersion: '0.1.0', redactionKeyId: key.keyId });
  });

  it('of a server that is newer than every known version says so', async () => {
    const [header = '', ...rest] = await linesOf(await write('newer.snapshot', clusterOf([pod])));
    const version = { major: 1, minor: 40, gitVersion: 'v1.40.0', assumed: false };
    const file = await craft('newer-header.snapshot', [
      JSON.stringify({ ...JSON.parse(header), version }),
      ...rest,
    ]);
    expect((await read(file)).problems).toMatchObject([
      { code: 'server-version-unknown', severity: 'warning', file },
    ]);
  });

  it('with custom resources that hold pod templates says so, once for each kind', async () => {
    const engines = ['a', 'b'].map((name) => ({
      apiVersion: 'example.com/v1',
      kind: 'Engine',
      metadata: { name, namespace: 'shop' },
      spec: { worker: { containers: [{ name: 'x', image: 'x' }] } },
    }));
    const { problems } = await read(await write('engines.snapshot', clusterOf([...engines, pod])));
    expect(problems).toMatchObject([
      {
        code: 'pod-template-unknown',
        severity: 'warning',
        message: expect.stringMatching(/^Engine\.example\.com .*shop\/a at spec\.worker/) as string,
      },
    ]);
  });

  it('has the same bytes for the same cluster, whatever the order it was read in, and after a round trip', async () => {
    const first = await readFile(await write('one.snapshot', clusterOf([secret, pod])));
    expect(await readFile(await write('two.snapshot', clusterOf([pod, secret])))).toEqual(first);
    const { store } = await read(join(folder, 'one.snapshot'));
    expect(await readFile(await write('three.snapshot', store.snapshot()))).toEqual(first);
  });

  it('is private to its owner and leaves nothing else behind', async () => {
    const file = await write('private.snapshot', clusterOf([pod]));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('holds no planted value', async () => {
    const text = (await linesOf(await write('planted.snapshot', clusterOf([secret, pod])))).join('\n');
    expect(text).not.toContain(planted);
    expect(text).not.toContain(Buffer.from(planted).toString('base64'));
  });

  it('redacts what somebody put into the file by hand', async () => {
    const [header, ...objects] = await linesOf(await write('by-hand.snapshot', clusterOf([pod])));
    const file = await craft('added.snapshot', [
      { ...JSON.parse(header ?? ''), objects: 2 },
      ...objects,
      secret,
    ]);
    const { store } = await read(file);
    expect(JSON.stringify(bodies(store.snapshot()))).not.toContain(Buffer.from(planted).toString('base64'));
  });

  it('keeps every object that the door admits (property)', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const object = fc.record({
      apiVersion: fc.constantFrom('v1', 'example.com/v1'),
      kind: fc.constantFrom('ConfigMap', 'Widget'),
      metadata: fc.record({
        name: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
        namespace: fc.constantFrom('a', 'b'),
      }),
      data: fc.dictionary(text, fc.jsonValue()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 8 }), async (objects) => {
        const cluster = clusterOf(objects);
        const { store, problems } = await read(await write('property.snapshot', cluster));
        expect(problems.filter(({ code }) => code !== 'object-field-type')).toEqual([]);
        expect(JSON.stringify(bodies(store.snapshot()))).toBe(JSON.stringify(bodies(cluster)));
      }),
      { numRuns: 40 },
    );
  });

  it('loses one object that is not valid, and says where', async () => {
    const [header, ...objects] = await linesOf(await write('valid.snapshot', clusterOf([pod])));
    const bad = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 7 } } as unknown as KubernetesObject;
    const file = await craft('invalid.snapshot', [
      { ...JSON.parse(header ?? ''), objects: 2 },
      bad,
      ...objects,
    ]);
    const { store, problems } = await read(file);
    expect(problems).toMatchObject([{ code: 'object-field-type', file, line: 2, severity: 'error' }]);
    expect(store.snapshot().size).toBe(1);
  });

  it('says by name that a cluster without uid is meant, and leaves a uid alone', async () => {
    const file = await write('named.snapshot', clusterOf([pod]));
    const { store } = await readSnapshot(file, { redactionKey: key, clusterName: 'blue' });
    expect(store.snapshot().identity).toMatchObject({ id: 'uid-1', name: 'blue' });
  });
});

describe('a file that is no good snapshot', () => {
  it.each([
    ['truncated anywhere', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9), 'snapshot-truncated'],
    [
      'with a flipped checksum',
      (bytes: Buffer) => Buffer.from(bytes.with(bytes.length - 6, (bytes.at(-6) ?? 0) ^ 1)),
      'snapshot-corrupted',
    ],
    ['that is plain text', () => Buffer.from('kind: Pod\n'), 'snapshot-not-a-snapshot'],
    ['that is empty', () => Buffer.alloc(0), 'snapshot-not-a-snapshot'],
    ['that is gzip of something else', () => gzipSync('hello\n'), 'snapshot-not-a-snapshot'],
  ])('%s', async (_, damage, code) => {
    const good = await readFile(await write('good.snapshot', clusterOf([secret, pod])));
    const file = join(folder, 'bad.snapshot');
    await writeFile(file, damage(good));
    await expect(read(file)).rejects.toMatchObject({ code, file });
  });

  it('is never read by accident: any one changed byte is noticed or harmless (property)', async () => {
    const cluster = clusterOf([secret, pod]);
    const good = await readFile(await write('flip.snapshot', cluster));
    const expected = JSON.stringify(bodies(cluster));
    const file = join(folder, 'flipped.snapshot');
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (index, change) => {
        await writeFile(file, good.with(index, (good[index] ?? 0) ^ change));
        const outcome = await read(file).then(
          ({ store }) => JSON.stringify(bodies(store.snapshot())),
          (error: Error & { code?: string }) => error.code ?? error.message,
        );
        expect(outcome === expected || outcome.startsWith('snapshot-'), outcome).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('of a later format', async () => {
    const [header = '', ...objects] = await linesOf(await write('now.snapshot', clusterOf([pod])));
    const file = await craft('later.snapshot', [
      { ...JSON.parse(header), formatVersion: 2, new: true },
      ...objects,
    ]);
    await expect(read(file)).rejects.toMatchObject({ code: 'snapshot-future-version' });
  });

  it('with a header field of the wrong type names the field', async () => {
    const [header = ''] = await linesOf(await write('field.snapshot', clusterOf([])));
    const file = await craft('wrong.snapshot', [{ ...JSON.parse(header), version: { major: 'one' } }]);
    await expect(read(file)).rejects.toMatchObject({
      code: 'snapshot-header',
      message: expect.stringContaining('/version') as unknown,
    });
  });

  it('that misses objects its header promises', async () => {
    const lines = await linesOf(await write('all.snapshot', clusterOf([secret, pod])));
    await expect(read(await craft('fewer.snapshot', lines.slice(0, -1)))).rejects.toMatchObject({
      code: 'snapshot-corrupted',
    });
  });

  it('that is not there', async () => {
    await expect(read(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'snapshot-missing' });
  });

  it('cannot be written into a folder that does not exist', async () => {
    const writing = writeSnapshot(clusterOf([pod]), join(folder, 'no', 'where'), origin);
    await expect(writing).rejects.toMatchObject({ code: 'snapshot-unwritable' });
  });

  it.skipIf(!hasPipes)('goes into a pipe, and through a link, and leaves both', async () => {
    const place = await mkdtemp(join(folder, 'places-'));
    const pipe = join(place, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [bytes] = await Promise.all([readFile(pipe), writeSnapshot(clusterOf([pod]), pipe, origin)]);
    expect((await lstat(pipe)).isFIFO()).toBe(true);
    const link = join(place, 'link');
    await symlink('file', link);
    await writeSnapshot(clusterOf([pod]), link, origin);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(gunzipSync(await readFile(join(place, 'file')))).toEqual(gunzipSync(bytes));
    expect((await readdir(place)).sort()).toEqual(['file', 'link', 'pipe']);
  });

  it.skipIf(!mayMount)(
    'on a full disk leaves neither a part of itself nor harms what was there',
    async () => {
      const disk = await mkdtemp(join(folder, 'disk-'));
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
      try {
        const file = join(disk, 'full.snapshot');
        await writeFile(file, 'before');
        const noise = Array.from({ length: 40 }, (_, index) => ({
          ...pod,
          metadata: { name: `p${index}` },
          spec: { note: randomBytes(900).toString('base64') },
        }));
        await expect(writeSnapshot(clusterOf(noise), file, origin)).rejects.toMatchObject({
          code: 'snapshot-disk-full',
        });
        expect(await readdir(disk)).toEqual(['full.snapshot']);
        expect(await readFile(file, 'utf8')).toBe('before');
      } finally {
        execFileSync('/bin/umount', [disk]);
      }
    },
  );

  it('says which objects hold a wrong type, as the manifests do', async () => {
    const wrong = { ...pod, metadata: { name: 'p' }, spec: { containers: 'x', hostPID: 'true' } };
    const { problems, store } = await read(await write('types.snapshot', clusterOf([wrong])));
    expect(store.snapshot().size).toBe(1);
    expect(problems).toMatchObject([
      {
        code: 'object-field-type',
        severity: 'error',
        message: expect.stringMatching(
          /^Pod (?:default\/)?p: spec\.containers must be a list, this is a string, and 1/,
        ),
      },
    ]);
  });

  it('is told from manifests by its first bytes', async () => {
    expect(looksLikeSnapshot(await write('looks.snapshot', clusterOf([])))).toBe(true);
    const manifest = join(folder, 'pod.yaml');
    await writeFile(manifest, 'kind: Pod\n');
    expect(looksLikeSnapshot(manifest)).toBe(false);
    expect(looksLikeSnapshot(folder)).toBe(false);
    expect(looksLikeSnapshot(join(folder, 'nowhere'))).toBe(false);
    // A pattern is longer than a name may be when it lists many
    expect(looksLikeSnapshot(join(folder, `{${'name,'.repeat(100)}}.yaml`))).toBe(false);
  });
});
