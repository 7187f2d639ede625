import { nameStrength } from './credential-name.ts';
import type { CredentialSpan } from './credential-span.ts';
import { isPlaceholder, isReference } from './literal.ts';

/** As JSON, HTML and the value of another parameter write it too: `\u0026token=`, `&amp;token=`, `%3Ftoken%3D`. */
const parameter = /(?:[?&#;]|\\u0026|%26|%3F)(?<name>[A-Za-z_][\w.[\]-]{0,63})(?:=|%3D)/gi;
const parameterValue = /[^\s&#;"'`<>\\|]{4,4096}/y;

/** Names that say nothing elsewhere, or are written in one word. */
const parameterNames = /^(?:key|sig|signature|code|pw|pass)$/i;
const gluedNames = /(?:password|passwd|passphrase|pwd|secret|token|apikey|signature|credentials?)$/i;

/** Id of what {@link queryValues} finds. */
export const queryValue = 'possible-query-value';

/**
 * Values of parameters of a URL that are named as credentials, of four characters and more. No value is too simple: it
 * is hidden. Whether it is a finding as well is for {@link namedValues} to say.
 * https://www.rfc-editor.org/rfc/rfc3986#section-3.4
 */
export function queryValues(text: string): CredentialSpan[] {
  if (!text.includes('=') && !/%3D/i.test(text)) return [];
  const spans: CredentialSpan[] = [];
  parameter.lastIndex = 0;
  for (let match = parameter.exec(text); match !== null; match = parameter.exec(text)) {
    if (!namesCredential(match.groups?.['name'] ?? '')) continue;
    const start = parameter.lastIndex;
    parameterValue.lastIndex = start;
    // Punctuation at the end belongs to what is around the URL.
    const value = parameterValue.exec(text)?.[0].replace(/[),.\]]{1,4}$/, '') ?? '';
    if (value.length < 4 || isFilledInLater(value)) continue;
    spans.push({ start, end: start + value.length, detector: queryValue });
    parameter.lastIndex = start + value.length;
  }
  return spans;
}

function namesCredential(name: string): boolean {
  return nameStrength(name) !== undefined || parameterNames.test(name) || gluedNames.test(name);
}

/** An encoded character, such as `%ff`, does not make the value a format such as `%s`; base64 may look like a path. */
function isFilledInLater(value: string): boolean {
  const plain = /^%\w{1,64}%$/.test(value) ? value : value.replaceAll(/%[0-9A-Fa-f]{2}/g, '-');
  return (
    /^\{[^{}]*\}$|^\[\w*\]$/.test(plain) ||
    isPlaceholder(plain) ||
    (isReference(plain) && !/^[/.~!@]/.test(plain))
  );
}
