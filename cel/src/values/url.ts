import { OpaqueValue } from './value-type.ts';

/** The parts of an absolute URI or absolute path, as Go's net/url has them. */
export interface UrlParts {
  scheme: string;
  /** Host and port, percent-escapes undone. */
  host: string;
  escapedPath: string;
  query: string;
}

export class UrlValue extends OpaqueValue {
  readonly typeName = 'kubernetes.URL';
  readonly text: string;
  readonly parts: UrlParts;
  constructor(text: string, parts: UrlParts) {
    super();
    this.text = text;
    this.parts = parts;
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof UrlValue && this.text === other.text;
  }

  override toString(): string {
    return this.text;
  }
}

/** Undoes percent-escapes; undefined when one is broken. Bytes that are no UTF-8 become U+FFFD. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [part] of text.matchAll(/%..|[^%]+/g)) {
    if (part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...encoder.encode(part));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const validPath = /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/;

/** The path as written when it is properly escaped, else escaped anew. */
function escapePath(path: string, decoded: string): string {
  if (path === '*' || validPath.test(path)) return path;
  return Array.from(new TextEncoder().encode(decoded), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9\-_.~$&+,/:;=@]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function parseHost(text: string): string | undefined {
  if (text.startsWith('[')) {
    const close = text.lastIndexOf(']');
    if (close === -1 || !/^(?::\d*)?$/.test(text.slice(close + 1))) return undefined;
    const inside = text.slice(1, close);
    if (!/^[0-9a-fA-F:.]+(?:%25.+)?$/.test(inside)) return undefined;
    return text.replace('%25', '%');
  }
  const colon = text.indexOf(':');
  if (colon !== -1 && !/^:\d*$/.test(text.slice(text.lastIndexOf(':')))) return undefined;
  // Only bytes beyond ASCII may be escaped in a host.
  if (/%[0-7]/.test(text) || /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u.test(text))
    return undefined;
  return percentDecode(text);
}

function parseAuthority(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  if (at === -1) return parseHost(text);
  const user = text.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || percentDecode(user) === undefined) return undefined;
  return parseHost(text.slice(at + 1));
}

function splitScheme(text: string): { scheme: string; rest: string } | undefined {
  const colon = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text);
  if (colon !== null)
    return { scheme: colon[0].slice(0, -1).toLowerCase(), rest: text.slice(colon[0].length) };
  return text.startsWith(':') ? undefined : { scheme: '', rest: text };
}

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character < ' ' || character === '\u007f');
}

function parse(text: string): UrlParts | undefined {
  if (text === '' || hasControlCharacter(text)) return undefined;
  if (text === '*') return { scheme: '', host: '', escapedPath: '*', query: '' };
  const split = splitScheme(text);
  if (split === undefined) return undefined;
  const { scheme } = split;
  const question = split.rest.indexOf('?');
  const query = question === -1 ? '' : split.rest.slice(question + 1);
  let path = question === -1 ? split.rest : split.rest.slice(0, question);
  if (!path.startsWith('/')) return scheme === '' ? undefined : { scheme, host: '', escapedPath: '', query };
  let host: string | undefined = '';
  if (scheme !== '' && path.startsWith('//')) {
    const slash = path.indexOf('/', 2);
    host = parseAuthority(slash === -1 ? path.slice(2) : path.slice(2, slash));
    path = slash === -1 ? '' : path.slice(slash);
  }
  const decoded = percentDecode(path);
  if (host === undefined || decoded === undefined) return undefined;
  return { scheme, host, escapedPath: escapePath(path, decoded), query };
}

/**
 * Reads an absolute URI or path; undefined when it is none. Upstream reads twice: once without fragments, to refuse, and
 * once with them, for the value.
 */
export function parseUrl(text: string): UrlValue | undefined {
  if (parse(text) === undefined) return undefined;
  const hash = text.indexOf('#');
  if (hash === -1) return new UrlValue(text, parse(text) as UrlParts);
  if (percentDecode(text.slice(hash + 1)) === undefined) return undefined;
  const parts = parse(text.slice(0, hash));
  return parts === undefined ? undefined : new UrlValue(text, parts);
}

export function isUrl(text: string): boolean {
  return parse(text) !== undefined;
}

/** The port after the last colon of a host, with the rest. */
export function splitPort(host: string): { hostname: string; port: string } {
  const colon = host.lastIndexOf(':');
  const hasPort = colon !== -1 && /^\d*$/.test(host.slice(colon + 1)) && !host.slice(colon).includes(']');
  const name = hasPort ? host.slice(0, colon) : host;
  return {
    hostname: name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name,
    port: hasPort ? host.slice(colon + 1) : '',
  };
}
