import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AssertionsDocument, AssertionsDocumentSchema, AssertionsSchema } from '../../network/index.ts';
import { readYaml } from '../../sources/yaml/index.ts';
import { deployment, manifest, namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const example = path.join(root, 'docs/examples/network-assertions.yaml');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-assert-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `db` lets `web` in on 5432; nothing closes `web`. */
beforeAll(() => {
  writeFileSync(
    path.join(folder, 'all.yaml'),
    manifest(
      namespace('shop'),
      namespace('dev'),
      deployment('web', 'shop'),
      deployment('db', 'shop'),
      deployment('tool', 'dev'),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'db', namespace: 'shop' },
        spec: {
          podSelector: { matchLabels: { app: 'db' } },
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
        },
      },
    ),
  );
  writeFileSync(path.join(folder, 'plimsoll.yaml'), 'scopes:\n  cde:\n    namespaces: [shop]\n');
});

async function assert(assertions: string, ...args: string[]) {
  const file = path.join(folder, 'assertions.txt');
  writeFileSync(file, `schema: plimsoll.network-assertions/v1\nassertions:\n${assertions}`);
  return plimsoll(['network', 'assert', 'assertions.txt', 'all.yaml', ...args], { cwd: folder });
}

const holding = '  - id: dev-out\n    deny: {from: dev, to: shop/deploy/db}\n';
const broken =
  '  - id: db-closed\n    reason: nobody\n    deny: {from: {scope: cde}, to: shop/db, port: 5432}\n';
const unknown = '  - id: gone\n    deny: {from: prod, to: shop/db}\n';

