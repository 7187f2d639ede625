import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createKubernetesClient,
  readCluster,
  resolveConnection,
} from '../../src/sources/kubernetes/index.ts';
import { redactionKey } from '../../src/sources/redaction-key.ts';
import { readSnapshot, writeSnapshot } from '../../src/sources/snapshot/index.ts';
import { kubeboxBinary, startTestCluster } from '../../testkit/index.ts';

/** Reads a real API server with many objects, then writes and reads its snapshot. `node read-cluster.ts [COUNT]` */
const count = Number(process.argv[2] ?? 10_000);
const key = redactionKey(Buffer.alloc(32, 1));

if ((await kubeboxBinary()) !== undefined) {
  const cluster = await startTestCluster();
  try {
    await fill(cluster);
    const connection = await resolveConnection({ file: await cluster.kubeconfig('reader') });
    for (const round of [1, 2, 3]) {
      const client = createKubernetesClient(connection);
      const started = performance.now();
      const cpu = process.cpuUsage();
      const reading = await readCluster({ client, redactionKey: key });
      const model = reading.store.snapshot();
      report(`read ${round}`, started, cpu, model.size);
      await client.close();
      const file = join(cluster.directory, 'bench.snapshot');
      const origin = { toolVersion: 'bench', redactionKeyId: key.keyId };
      await timed('write snapshot', model.size, () => writeSnapshot(model, file, origin));
      console.log(`${' '.repeat(16)} ${((await stat(file)).size / 1e6).toFixed(1)} MB`);
      await timed('read snapshot', model.size, () => readSnapshot(file, { redactionKey: key }));
    }
  } finally {
    await cluster.stop();
  }
}

async function timed(name: string, objects: number, run: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  await run();
  report(name, started, cpu, objects);
}

function report(name: string, started: number, before: NodeJS.CpuUsage, objects: number): void {
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const memory = (process.memoryUsage().rss / 1e6).toFixed(0);
  const rate = ((objects / wall) * 1000).toFixed(0);
  console.log(
    `${name.padEnd(16)} ${wall.toFixed(0).padStart(6)} ms  ${((user + system) / 1000).toFixed(0).padStart(6)} ms CPU  ${objects} objects  ${rate}/s  ${memory} MB RSS`,
  );
}

async function fill({
  request,
}: {
  request: Awaited<ReturnType<typeof startTestCluster>>['request'];
}): Promise<void> {
  const pods = Array.from({ length: count }, (_, index) => pod(index));
  const worker = async () => {
    for (let next = pods.pop(); next; next = pods.pop())
      await request('POST', '/api/v1/namespaces/default/pods', next);
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

function pod(index: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${index}`,
      labels: {
        'app.kubernetes.io/name': `app-${index % 50}`,
        tier: 'backend',
        'pod-template-hash': '65b456d4b7',
      },
      annotations: { 'example.com/config': `checksum-${index}`, 'prometheus.io/scrape': 'true' },
    },
    spec: {
      containers: ['app', 'proxy'].map((name) => ({
        name,
        image: `registry.example.com/team/${name}:1.${index % 9}`,
        args: ['--listen=:8080', '--log-level=info'],
        env: Array.from({ length: 8 }, (_, at) => ({ name: `SETTING_${at}`, value: `value-${index}-${at}` })),
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          runAsNonRoot: true,
        },
      })),
    },
  };
}
