import { readFile } from 'node:fs/promises';
import { KubernetesSourceError } from '../errors.ts';
import type { EntryPlace, KubeconfigUser } from '../kubeconfig/kubeconfig.ts';
import { type ClientCertificate, type CredentialSource, fixedCredentials } from './credentials.ts';
import type { ExecCluster } from './exec-credential.ts';
import { type ExecPluginOptions, execPlugin } from './exec-plugin.ts';
import { tokenFile } from './token-file.ts';

/** What replaced the providers that were built into kubectl until 1.26. */
const providerHints: Readonly<Record<string, string>> = {
  gcp: 'Install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials`.',
  azure: 'Install kubelogin and run `kubelogin convert-kubeconfig`.',
};

/**
 * The credentials of a kubeconfig user. Data wins over files, a token over an exec plugin, a token file that can be
 * read over a token, as in client-go.
 * @throws KubernetesSourceError `credential-unsupported`, `credential-file`, `kubeconfig-field`
 */
export async function userCredentials(
  user: KubeconfigUser,
  cluster: ExecCluster,
  options: ExecPluginOptions = {},
): Promise<CredentialSource> {
  refuseUnsupported(user);
  const clientCertificate = await clientCertificateOf(user);
  if (user.tokenFile !== undefined) return tokenFile(user.tokenFile, user.token, clientCertificate);
  if (user.token === undefined && user.exec !== undefined) {
    return execPlugin(user.exec, cluster, options, clientCertificate);
  }
  return fixedCredentials({
    ...(user.token !== undefined && { token: user.token }),
    ...(clientCertificate && { clientCertificate }),
  });
}

function refuseUnsupported({ authProvider, username, place }: KubeconfigUser): void {
  const { file, field } = place;
  if (authProvider !== undefined) {
    const hint = providerHints[authProvider];
    const message = `auth-provider ${authProvider} was removed from Kubernetes clients in 1.26`;
    throw new KubernetesSourceError('credential-unsupported', message, {
      file,
      field: `${field}.auth-provider`,
      ...(hint !== undefined && { hint }),
    });
  }
  if (username !== undefined) {
    const message = 'basic authentication was removed from Kubernetes in 1.19';
    throw new KubernetesSourceError('credential-unsupported', message, { file, field: `${field}.username` });
  }
}

async function clientCertificateOf(user: KubeconfigUser): Promise<ClientCertificate | undefined> {
  const certificate = await pem(
    user.clientCertificateData,
    user.clientCertificate,
    user.place,
    'client-certificate',
  );
  const key = await pem(user.clientKeyData, user.clientKey, user.place, 'client-key');
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  const missing =
    key === undefined ? 'client-key-data or client-key' : 'client-certificate-data or client-certificate';
  throw new KubernetesSourceError(
    'kubeconfig-field',
    `${missing} is missing: a client certificate needs both`,
    user.place,
  );
}

/**
 * PEM from base64 in the kubeconfig, else from a file.
 * @throws KubernetesSourceError `kubeconfig-field` when the data is no base64 of PEM, `credential-file`
 */
export async function pem(
  data: string | undefined,
  path: string | undefined,
  place: EntryPlace,
  field: string,
): Promise<string | undefined> {
  if (data !== undefined) {
    const text = Buffer.from(data, 'base64').toString('utf8');
    if (text.includes('-----BEGIN ')) return text;
    throw new KubernetesSourceError('kubeconfig-field', 'is no base64 of a PEM file', {
      file: place.file,
      field: `${place.field}.${field}-data`,
    });
  }
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `${path} cannot be read (${code ?? 'unknown error'})`;
    throw new KubernetesSourceError('credential-file', message, {
      file: place.file,
      field: `${place.field}.${field}`,
      cause,
    });
  }
}
