import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import type { Report } from '../../report/index.ts';
import { failingIds, failingNames, parseReport } from './parse-report.ts';
import { plimsoll } from './run-plimsoll.ts';

const binary = await kubeboxBinary();
const demo = path.join(import.meta.dirname, '../../../demo');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const manifests = [demo, '--complete', '--cluster-name', 'demo', '--kubernetes-version', '1.37'];

async function scan(...args: string[]): Promise<Report> {
  return parseReport(await plimsoll(['scan', ...args, '-o', 'json'], { cwd: folder }));
}

async function snapshot(file: string, ...args: string[]): Promise<string> {
  const run = await plimsoll(['snapshot', ...args, '-o', file], { cwd: folder });
  expect(run, run.stderr).toMatchObject({ code: 0 });
  return file;
}

describe.skipIf(binary === undefined)('the demo, on a server, in a snapshot and as manifests', () => {
  let cluster: TestCluster;
  let live: Report;
  let kubeconfig: string;
  beforeAll(async () => {
    cluster = await startTestCluster();
    const objects = demoObjects();
    const isWebhook = ({ kind }: { kind: string }) => kind.endsWith('WebhookConfiguration');
    // Webhooks last: there is nobody behind them who would answer for the others.
    await cluster.apply(objects.filter((object) => !isWebhook(object)).map(withoutServerFields));
    await cluster.apply(objects.filter(isWebhook).map(withoutServerFields));
    kubeconfig = await cluster.kubeconfig('reader');
    live = await scan('--kubeconfig', kubeconfig, '--cluster-name', 'demo');
  }, 900_000);
  afterAll(() => cluster?.stop());

  it('a snapshot gives the verdicts of the server it was taken from', async () => {
    const report = await scan(
      await snapshot('live.plimsoll', '--kubeconfig', kubeconfig, '--cluster-name', 'demo'),
    );
    expect(failingIds(report)).toEqual(failingIds(live));
    expect(report.controls.map(({ id, counts }) => [id, counts])).toEqual(
      live.controls.map(({ id, counts }) => [id, counts]),
    );
    expect({ ...report.clusters[0], source: 'live', context: 'test' }).toEqual({
      ...live.clusters[0],
      coverage: report.clusters[0]?.coverage,
      startedAt: report.clusters[0]?.startedAt,
      endedAt: report.clusters[0]?.endedAt,
    });
  });

  it('the manifests give the same findings; the namespace and users that the server has are the only difference', async () => {
    const report = await scan(...manifests);
    const ofServer: readonly string[] = failingNames(live).filter(
      (name) => name === 'pod-security-not-enforced Namespace /default' || name.endsWith(' /test:reader'),
    );
    expect(ofServer).toContain('pod-security-not-enforced Namespace /default');
    expect(failingNames(report)).toEqual(failingNames(live).filter((name) => !ofServer.includes(name)));
    const known = new Set(failingIds(live));
    expect(failingIds(report).filter((id) => !known.has(id))).toEqual([]);
    expect(failingIds(report).length).toBeGreaterThan(150);
  });
});

describe('a snapshot', () => {
  it('of complete manifests is complete, and judged as they are', async () => {
    const [report, first, second] = [
      await scan(...manifests),
      ...(await Promise.all([scan(await snapshot('whole.plimsoll', ...manifests)), scan('whole.plimsoll')])),
    ];
    expect(failingIds(first)).toEqual(failingIds(report));
    expect(first.gate).toEqual(report.gate);
    expect(first.score).toEqual(report.score);
    expect(first.notConnected).toEqual(report.notConnected);
    expect(first.clusters[0]?.state).toBe('complete');
    expect(JSON.stringify(timeless(first))).toBe(JSON.stringify(timeless(second)));
  });

  it('of some manifests does not become a whole cluster', async () => {
    const some = manifests.filter((word) => word !== '--complete');
    const report = await scan(await snapshot('part.plimsoll', ...some));
    expect(report.notConnected.map(({ source }) => source)).toContain('whole-cluster');
    const strict = await plimsoll(
      ['scan', 'part.plimsoll', '--require', 'whole-cluster', '--fail-on', 'never'],
      { cwd: folder },
    );
    expect(strict.code).toBe(1);
  });

  it('says which sources a run did not have, also for manifests that are a whole cluster', async () => {
    for (const source of ['cloud', 'audit-log', 'sensor', 'flows', 'registry']) {
      const run = await plimsoll(
        ['scan', ...manifests, '--fail-on', 'never', '--require', source, '--control', 'host-pid'],
        { cwd: folder },
      );
      expect(run.code, source).toBe(1);
    }
  });
});

/** A report without the times of its own run. */
function timeless({ run, ...rest }: Report): object {
  return { ...rest, run: { ...run, startedAt: '', endedAt: '' } };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: object;
}

function demoObjects(): Manifest[] {
  const files = readdirSync(demo, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  return files.flatMap(
    (file) => loadAll(readFileSync(path.join(demo, file), 'utf8'), { schema: CORE_SCHEMA }) as Manifest[],
  );
}

/** What a server writes itself and refuses to be told. */
const serverFields = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'generation']);

function withoutServerFields({ kind, metadata, ...object }: Manifest): object {
  const kept = Object.entries(metadata).filter(([field]) => !serverFields.has(field));
  return {
    ...Object.fromEntries(Object.entries(object).filter(([field]) => field !== 'status')),
    kind,
    metadata: Object.fromEntries(kept),
  };
}
