import { readFile } from 'node:fs/promises';
import { KubernetesSourceError } from '../errors.ts';
import type { ClientCertificate, CredentialSource } from './credentials.ts';

/** client-go reads a token file again after a minute; mounted service account tokens rotate. */
const rereadAfterMs = 60_000;

/**
 * A bearer token in a file that somebody else rewrites. When the file cannot be read the last good token goes on
 * being used, or `fallback` (client-go: "the last successfully read content takes precedence over Token").
 */
export function tokenFile(
  path: string,
  fallback?: string,
  clientCertificate?: ClientCertificate,
): CredentialSource {
  let token = fallback;
  let readAt = Number.NEGATIVE_INFINITY;
  let refused: string | undefined;
  return {
    async current() {
      if (Date.now() - readAt >= rereadAfterMs) {
        token = await readToken(path, token);
        readAt = Date.now();
      }
      return { ...(token !== undefined && { token }), ...(clientCertificate && { clientCertificate }) };
    },
    renew() {
      if (token === refused) return false;
      refused = token;
      readAt = Number.NEGATIVE_INFINITY;
      return true;
    },
  };
}

async function readToken(path: string, last: string | undefined): Promise<string> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    if (text !== '') return text;
    if (last !== undefined) return last;
  } catch (cause) {
    if (last !== undefined) return last;
    const { code } = cause as NodeJS.ErrnoException;
    throw new KubernetesSourceError(
      'credential-file',
      `the token file cannot be read (${code ?? 'unknown error'})`,
      {
        file: path,
        cause,
      },
    );
  }
  throw new KubernetesSourceError('credential-file', 'the token file is empty', { file: path });
}
