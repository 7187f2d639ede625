/** What names a place or a person whatever it is called; a safety net under the known names. */
const telling: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\],;]+/gi, '(address)'],
  [/\barn:[^\s"',;)]+/g, '(arn)'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '(address)'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '(address)'],
  [
    /\b(?![\w.-]*\b(?:k8s|kubernetes)\.io\b)[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|dev|cloud|local|internal|corp)\b(?::\d+)?(?:\/[\w./@:-]*)?/gi,
    '(address)',
  ],
  [/(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\b/gi, '(address)'],
  [/\b\d{12}\b/g, '(account)'],
];

/**
 * A text with all known names replaced by their pseudonyms. Longer tokens are tried before their parts: an image or a
 * path as a whole, then `namespace/name`, then the labels of a DNS name. A common word that is also a name is replaced
 * too: better a clumsy sentence than a name that was told.
 */
export function redactText(text: string, names: ReadonlyMap<string, string>): string {
  const whole = names.get(text);
  if (whole !== undefined) return whole;
  const known = text.replaceAll(/[^\s"'`,;()[\]{}=<>]+/g, (token) => redactToken(token, names, separators));
  return telling.reduce((current, [pattern, replacement]) => current.replaceAll(pattern, replacement), known);
}

const separators: readonly RegExp[] = [/([/@|])/, /(:)/, /(\.)/];

function redactToken(token: string, names: ReadonlyMap<string, string>, levels: readonly RegExp[]): string {
  const [, core = '', end = ''] = /^(.*?)([.:!?]*)$/s.exec(token) ?? [];
  const known = names.get(core);
  if (known !== undefined) return `${known}${end}`;
  const [separator, ...rest] = levels;
  if (separator === undefined) return `${redactDerived(core, names)}${end}`;
  const parts = core.split(separator);
  return `${parts.map((part) => redactToken(part, names, rest)).join('')}${end}`;
}

/** Names that are made from a known one (`api-7d9f8c6b5-x2x4k`, `shop-2.4.1`) lose what follows it too. */
function redactDerived(token: string, names: ReadonlyMap<string, string>): string {
  for (let end = token.lastIndexOf('-'); end > 0; end = token.lastIndexOf('-', end - 1)) {
    const known = names.get(token.slice(0, end));
    if (known !== undefined) return `${known}-(redacted)`;
  }
  return token;
}
