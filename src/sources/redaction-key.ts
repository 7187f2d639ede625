import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RedactionKey } from '../cluster/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/plimsoll/redaction-key`, by default under `~/.local/state`. https://specifications.freedesktop.org/basedir-spec/latest/ */
export function redactionKeyPath(environment: Environment = process.env): string {
  const state = environment['XDG_STATE_HOME'] || join(environment['HOME'] || homedir(), '.local', 'state');
  return join(state, 'plimsoll', 'redaction-key');
}

/**
 * The key of this installation, under which values of secrets are hashed; made at first use, mode 0600. Two runs that
 * make it at once end with the same key. Where the file cannot be kept, the key is good for this run only: hashes of
 * two runs are then not comparable, which their key ids say.
 */
export async function loadRedactionKey(path: string = redactionKeyPath()): Promise<RedactionKey> {
  const stored = await readKey(path);
  if (stored !== undefined) return redactionKey(stored);
  const fresh = randomBytes(32);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return redactionKey((await createKey(path, fresh)) ?? fresh);
  } catch {
    return redactionKey(fresh);
  }
}

/** A key with its id: the first 8 hexadecimal digits of the hash of the key, which do not betray it. */
export function redactionKey(key: Uint8Array): RedactionKey {
  const keyId = createHash('sha256')
    .update('plimsoll redaction key id')
    .update(key)
    .digest('hex')
    .slice(0, 8);
  return { key, keyId };
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  const text = (await readFile(path, 'utf8').catch(() => '')).trim();
  return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** `link` fails where the name is taken: the other run was first, and its key counts. */
async function createKey(path: string, key: Buffer): Promise<Uint8Array | undefined> {
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(partial, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(partial, path);
    return key;
  } catch {
    return await readKey(path);
  } finally {
    await rm(partial, { force: true });
  }
}
