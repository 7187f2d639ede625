import { KubernetesSourceError } from '../errors.ts';

/** Why no answer came. */
export type NetworkFailure = 'unreachable' | 'timeout' | 'certificate' | 'interrupted';

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What a code of Node or undici means to a person. */
const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve just now',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed and not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate authority is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate authority is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate authority is not trusted',
};

/** A request without answer. */
export class NetworkError extends Error {
  readonly failure: NetworkFailure;

  constructor(failure: NetworkFailure, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'NetworkError';
    this.failure = failure;
  }
}

/** Classifies what undici or Node threw. `interrupted` is the caller's signal, not a time limit of ours. */
export function networkError(error: unknown, caller: AbortSignal | undefined): NetworkError {
  if (caller?.aborted) return new NetworkError('interrupted', 'interrupted', error);
  const code = codeOf(error);
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return new NetworkError('timeout', 'the server did not answer in time', error);
  }
  const message = explanations[code] ?? (error instanceof Error ? error.message : String(error));
  const certificate = certificateCodes.has(code) || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS');
  return new NetworkError(certificate ? 'certificate' : 'unreachable', message, error);
}

/** The error that ends a run, for a server that never answered. */
export function unreachableError(error: NetworkError, server: string): KubernetesSourceError {
  const code = {
    unreachable: 'server-unreachable',
    timeout: 'server-timeout',
    certificate: 'server-certificate',
    interrupted: 'interrupted',
  } as const;
  return new KubernetesSourceError(code[error.failure], `${server}: ${error.message}`, { cause: error });
}

/** The first code in a chain of causes, and in the many errors of a host with many addresses. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    const { code } = at as NodeJS.ErrnoException;
    const inner: unknown = at instanceof AggregateError ? at.errors[0] : at.cause;
    if (typeof code === 'string' && !(code === 'UND_ERR_SOCKET' && inner !== undefined)) return code;
    at = inner;
  }
  return '';
}
