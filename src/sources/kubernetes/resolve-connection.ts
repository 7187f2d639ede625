import { pem, userCredentials } from './authentication/user-credentials.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { KubernetesSourceError } from './errors.ts';
import { inClusterConnection } from './in-cluster.ts';
import type { KubeconfigCluster } from './kubeconfig/kubeconfig.ts';
import { type KubeconfigLocation, loadKubeconfig } from './kubeconfig/load-kubeconfig.ts';
import {
  type ContextSummary,
  type SelectedContext,
  selectContext,
  summariseContexts,
} from './kubeconfig/select-context.ts';

/**
 * The contexts of the kubeconfig, for a person to choose from; empty when there is no kubeconfig.
 * @throws KubernetesSourceError when a kubeconfig file is broken
 */
export async function listContexts(location: KubeconfigLocation = {}): Promise<ContextSummary[]> {
  const config = await loadKubeconfig(location);
  return config === undefined ? [] : summariseContexts(config);
}

/**
 * Finds the API server to talk to as kubectl does: the kubeconfig's context, else, without any kubeconfig and inside
 * a pod, the cluster around it.
 * @throws KubernetesSourceError
 */
export async function resolveConnection(options: ConnectionOptions = {}): Promise<Connection> {
  if (options.impersonate !== undefined && options.impersonate.user === undefined) {
    throw new KubernetesSourceError('impersonation-denied', '--as-group needs --as', {
      hint: 'Name the user with --as.',
    });
  }
  const config = await loadKubeconfig(options);
  if (config === undefined) {
    const inside = options.context === undefined ? await inClusterConnection(options) : undefined;
    if (inside !== undefined) return inside;
    throw new KubernetesSourceError('kubeconfig-missing', 'no kubeconfig was found and this is not a pod');
  }
  return contextConnection(selectContext(config, options.context), options);
}

async function contextConnection(selected: SelectedContext, options: ConnectionOptions): Promise<Connection> {
  const { cluster, user } = selected;
  validateCluster(cluster);
  const certificateAuthority = await pem(
    cluster.certificateAuthorityData,
    cluster.certificateAuthority,
    cluster.place,
    'certificate-authority',
  );
  const certificateAuthorityBytes =
    certificateAuthority === undefined ? undefined : Buffer.from(certificateAuthority).toString('base64');
  const execCluster = {
    ...cluster,
    ...(certificateAuthorityBytes !== undefined && { certificateAuthorityBytes }),
  };
  const impersonate = options.impersonate ?? user.impersonate;
  return {
    context: selected.name,
    server: cluster.server.replace(/\/+$/, ''),
    ...(selected.namespace !== undefined && { namespace: selected.namespace }),
    ...(certificateAuthority !== undefined && { certificateAuthority }),
    insecureSkipTlsVerify: cluster.insecureSkipTlsVerify,
    ...(cluster.tlsServerName !== undefined && { tlsServerName: cluster.tlsServerName }),
    ...(cluster.proxyUrl !== undefined && { proxyUrl: cluster.proxyUrl }),
    disableCompression: cluster.disableCompression,
    credentials: await userCredentials(user, execCluster, options),
    ...(impersonate && { impersonate }),
  };
}

function validateCluster(cluster: KubeconfigCluster): void {
  const { file, field } = cluster.place;
  const wrong = (name: string, message: string) =>
    new KubernetesSourceError('kubeconfig-field', message, { file, field: `${field}.${name}` });
  const url = URL.canParse(cluster.server) ? new URL(cluster.server) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw wrong('server', 'must be the https:// address of an API server');
  }
  if (url.username !== '' || url.password !== '') throw wrong('server', 'must not hold credentials');
  const authority = cluster.certificateAuthorityData ?? cluster.certificateAuthority;
  if (cluster.insecureSkipTlsVerify && authority !== undefined) {
    throw wrong('insecure-skip-tls-verify', 'cannot be true where a certificate-authority is given');
  }
  if (cluster.proxyUrl === undefined) return;
  if (!URL.canParse(cluster.proxyUrl)) throw wrong('proxy-url', 'is no URL');
  const { protocol } = new URL(cluster.proxyUrl);
  if (!/^(https?|socks5):$/.test(protocol)) {
    throw new KubernetesSourceError('proxy-unsupported', `${protocol} proxies are not supported`, {
      file,
      field: `${field}.proxy-url`,
    });
  }
}
