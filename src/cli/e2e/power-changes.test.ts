import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { manifest, namespace } from './fixtures.ts';
import { plimsoll } from './run-plimsoll.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'plimsoll-power-'));
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
  expect(onto.stderr).toContain(`It ${sentence}.\n`);
});
