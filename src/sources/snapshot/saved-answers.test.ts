import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { redactionKey } from '../redaction-key.ts';
import { readSnapshot, writeSnapshot } from './index.ts';

const key = redactionKey(Buffer.alloc(32, 7));
const savedAt = '2026-11-25T00:00:00.000Z';
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', namespace: 'shop' } };
const entries = {
  file: 'evidence/eks.json',
  savedAt,
  values: [{ accessEntries: ['arn:aws:iam::111122223333:role/Admin'] }, [{ principalId: 'b7' }]],
};
const groups = { file: 'evidence/groups.csv', savedAt, rows: [{ line: 2, cells: ['sre', 'ada'] }] };
const folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-answers-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, answers: Parameters<typeof writeSnapshot>[2]['answers'] = []) {
  const file = path.join(folder, name);
  const origin = { toolVersion: '0.0.0', redactionKeyId: key.keyId, redactionKey: key, answers };
  await writeSnapshot(clusterOf([pod]), file, origin);
  return file;
}
const linesOf = async (file: string) =>
  gunzipSync(await readFile(file))
    .toString()
    .trimEnd()
    .split('\n');

test('answers come back as they were, beside the objects and not among them', async () => {
  const { answers, problems, store } = await readSnapshot(await write('with', [entries, groups]), {
    redactionKey: key,
  });
  expect(answers).toEqual([entries, groups]);
  expect(problems).toEqual([]);
  expect(store.snapshot().size).toBe(1);
});

// docs/snapshot-format.md: a reader that knows nothing of answers takes their lines for objects of a kind it does not judge.
test('the number of objects in the header counts their lines, so that older readers read the file', async () => {
  const [header = '', ...lines] = await linesOf(await write('count', [entries, groups]));
  expect(JSON.parse(header)).toMatchObject({ formatVersion: 1, objects: lines.length, answers: 2 });
  expect(JSON.parse((await linesOf(await write('without')))[0] ?? '')).not.toHaveProperty('answers');
});

test('a credential among them is hashed', async () => {
  const token = 'ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';
  const file = await write('secret', [{ ...entries, values: [{ tags: [{ Key: 'deploy', Value: token }] }] }]);
  expect((await linesOf(file)).join('')).not.toContain(token);
});

test('a line without time or content is a problem, and the others count', async () => {
  const [header = '', ...lines] = await linesOf(await write('bad', [entries, groups]));
  const broken = lines.map((line) => line.replace(savedAt, 'yesterday'));
  const file = path.join(folder, 'broken');
  await writeFile(file, gzipSync(`${[header, ...broken].join('\n')}\n`));
  const { answers, problems, store } = await readSnapshot(file, { redactionKey: key });
  expect(answers).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['snapshot-answers', 'snapshot-answers']);
  expect(store.snapshot().size).toBe(1);
});
