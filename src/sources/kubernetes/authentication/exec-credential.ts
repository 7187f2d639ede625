import { isFields } from '../../../cluster/index.ts';
import { KubernetesSourceError } from '../errors.ts';
import type { ExecConfig, KubeconfigCluster } from '../kubeconfig/kubeconfig.ts';
import type { Credentials } from './credentials.ts';

/** What a plugin answered, with its end of life in milliseconds since 1970, when it said one. */
export interface ExecCredential extends Credentials {
  readonly expiresAt?: number;
}

/**
 * What a plugin is told in KUBERNETES_EXEC_INFO.
 * https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-ExecCredential
 */
export function execInfo(exec: ExecConfig, cluster: ExecCluster, interactive: boolean): string {
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo && { cluster: clusterInfo(cluster) }), interactive },
  });
}

/** A cluster entry with its CA read, as base64 of PEM. */
export interface ExecCluster extends KubeconfigCluster {
  readonly certificateAuthorityBytes?: string;
}

function clusterInfo(cluster: ExecCluster): object {
  return {
    server: cluster.server,
    ...(cluster.tlsServerName !== undefined && { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify && { 'insecure-skip-tls-verify': true }),
    ...(cluster.certificateAuthorityBytes !== undefined && {
      'certificate-authority-data': cluster.certificateAuthorityBytes,
    }),
    ...(cluster.proxyUrl !== undefined && { 'proxy-url': cluster.proxyUrl }),
    ...(cluster.disableCompression && { 'disable-compression': true }),
    ...(cluster.execConfig !== undefined && { config: cluster.execConfig }),
  };
}

/**
 * Reads a plugin's standard output. It holds credentials, so no error quotes it.
 * @throws KubernetesSourceError `exec-plugin-answer`
 */
export function parseExecCredential(output: string, exec: ExecConfig): ExecCredential {
  const wrong = (message: string) =>
    new KubernetesSourceError('exec-plugin-answer', `${exec.command} ${message}`, exec.place);
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    throw wrong(`answered ${output.trim() === '' ? 'nothing' : 'something that is not JSON'}`);
  }
  if (!isFields(answer) || answer['kind'] !== 'ExecCredential') throw wrong('answered no ExecCredential');
  if (answer['apiVersion'] !== exec.apiVersion)
    throw wrong(`answered another apiVersion than ${exec.apiVersion}`);
  const status = answer['status'];
  if (!isFields(status)) throw wrong('answered without status');
  const token = text(status['token']);
  const certificate = text(status['clientCertificateData']);
  const key = text(status['clientKeyData']);
  if ((certificate === undefined) !== (key === undefined))
    throw wrong('answered a certificate without key, or a key without certificate');
  if (token === undefined && certificate === undefined)
    throw wrong('answered neither a token nor a certificate');
  const expiry = text(status['expirationTimestamp']);
  const expiresAt = expiry === undefined ? undefined : Date.parse(expiry);
  if (expiresAt !== undefined && Number.isNaN(expiresAt))
    throw wrong('answered an expirationTimestamp that is no time');
  return {
    ...(token !== undefined && { token }),
    ...(certificate !== undefined && key !== undefined && { clientCertificate: { certificate, key } }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
