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

test('a need that lacks columns is told which, and words that nothing knows are told with their line', async () => {
  const short = await narrow('sa:ci/runner', '--need', needFile('short.csv', 'verb,resource\nget,pods\n'));
  expect([short.code, short.stderr]).toEqual([
    2,
    expect.stringContaining('short.csv: its first line does not name scope and provenance'),
  ]);
  const rows = 'verb,resource,scope,provenance\nlst,pods,ci,x\nget,pds,ci,x\nget,pods,nosuchns,x\n';
  const file = needFile('typos.csv', rows);
  const { code, stdout } = await narrow('sa:ci/runner', '--need', file);
  expect(code).toBe(0);
  const noted = stdout.slice(stdout.indexOf('# Perhaps mistyped:')).split('\n').slice(1, 4);
  expect(noted).toEqual([
    expect.stringMatching(/typos\.csv:2: .*a verb "lst".*Did you mean list\?/),
    expect.stringMatching(/typos\.csv:3: .*a resource "pds".*Did you mean pods\?/),
    expect.stringContaining('typos.csv:4: No namespace nosuchns was found'),
  ]);
  const account = await narrow('sa:ci/runer');
  expect(account.stdout).toContain('Service account ci/runer does not exist. Did you mean sa:ci/runner?');
});

test('without a need nothing is taken away', async () => {
  const { stdout } = await narrow('sa:argocd/argocd-server');
  expect(stdout).toContain('ClusterRole argocd-server: 3 rules to 2');
  expect(stdout).not.toContain('kubectl delete');
});
