import * as tls from 'node:tls';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { ClientCertificate } from '../authentication/credentials.ts';
import type { Connection } from '../connection.ts';
import { proxyFromEnvironment } from './proxy-from-environment.ts';

export interface DispatcherLimits {
  readonly connections: number;
  readonly connectTimeoutMs: number;
  /** The longest silence while a response is awaited or read. */
  readonly silenceMs: number;
}

/** Connections to one API server, with its trust anchors, the client's certificate and the proxy. */
export function createDispatcher(
  connection: Connection,
  clientCertificate: ClientCertificate | undefined,
  limits: DispatcherLimits,
): Dispatcher {
  const security = {
    rejectUnauthorized: !connection.insecureSkipTlsVerify,
    ...(connection.insecureSkipTlsVerify
      ? {}
      : { ca: connection.certificateAuthority ?? systemAuthorities() }),
    ...(connection.tlsServerName !== undefined && { servername: connection.tlsServerName }),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
  };
  const shared = {
    allowH2: false,
    connections: limits.connections,
    headersTimeout: limits.silenceMs,
    bodyTimeout: limits.silenceMs,
    connectTimeout: limits.connectTimeoutMs,
  };
  const proxy = connection.proxyUrl ?? proxyFromEnvironment(connection.server, process.env);
  if (proxy === undefined)
    return new Agent({ ...shared, connect: { ...security, timeout: limits.connectTimeoutMs } });
  return new ProxyAgent({ ...shared, uri: proxy, requestTls: security, proxyTunnel: true });
}

/** What Node trusts by itself plus, where this Node can say it, what the operating system trusts, as kubectl does. */
function systemAuthorities(): string[] {
  const { getCACertificates } = tls as { getCACertificates?: (from: 'system') => string[] };
  return [...rootCertificates, ...(getCACertificates?.('system') ?? [])];
}
