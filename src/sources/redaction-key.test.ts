import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRedactionKey, redactionKey, redactionKeyPath } from './redaction-key.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-key-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the redaction key', () => {
  it('is made once, kept, and private to its owner', async () => {
    const path = join(folder, 'state', 'plimsoll', 'redaction-key');
    const first = await loadRedactionKey(path);
    expect(first.key).toHaveLength(32);
    expect(await loadRedactionKey(path)).toEqual(first);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is the same for runs that make it at once', async () => {
    const path = join(folder, 'race', 'redaction-key');
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await loadRedactionKey(path)).keyId),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('is good for one run where it cannot be kept, and its id differs then', async () => {
    const blocked = join(folder, 'file');
    await writeFile(blocked, '');
    const [one, two] = await Promise.all([1, 2].map(() => loadRedactionKey(join(blocked, 'redaction-key'))));
    expect(one?.keyId).not.toBe(two?.keyId);
  });

  it('does not use a file that holds something else, and leaves it alone', async () => {
    await mkdir(join(folder, 'odd'));
    const path = join(folder, 'odd', 'redaction-key');
    await writeFile(path, 'not a key');
    expect((await loadRedactionKey(path)).key).toHaveLength(32);
    expect(await readFile(path, 'utf8')).toBe('not a key');
  });

  it('has an id that says which key it is, and not the key', () => {
    const key = Buffer.alloc(32, 5);
    expect(redactionKey(key).keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(redactionKey(key).keyId).toBe(redactionKey(Buffer.from(key)).keyId);
    expect(redactionKey(Buffer.alloc(32, 6)).keyId).not.toBe(redactionKey(key).keyId);
    expect(key.toString('hex')).not.toContain(redactionKey(key).keyId);
  });

  it('lies in the state folder of the XDG base directory specification', () => {
    expect(redactionKeyPath({ XDG_STATE_HOME: '/state' })).toBe('/state/plimsoll/redaction-key');
    expect(redactionKeyPath({ HOME: '/home/jane' })).toBe('/home/jane/.local/state/plimsoll/redaction-key');
  });
});
