import path from 'node:path';
import { expect, test } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

const cwd = path.join(import.meta.dirname, '../../..');
const demo = ['demo', '--complete', '--cluster-name', 'demo', '--evidence', 'demo/evidence'];

test('an audit as Markdown has a table for each part, and the changes with their undo', async () => {
  const { stdout, stderr, code } = await plimsoll(['identity', 'audit', ...demo, '-o', 'markdown'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain(
    '### May do everything, at any time\n\n| who | by | since | note |\n|---|---|---|---|\n',
  );
  expect(stdout).toMatch(/\| sa ci\/runner \| ClusterRoleBinding ci-runner \|  \| runs Deployment runner \|/);
  expect(stdout).toMatch(/1\. IAM user .*\n {3}- `kubectl edit configmap/);
  const widths = stdout.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
  for (const [at, line] of stdout.split('\n').entries())
    if (line.startsWith('|---')) expect([widths[at - 1], widths[at + 1]]).toEqual([widths[at], widths[at]]);
  // Saved answers in a folder of manifests are no manifests that could not be judged.
  expect(stderr).not.toContain('Not judged');
});

test('single people come before groups whose members are known, with what each change breaks', async () => {
  const { stdout } = await plimsoll(['identity', 'audit', ...demo], { cwd });
  const person = stdout.indexOf('User jonas@shop.example may do everything');
  const group = stdout.indexOf('Group shop:platform-admins may do everything');
  expect(person).toBeGreaterThan(0);
  expect(group).toBeGreaterThan(person);
  expect(stdout.slice(person, group)).toContain('breaks: what they do with it: ask them first');
  expect(stdout.slice(group)).toContain('breaks: what 2 people do by it: ask them first');
});
