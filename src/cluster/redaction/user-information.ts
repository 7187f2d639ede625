import type { CredentialSpan } from './credential-span.ts';
import { isTemplate } from './literal.ts';

/** `user:password@host/` without a scheme, as it is pasted in front of an image. `mailto:` is a scheme of its own. */
const beforeHost =
  /(?<![\w/:.@%-])(?!mailto:)[\w.%+~}-]{1,64}:(?<secret>[^\s@"'/\\<>]{1,256})@(?=(?:[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?::\d{1,5})?|[\w-]{1,63}:\d{1,5}|localhost)\/)/g;

const imageName = /image|repository|registry|^reference$/i;
/** `registry.example:5000/`, and no digest, template or tag. */
const host = /(?:[\w-]{1,63}(?:\.[\w-]{1,63}){0,8})(?::\d{1,5})?\//y;

/** Id of what {@link userInformation} finds. */
export const userPassword = 'possible-url-password';

/**
 * User information in front of a host that no scheme introduces. Hidden, and no finding: text with a colon and an at
 * sign may be anything.
 */
export function userInformation(text: string, name: string): CredentialSpan[] {
  if (!text.includes('@')) return [];
  const spans = imageName.test(name) ? inImage(text) : [];
  for (const match of text.matchAll(beforeHost)) {
    const secret = match.groups?.['secret'] ?? '';
    const end = match.index + match[0].length - 1;
    spans.push(...spanOf(secret, end - secret.length));
  }
  return spans;
}

/**
 * A reference to an image has an at sign only before its digest: what is before one that a host follows is user
 * information, whatever characters it is made of.
 * https://pkg.go.dev/github.com/distribution/reference
 */
function inImage(text: string): CredentialSpan[] {
  for (let at = text.lastIndexOf('@'); at > 0; at = text.lastIndexOf('@', at - 1)) {
    host.lastIndex = at + 1;
    if (!host.test(text)) continue;
    if (text.startsWith('mailto:')) return [];
    const start = /^[a-z][a-z0-9+.-]{0,30}:\/\//i.exec(text)?.[0].length ?? 0;
    const colon = text.indexOf(':', start);
    const secret = text.slice(colon < 0 || colon > at ? start : colon + 1, at);
    return secret === 'git' ? [] : spanOf(secret, at - secret.length);
  }
  return [];
}

function spanOf(secret: string, start: number): CredentialSpan[] {
  if (secret === '' || isTemplate(secret)) return [];
  return [{ start, end: start + secret.length, detector: userPassword }];
}