describe('network assert', () => {
  it('exits 0 where all hold, 1 where one is broken, and 3 where one is not known', async () => {
    expect((await assert(holding)).code).toBe(0);
    expect((await assert(holding + unknown)).code).toBe(3);
    expect((await assert(holding + broken + unknown)).code).toBe(1);
  });

  it('shows what breaks an assertion with the policy that lets it through, in 80 columns', async () => {
    const { stdout } = await assert(holding + broken + unknown);
    expect(stdout.replaceAll('\n', ' ')).toContain('1 of 3 holds, 1 is broken, 1 is not known.');
    expect(stdout).toContain('✗ broken db-closed\n');
    expect(stdout).toContain('    shop/web to shop/db:5432\n');
    expect(stdout).toContain('      entering: ingress[0] allows it, by NetworkPolicy shop/db\n');
    expect(stdout).toContain('    not known: from matches nobody\n');
    expect(stdout).toContain('Computed from configuration, not probed.');
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('JSON has the published form', async () => {
    const { stdout } = await assert(holding + broken + unknown, '-o', 'json');
    const document = JSON.parse(stdout) as AssertionsDocument;
    expect(Check(AssertionsDocumentSchema, document)).toBe(true);
    expect(document.clusters[0]?.assertions.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['dev-out', 'holds'],
      ['db-closed', 'broken'],
      ['gone', 'unknown'],
    ]);
    expect(document.file.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('JUnit has a case for each: broken is a failure, not known an error', async () => {
    const { stdout } = await assert(holding + broken + unknown, '-o', 'junit');
    expect(stdout).toContain(
      '<testsuites name="plimsoll network assert" tests="3" failures="1" errors="1" skipped="0"',
    );
    expect(stdout).toContain('<failure message="broken: nobody of scope cde reaches shop/db on 5432/TCP">');
  });

  it('Markdown is evidence: on what it rests, what was not read, when, by which tool, of which file', async () => {
    const { stdout } = await assert(holding + broken, '-o', 'markdown');
    for (const part of [
      'Computed from configuration, not probed',
      'sha256:',
      '(UTC)',
      '- Tool: plimsoll ',
      '- Profile generic (assumed)',
      'Not the whole cluster',
      '### Policies relied on\n\n- `NetworkPolicy shop/db`',
    ])
      expect(stdout).toContain(part);
  });

  it('names every mistake of a file with its line and column', async () => {
    const { code, stderr } = await assert(
      [
        '  - {id: a, deny: {from: {namespace: [dev]}, to: shop}}',
        '  - {id: a, deny: {from: 10.0.0.1/8, to: 10.0.0.300}}',
        '  - {id: c, only: {from: {scope: cd}, to: shop/a/b/c, port: 70000}}',
        '  - {id: d, denies: {from: dev, to: shop}}',
        '  - {id: e, deny: {from: dev, to: shop}, allow: {from: dev, to: shop}}',
        '  - {id: f, deny: {from: internet, to: internet}}',
        '  - {id: g, deny: {from: [], to: {labels: {app: 1}}}}',
        '  - {id: h, deny: {from: Dev, to: 7, port: http}}',
      ].join('\n'),
    );
    expect(code).toBe(2);
    // A field that does not exist is told first, for it may be what the rest hangs on.
    expect(stderr).toContain('assertions.txt:6:');
    expect(stderr).toContain('denies: no such field');
    expect(stderr).toContain('assertions-invalid');
  });

  it('names mistakes of parties and ports', async () => {
    const { code, stderr } = await assert(
      [
        '  - {id: a, deny: {from: {namespace: [dev]}, to: shop}}',
        '  - {id: a, deny: {from: 10.0.0.1/8, to: 10.0.0.300}}',
        '  - {id: c, only: {from: {scope: cd}, to: shop/a/b/c, port: 70000}}',
        '  - {id: e, deny: {from: dev, to: shop}, allow: {from: dev, to: shop}}',
        '  - {id: f, deny: {from: internet, to: internet}}',
        '  - {id: g, deny: {from: [], to: {labels: {app: 1}}}}',
        '  - {id: h, deny: {from: Dev, to: 7, port: http}}',
      ].join('\n'),
    );
    expect(code).toBe(2);
    for (const mistake of [
      'assertions.txt:3:27: assertions[0].deny.from.namespace: no such field; did you mean namespaces?',
      'assertions[1].id: a is the id of the one at line 3 too',
      '"10.0.0.1/8" has bits beyond its length',
      '"10.0.0.300" is no address',
      'the configuration has no scope "cd"; did you mean cde?',
      '"shop/a/b/c" is no workload',
      '70000 is no port from 1 to 65535',
      'assertions[3]: must have one of deny, only, allow, and has several',
      'from and to are the internet',
      'assertions[5].deny.from: must name somebody',
      'assertions[5].deny.to.labels.app: must be text: put it in quotes',
      '"Dev" is no namespace',
      'assertions[6].deny.to: must be text: put it in quotes',
      '"http" is no port',
    ])
      expect(stderr).toContain(mistake);
  });

  it('refuses a file that is not there or of a later version, and to show some namespaces only', async () => {
    const missing = await plimsoll(['network', 'assert', 'gone.yaml', 'all.yaml'], { cwd: folder });
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('assertions-unreadable')]);
    writeFileSync(path.join(folder, 'later.txt'), 'schema: plimsoll.network-assertions/v2\n');
    const later = await plimsoll(['network', 'assert', 'later.txt', 'all.yaml'], { cwd: folder });
    expect([later.code, later.stderr]).toEqual([2, expect.stringContaining('this plimsoll reads')]);
    const some = await assert(holding, '-n', 'shop');
    expect([some.code, some.stderr]).toEqual([2, expect.stringContaining('about the whole cluster')]);
  });
});

describe('the example', () => {
  it('has the published form', () => {
    const [document] = readYaml(readFileSync(example, 'utf8'), example).documents;
    expect(Check(AssertionsSchema, document?.value)).toBe(true);
  });

  it('is judged on the demo', async () => {
    const args = ['network', 'assert', example, 'demo', '--complete', '-o', 'json'];
    const { stdout, code } = await plimsoll(args, { cwd: root });
    expect(code).toBe(1);
    const { clusters } = JSON.parse(stdout) as AssertionsDocument;
    expect(
      Object.fromEntries((clusters[0]?.assertions ?? []).map(({ id, verdict }) => [id, verdict])),
    ).toEqual({
      'ledger-from-payments-alone': 'broken',
      'payments-behind-checkout-api': 'holds',
      'ci-stays-out-of-checkout': 'holds',
      'no-credentials-of-nodes': 'holds',
      'shop-stays-off-the-internet': 'broken',
      'names-resolve': 'holds',
    });
  });
});
