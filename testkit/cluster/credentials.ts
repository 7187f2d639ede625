import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A person or robot that the test API server knows by a static token and by a client certificate. */
export interface TestUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly token: string;
}

/**
 * The users of every test cluster. What each may do is in access.ts.
 * `stranger` is authenticated and may do nothing; `expired` has a client certificate that ended yesterday.
 */
const names = {
  admin: ['system:masters'],
  reader: ['plimsoll:readers'],
  'reader-without-secrets': ['plimsoll:readers'],
  'limited-reader': ['plimsoll:readers'],
  'namespace-reader': ['plimsoll:readers'],
  stranger: ['plimsoll:strangers'],
} as const satisfies Record<string, readonly string[]>;

export type TestUserName = keyof typeof names;

export interface Credentials {
  readonly certificateAuthority: string;
  readonly users: Readonly<Record<TestUserName, TestUser>>;
}

/** Writes everything the components are started with: certificates, service account keys, the token file. */
export async function writeCredentials(binary: string, directory: string): Promise<Credentials> {
  const clients = Object.entries(names).map(([name, groups]) => `${name}=${groups.join(',')}`);
  await promisify(execFile)(binary, ['certificates', directory, ...clients, '!expired=system:masters']);

  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(join(directory, 'sa.key'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(directory, 'sa.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));

  const users = Object.fromEntries(
    Object.entries(names).map(([name, groups]) => [
      name,
      { name, groups, token: randomBytes(16).toString('hex') },
    ]),
  ) as unknown as Record<TestUserName, TestUser>;
  const lines = Object.values(users).map(
    ({ name, groups, token }) => `${token},${name},${name},"${groups.join(',')}"`,
  );
  await writeFile(join(directory, 'tokens.csv'), `${lines.join('\n')}\n`);
  return { certificateAuthority: await readFile(join(directory, 'ca.crt'), 'utf8'), users };
}
