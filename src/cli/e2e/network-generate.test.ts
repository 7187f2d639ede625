import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import { namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const available = (await kubeboxBinary()) !== undefined;
const generate = (...args: string[]) =>
  plimsoll(['network', 'generate', demo, '--complete', '--cluster-name', 'demo', ...args]);
const documents = (text: string) => loadAll(text, { schema: CORE_SCHEMA }) as object[];

describe('network generate', () => {
  it('drafts for the demo what cuts nothing off that is declared, and says what changes', async () => {
    const { stdout, stderr, code } = await generate();
    expect(code).toBe(0);
    expect(documents(stdout).length).toBeGreaterThan(50);
    const words = stderr.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(/Pairs of pods that connect: 2086 of 4422 before, \d{2,3} of 4422 after/);
    expect(words).toMatch(/needs? that can be asked about, 0 would be cut off\./);
    expect(stdout).toContain('names payments in PAYMENTS_URL');
  });

  it('takes its own needs back as edges', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-generate-'));
    const file = path.join(folder, 'edges.csv');
    const { stdout: csv } = await generate('-n', 'checkout', '-o', 'csv');
    writeFileSync(file, csv);
    const again = await generate('-n', 'checkout', '-o', 'csv', '--edges', file);
    const ends = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split(',').slice(0, 4).join(','))
        .sort();
    expect(again.code).toBe(0);
    expect(ends(again.stdout)).toEqual(ends(csv));
    writeFileSync(file, 'shop/web,shop/db\n');
    const bad = await generate('--edges', file);
    expect([bad.code, bad.stderr]).toEqual([
      2,
      expect.stringContaining('edges.csv:1: "shop/web,shop/db" is no edge'),
    ]);
    writeFileSync(file, 'checkout/gone,api.example.com,TCP,443,seen once\n');
    const gone = await generate('--edges', file);
    expect([gone.code, gone.stderr]).toEqual([
      3,
      expect.stringContaining('there is no workload checkout/gone'),
    ]);
    rmSync(folder, { recursive: true });
  });

  it('has nothing to draft for a namespace that is not there', async () => {
    const { stdout, stderr, code } = await generate('-n', 'nowhere');
    expect([stdout, stderr, code]).toEqual(['', expect.stringContaining('No namespace nowhere'), 2]);
  });
});

describe.skipIf(!available)('drafts of network generate', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 900_000);
  afterAll(() => cluster?.stop());

  it('are taken by a real API server', async () => {
    const { stdout } = await generate();
    const drafts = documents(stdout) as { metadata: { namespace: string } }[];
    const names = new Set(drafts.map(({ metadata }) => metadata.namespace));
    await cluster.apply([...names].map((name) => namespace(name)));
    await cluster.apply(drafts);
  }, 60_000);
});
