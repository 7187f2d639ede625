import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenFile } from './authentication/token-file.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { KubernetesSourceError } from './errors.ts';

const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The cluster that this process runs in, by the service account that is mounted into its pod; undefined outside.
 * https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 * @throws KubernetesSourceError `not-in-cluster` when the environment says pod, but the mounted files are missing
 */
export async function inClusterConnection(
  options: ConnectionOptions,
  folder: string = mounted,
): Promise<Connection | undefined> {
  const environment = options.environment ?? process.env;
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) return undefined;
  const certificateAuthority = await mountedFile(folder, 'ca.crt');
  const namespace = await mountedFile(folder, 'namespace');
  await mountedFile(folder, 'token');
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: namespace.trim(),
    certificateAuthority,
    insecureSkipTlsVerify: false,
    credentials: tokenFile(join(folder, 'token')),
    ...(options.impersonate && { impersonate: options.impersonate }),
  };
}

async function mountedFile(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (cause) {
    const message =
      'KUBERNETES_SERVICE_HOST is set, but no service account is mounted (automountServiceAccountToken?)';
    throw new KubernetesSourceError('not-in-cluster', message, { file: join(folder, name), cause });
  }
}
