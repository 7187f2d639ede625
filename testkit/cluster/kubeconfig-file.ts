import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestUser } from './credentials.ts';

/**
 * Writes `NAME.kubeconfig` into the directory of a test cluster and answers its path. JSON is YAML.
 * With `certificate` the user authenticates by `NAME.crt` there instead of the token.
 */
export async function writeKubeconfig(
  directory: string,
  server: string,
  user: Pick<TestUser, 'name' | 'token'>,
  certificate = false,
): Promise<string> {
  const encoded = async (file: string) => (await readFile(join(directory, file))).toString('base64');
  const credentials = certificate
    ? {
        'client-certificate-data': await encoded(`${user.name}.crt`),
        'client-key-data': await encoded(`${user.name}.key`),
      }
    : { token: user.token };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': await encoded('ca.crt') } }],
    users: [{ name: user.name, user: credentials }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: user.name } }],
  };
  const path = join(directory, `${user.name}${certificate ? '-certificate' : ''}.kubeconfig`);
  await writeFile(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}
