import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { afterAll, expect, test } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

const demo = path.join(import.meta.dirname, '../../../demo');
const whole = ['-f', demo, '--complete', '--cluster-name', 'demo', '--kubernetes-version', '1.35', '-q'];
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-need-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function needFile(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const narrow = (...args: readonly string[]) => plimsoll(['identity', 'narrow', ...args, ...whole]);

test('writes what kubectl applies, with the way back in its comments', async () => {
  const need = needFile('need.csv', 'verb,resource,scope,provenance\ncreate,pods,ci,"values.yaml, line 3"\n');
  const { code, stdout } = await narrow('sa:ci/runner', '--need', need);
  expect(code).toBe(0);
  expect(loadAll(stdout).filter((each) => each !== null)).toMatchObject([
    { kind: 'Role', metadata: { namespace: 'ci' }, rules: [{ resources: ['pods'], verbs: ['create'] }] },
    { kind: 'RoleBinding', subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }] },
  ]);
  expect(stdout).toContain('#   kubectl delete clusterrolebinding ci-runner\n');
  expect(stdout).toContain('#   kubectl create clusterrolebinding ci-runner --clusterrole=cluster-admin');
  expect(stdout).toContain('#   kubectl delete role runner-needed -n ci');
});

test('YAML says the same as CSV, and json has every part', async () => {
  const need = needFile('need.yaml', '- {verb: get, resource: nodes, scope: cluster, provenance: code}\n');
  const { stdout } = await narrow('group:shop:release-managers', '--need', need, '-o', 'json');
  expect(load(stdout)).toMatchObject({
    complete: true,
    apply: [],
    unmet: [{ request: { resource: 'nodes' } }],
  });
});

test('mistakes of a need are told with their line, all at once', async () => {
  const rows = 'verb,resource,scope,provenance\nget,pods,ci,\nget,nodes,ci,code\nget list,pods,ci,code\n';
  const { code, stderr } = await narrow('sa:ci/runner', '--need', needFile('bad.csv', rows));
  expect(code).toBe(2);
  expect(stderr).toContain('3 mistakes in a need (need-invalid)');
  expect(stderr).toContain('bad.csv:2: provenance missing');
  expect(stderr).toContain('bad.csv:3: nodes belongs to no namespace: its scope is cluster');
  expect(stderr).toContain('bad.csv:4: "get list" is no single verb');
  const none = await narrow('sa:ci/runner', '--need', needFile('text', 'some text\n'));
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('need-unreadable')]);
});

test('without a need nothing is taken away', async () => {
  const { stdout } = await narrow('sa:argocd/argocd-server');
  expect(stdout).toContain('ClusterRole argocd-server: 3 rules to 2');
  expect(stdout).not.toContain('kubectl delete');
});
