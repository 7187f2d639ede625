import type { CredentialSpan } from './credential-span.ts';
import { isPlaceholder, isReference } from './literal.ts';

const fileName = /tokens?(?:[-_.]?auth)?(?:[-_.]?file)?(?:\.(?:csv|txt))?$/i;
const line =
  /^"?(?<token>[^\s,"']{8,1024})"?[ \t]{0,8},[ \t]{0,8}"?[^\s,"]{1,256}"?[ \t]{0,8},[ \t]{0,8}"?[^\s,"]{1,256}"?[ \t]{0,8}(?:,[^\n]{0,1024})?$/gm;

/**
 * Tokens of a static token file of the API server: lines of token, user, uid and groups, in a file whose name says so.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
 */
export function staticTokens(text: string, name: string): CredentialSpan[] {
  if (!text.includes(',') || !fileName.test(name)) return [];
  const spans: CredentialSpan[] = [];
  for (const match of text.matchAll(line)) {
    const { token = '' } = match.groups ?? {};
    if (isReference(token) || isPlaceholder(token)) continue;
    const start = match.index + match[0].indexOf(token);
    spans.push({ start, end: start + token.length, detector: 'static-token' });
  }
  return spans;
}
