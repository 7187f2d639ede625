import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Errors } from 'typebox/value';
import { afterAll, expect, test } from 'vitest';
import { ReportSchema } from '../../report/index.ts';
import { DiffSchema } from '../diff-schema.ts';
import { deployment, manifest, namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'plimsoll-connections-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const policy = (name: string, space: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: space },
  spec,
});
const database = { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] };
const closed = policy('db', 'prod', database);
const opened = policy('db', 'prod', {
  ...database,
  ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] }],
});
const inside = policy('payments', 'shop', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ namespaceSelector: {} }] }],
});
const workloads = [
  ...['dev', 'prod', 'shop'].map((name) => namespace(name)),
  deployment('web', 'dev'),
  deployment('db', 'prod'),
  deployment('payments', 'shop'),
];
const gains = 'every other workload can now reach prod/db on TCP 5432';
const loses = 'shop/payments can no longer reach the internet';
const gained = `Every${gains.slice('every'.length)} because of NetworkPolicy prod/db.`;
const lost = `${loses} because of NetworkPolicy shop/payments.`;
writeFileSync(path.join(cwd, 'before.yaml'), manifest(...workloads, closed));
writeFileSync(path.join(cwd, 'after.yaml'), manifest(...workloads, opened, inside));
writeFileSync(path.join(cwd, 'change.yaml'), manifest(opened, inside));

test('diff and scan --onto say which connections are gained and lost', async () => {
  const diff = await plimsoll(['diff', 'before.yaml', 'after.yaml', '-o', 'markdown', '-q'], { cwd });
  expect(diff.stdout).toContain(`## Connections gained and lost: 2\n- ${gained}\n- ${lost}\n`);
  const whole = ['--complete', '--cluster-name', 'prod', '-o', 'prod.plimsoll'];
  await plimsoll(['snapshot', 'before.yaml', ...whole], { cwd });
  const onto = await plimsoll(['scan', 'change.yaml', '--onto', 'prod.plimsoll'], { cwd });
  expect(onto.stdout.replaceAll(/\s+/g, ' ')).toContain(`CONNECTIONS GAINED AND LOST: 2 ${gained} ${lost}`);
  const rows = await plimsoll(['scan', 'change.yaml', '--onto', 'prod.plimsoll', '-q', '-o', 'csv'], { cwd });
  expect(rows.stderr).toContain(`Connections gained and lost: 2\n  ${gained}\n  ${lost}\n`);
});

test('JSON of both holds to its schema, and Markdown and HTML say it', async () => {
  const { stdout } = await plimsoll(['diff', 'before.yaml', 'after.yaml', '-o', 'json', '-q'], { cwd });
  const diff: unknown = JSON.parse(stdout);
  expect([...Errors(DiffSchema, diff)]).toEqual([]);
  const network = {
    known: true,
    policies: [
      { change: 'changed', object: { kind: 'NetworkPolicy', namespace: 'prod', name: 'db' } },
      { change: 'added', object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'payments' } },
    ],
    changes: [
      {
        change: 'gains',
        from: { everybody: true, count: 2 },
        to: { workloads: [{ namespace: 'prod', kind: 'Deployment', name: 'db' }] },
        ports: 'TCP 5432',
        text: gains,
        causes: [[{ kind: 'NetworkPolicy', namespace: 'prod', name: 'db' }]],
      },
      { change: 'loses', to: { internetBut: [] }, ports: 'all connections', text: loses },
    ],
    sameMeaning: false,
  };
  expect(diff).toMatchObject({ network });
  const outputs = ['-o', 'json=onto.json', '-o', 'markdown=onto.md', '-o', 'html=onto.html', '-q'];
  await plimsoll(['scan', 'change.yaml', '--onto', 'prod.plimsoll', ...outputs], { cwd });
  const read = (file: string) => readFileSync(path.join(cwd, file), 'utf8');
  const report: unknown = JSON.parse(read('onto.json'));
  expect([...Errors(ReportSchema, report)]).toEqual([]);
  expect(report).toMatchObject({ network });
  expect(read('onto.md')).toContain(`### Connections gained and lost\n\n- ${gained}`);
  const embedded = /data-encoding="gzip-base64"[^>]*>([^<]+)</.exec(read('onto.html'))?.[1] ?? '';
  expect(gunzipSync(Buffer.from(embedded, 'base64')).toString()).toContain(loses);
  const redacted = await plimsoll(
    ['scan', 'change.yaml', '--onto', 'prod.plimsoll', '-o', 'json', '--redact', '-q'],
    { cwd },
  );
  expect(redacted.stdout).not.toMatch(/payments|prod\/db|"shop"/);
});

test('other words of the same meaning are told as such, and where no policy differs nothing is', async () => {
  const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['db'] }] };
  const same = policy('db', 'prod', { ...database, podSelector: selector });
  writeFileSync(path.join(cwd, 'same.yaml'), manifest(...workloads, same));
  const { stdout } = await plimsoll(['diff', 'before.yaml', 'same.yaml', '-q'], { cwd });
  expect(stdout).toContain(
    'NetworkPolicy prod/db differs with the same meaning: every connection is as it was.\n',
  );
  const none = await plimsoll(['diff', 'before.yaml', 'before.yaml', '-q'], { cwd });
  expect(none.stdout).not.toContain('Connections');
});
