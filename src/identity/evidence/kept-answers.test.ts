import path from 'node:path';
import { expect, test } from 'vitest';
import { readEvidenceFolder } from '../../sources/evidence/index.ts';
import { keptAnswers } from './kept-answers.ts';
import { readEvidence } from './read-evidence.ts';

const demo = path.join(import.meta.dirname, '../../../demo/evidence');

test('what is kept says the same as what was saved', () => {
  const { files } = readEvidenceFolder(demo);
  const now = Date.parse('2026-11-25T18:00:00Z');
  const kept = keptAnswers(files);
  expect(readEvidence(kept, now).evidence).toEqual(readEvidence(files, now).evidence);
  expect(kept.length).toBeGreaterThan(2);
  expect(keptAnswers(kept)).toEqual(kept);
});

test('fields that nothing here looks at, and answers that are not known, are left out', () => {
  const instance = { InstanceId: 'i-1', UserData: 'curl example.com | sh', KeyName: 'ops' };
  const values = [{ Reservations: [{ Instances: [instance] }] }, { anything: 'else' }];
  const [kept] = keptAnswers([{ file: 'ec2.json', savedAt: '2026-11-25T00:00:00Z', values }]);
  expect(kept).toMatchObject({ values: [{ Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }] }] });
  expect(JSON.stringify(kept)).not.toMatch(/UserData|KeyName|anything/);
});
