import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { CelMap } from '../values/cel-map.ts';
import { isUrl, parseUrl, percentDecode, splitPort, type UrlValue } from '../values/url.ts';

function read(text: string): UrlValue {
  return parseUrl(text) ?? fail('conversion', `URL parse error during conversion from string: ${text}`);
}

/** Go's url.Values: pairs with broken escapes or semicolons are dropped. */
function query({ parts }: UrlValue): CelMap {
  const values = new CelMap();
  for (const pair of parts.query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const name = percentDecode((equals === -1 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = percentDecode((equals === -1 ? '' : pair.slice(equals + 1)).replaceAll('+', ' '));
    if (name === undefined || value === undefined) continue;
    const known = values.get(name);
    values.set(name, Array.isArray(known) ? [...known, value] : [value]);
  }
  return values;
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/urls.go */
export const url: Library = [
  declare('string_to_url', 'url(string): URL', read),
  declare('url_get_scheme', 'URL.getScheme(): string', ({ parts }: UrlValue) => parts.scheme),
  declare('url_get_host', 'URL.getHost(): string', ({ parts }: UrlValue) => parts.host),
  declare(
    'url_get_hostname',
    'URL.getHostname(): string',
    ({ parts }: UrlValue) => splitPort(parts.host).hostname,
  ),
  declare('url_get_port', 'URL.getPort(): string', ({ parts }: UrlValue) => splitPort(parts.host).port),
  declare('url_get_escaped_path', 'URL.getEscapedPath(): string', ({ parts }: UrlValue) => parts.escapedPath),
  declare('url_get_query', 'URL.getQuery(): map(string, list(string))', query),
  declare('is_url_string', 'isURL(string): bool', isUrl),
];
