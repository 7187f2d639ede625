import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cheapestWay, pairsOf, pathGraphOf } from '../../../web/identity/model/path-graph.ts';
import { type AuditDocument, AuditDocumentSchema } from '../../identity/index.ts';
import { plimsoll } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const whole = [demo, '--complete', '--cluster-name', 'demo', '--kubernetes-version', '1.35', '-q'];

function documentOf(html: string): AuditDocument {
  const start = html.indexOf('>', html.indexOf('id="report"')) + 1;
  const text = html.slice(start, html.indexOf('</script', start));
  const compressed = html.slice(start - 80, start).includes('gzip-base64');
  return JSON.parse(compressed ? gunzipSync(Buffer.from(text, 'base64')).toString() : text) as AuditDocument;
}

describe('identity audit -o html', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-identity-page-'));
  const file = path.join(folder, 'identity.html');
  let audit: AuditDocument;
  beforeAll(async () => {
    const { code } = await plimsoll(['identity', 'audit', ...whole, '-o', `html=${file}`]);
    expect(code).toBe(0);
    audit = documentOf(readFileSync(file, 'utf8'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is a file for its owner alone, by the published schema', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect([...Compile(AuditDocumentSchema).Errors(audit)]).toEqual([]);
  });

  test('has the people, the machines, the accounts that nothing needs, and changes with YAML and undo', () => {
    const [cluster] = audit.clusters;
    const standing = cluster?.subjects.filter(({ power }) => power === 'everything').map(({ id }) => id);
    expect(standing).toContain('user:jonas@shop.example');
    expect(standing).toContain('sa:ci/runner');
    expect(cluster?.subjects.find(({ id }) => id === 'sa:data/migration')?.stale).toBe('does-not-exist');
    expect(cluster?.changes).toHaveLength(5);
    expect(cluster?.changes[2]?.yaml).toContain('name: jonas-admin-temp');
    expect(cluster?.changes[2]?.undo).toMatch(/^kubectl create clusterrolebinding jonas-admin-temp/);
  });

  test('tells each path as the command does', async () => {
    const run = await plimsoll(['identity', 'paths', ...whole, '-o', 'json']);
    const [told] = JSON.parse(run.stdout) as [
      {
        readonly paths: readonly {
          readonly from: string;
          readonly to: string;
          readonly cost: number;
          readonly hops: readonly { readonly what: string; readonly to: string }[];
        }[];
      },
    ];
    const [cluster] = audit.clusters;
    if (!cluster) throw new Error('the audit has no cluster');
    const graph = pathGraphOf(cluster);
    expect(told.paths.length).toBeGreaterThan(10);
    for (const { from, to, cost, hops } of told.paths) {
      const sink = cluster.graph.sinks.findIndex(({ name }) => name === to);
      const ways = cluster.graph.vertices.flatMap(({ source }, at) => {
        const way = source === from ? cheapestWay(graph, at, sink) : undefined;
        return way === undefined
          ? []
          : {
              cost: way.cost,
              steps: way.steps.map((step) => ({
                what: step.what,
                to: cluster.graph.vertices[step.to]?.text,
              })),
            };
      });
      expect(ways).toContainEqual({ cost, steps: hops.map(({ what, to: end }) => ({ what, to: end })) });
    }
    expect(pairsOf(graph)).toHaveLength(cluster.chokePoints.paths);
  });

  test('of a part of a cluster is marked incomplete and ends with 3; another format is refused', async () => {
    const { code, stdout } = await plimsoll(['identity', 'audit', demo, '-q', '-o', 'html=-']);
    expect(code).toBe(3);
    expect(documentOf(stdout).clusters.map(({ complete }) => complete)).toEqual([false]);
    const refused = await plimsoll(['identity', 'audit', demo, '-o', 'pdf']);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('html=plimsoll-identity.html'),
    ]);
  });
});
