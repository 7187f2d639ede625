import { existsSync } from 'node:fs';
import path from 'node:path';
import type { KubernetesObject } from '../../src/cluster/index.ts';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../testkit/index.ts';
import { realisticSet } from './realistic-set.ts';
import { measure } from './whole-process.ts';

/**
 * The whole process against a real API server that holds the realistic set: connect, read, judge, write a JSON report.
 *
 *     node bench/scale/live.ts [SIZE] [RUNS]
 */
const size = Number(process.argv[2] ?? 10_200);
const runs = Number(process.argv[3] ?? 3);
const program = path.join(path.dirname(path.dirname(import.meta.dirname)), 'dist/package/plimsoll.js');
const clients = 32;

if (!existsSync(program)) throw new Error(`There is no ${program}: npm run build writes it.`);
if ((await kubeboxBinary()) !== undefined) {
  const cluster = await startTestCluster();
  try {
    await fill(cluster);
    const kubeconfig = await cluster.kubeconfig('reader');
    const output = path.join(cluster.directory, 'report.json');
    for (let run = 0; run < runs; run++) {
      const { cpuSeconds, wallSeconds, peakMegabytes, exitCode } = await measure(process.execPath, [
        program,
        'scan',
        '--kubeconfig',
        kubeconfig,
        '--quiet',
        '-o',
        `json=${output}`,
      ]);
      console.log(
        `${size} objects live: ${cpuSeconds.toFixed(2)} s CPU, ${wallSeconds.toFixed(2)} s, ${peakMegabytes.toFixed(0)} MB, exit ${exitCode}`,
      );
    }
  } finally {
    await cluster.stop();
  }
}

async function fill(cluster: TestCluster): Promise<void> {
  const objects = [...realisticSet(size)];
  const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? ''));
  const all = [...namespaces].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  await createAll(cluster, all);
  await createAll(cluster, objects.map(asNew));
}

/** What the server gives an object is not sent to it. */
function asNew({ status: _status, ...object }: KubernetesObject): KubernetesObject {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...metadata } = object.metadata;
  return { ...object, metadata } as KubernetesObject;
}

async function createAll(cluster: TestCluster, objects: KubernetesObject[]): Promise<void> {
  const left = objects.toReversed();
  const worker = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { status, body } = await cluster.request('POST', collectionOf(next), next);
      if (status !== 201)
        throw new Error(`${next.kind} ${next.metadata.name}: ${status} ${JSON.stringify(body)}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, worker));
}

function collectionOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${within}/${pluralOf(kind)}`;
}

function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}
