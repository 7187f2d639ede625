import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../report/index.ts';
import { plimsoll } from './run-plimsoll.ts';

const cwd = path.join(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-carried-'));
const file = path.join(folder, 'demo.plimsoll');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const demo = ['demo', '--complete', '--cluster-name', 'demo', '--evidence', 'demo/evidence'];
const verdicts = (text: string) =>
  (JSON.parse(text) as Report).findings
    .map(({ control, subject, verdict, message }) => JSON.stringify([control, subject, verdict, message]))
    .sort();

test('a snapshot carries the saved answers: its verdicts and paths are those with --evidence', async () => {
  const written = await plimsoll(['snapshot', ...demo, '-o', file], { cwd });
  expect(written.stderr).toMatch(/with saved answers of \d files/);
  const identity = ['--control', 'workload-identity-trust', '--control', 'becomes-stronger-account'];
  const outputs = [
    ...identity,
    '--control',
    'shared-cloud-role',
    '--control',
    'unused-service-account',
    '-q',
  ];
  const asked = await plimsoll(['scan', ...demo, ...outputs, '-o', 'json'], { cwd });
  const carried = await plimsoll(['scan', file, ...outputs, '-o', 'json'], { cwd });
  expect(verdicts(carried.stdout)).toEqual(verdicts(asked.stdout));
  const paths = ['identity', 'paths', '-o', 'json', '-q'];
  const told = await plimsoll([...paths, ...demo], { cwd });
  expect((await plimsoll([...paths, file], { cwd })).stdout).toBe(told.stdout);
  expect(told.stdout).toContain('arn:aws:iam');
});
