import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Errors } from 'typebox/value';
import { afterAll, expect, test } from 'vitest';
import { ReportSchema } from '../../report/index.ts';
import { DiffSchema } from '../diff-schema.ts';
import { manifest, namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'plimsoll-power-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const metadata = { name: 'bot', namespace: 'kube-system' };
const role = {
  ...rbac,
  kind: 'Role',
  metadata,
  rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
};
const bound = {
  ...rbac,
  kind: 'RoleBinding',
  metadata,
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bot' },
  subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'bot' }],
};
const sentence =
  'gives service account ci/bot list secrets in namespace kube-system, by RoleBinding kube-system/bot';

test('diff and scan --onto say whose power changes, through what', async () => {
  writeFileSync(path.join(cwd, 'before.yaml'), manifest(namespace('ci')));
  writeFileSync(path.join(cwd, 'change.yaml'), manifest(namespace('ci'), role, bound));
  const diff = await plimsoll(['diff', 'before.yaml', 'change.yaml', '-o', 'markdown', '-q'], { cwd });
  expect(diff.stdout).toContain(`## Whose power changes: 1\n- ${sentence}\n`);
  const whole = ['--complete', '--cluster-name', 'prod', '-o', 'prod.plimsoll'];
  await plimsoll(['snapshot', 'before.yaml', ...whole], { cwd });
  const onto = await plimsoll(['scan', 'change.yaml', '--onto', 'prod.plimsoll'], { cwd });
  expect(onto.stdout.replaceAll(/\s+/g, ' ')).toContain(`WHOSE POWER CHANGES: 1 It ${sentence}.`);
});

test('JSON of both holds to its schema, and Markdown and HTML say it', async () => {
  const { stdout } = await plimsoll(['diff', 'before.yaml', 'change.yaml', '-o', 'json', '-q'], { cwd });
  const diff: unknown = JSON.parse(stdout);
  expect([...Errors(DiffSchema, diff)]).toEqual([]);
  const change = {
    change: 'gains',
    subject: { kind: 'ServiceAccount', namespace: 'ci', name: 'bot' },
    namespace: 'kube-system',
    binding: {
      group: 'rbac.authorization.k8s.io',
      kind: 'RoleBinding',
      namespace: 'kube-system',
      name: 'bot',
    },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
    text: sentence,
  };
  expect(diff).toMatchObject({ power: { known: true, changes: [change] } });
  const outputs = ['-o', 'json=onto.json', '-o', 'markdown=onto.md', '-o', 'html=onto.html', '-q'];
  await plimsoll(['scan', 'change.yaml', '--onto', 'prod.plimsoll', ...outputs], { cwd });
  const read = (file: string) => readFileSync(path.join(cwd, file), 'utf8');
  const report: unknown = JSON.parse(read('onto.json'));
  expect([...Errors(ReportSchema, report)]).toEqual([]);
  expect(report).toMatchObject({ power: { known: true, changes: [change] } });
  expect(read('onto.md')).toContain(`### Whose power changes\n\n- It ${sentence}.`);
  const embedded = /data-encoding="gzip-base64"[^>]*>([^<]+)</.exec(read('onto.html'))?.[1] ?? '';
  expect(gunzipSync(Buffer.from(embedded, 'base64')).toString()).toContain(sentence);
  const redacted = await plimsoll(
    ['scan', 'change.yaml', '--onto', 'prod.plimsoll', '-o', 'json', '--redact', '-q'],
    { cwd },
  );
  expect(redacted.stdout).not.toMatch(/"ci"|\bbot\b/);
});
