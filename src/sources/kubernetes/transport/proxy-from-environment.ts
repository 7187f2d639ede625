import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL, by the rules of Go's `httpproxy` package, which
 * kubectl follows: loopback is never proxied; NO_PROXY holds `*`, addresses, networks, and names that also match the
 * names below them (only those, with a leading dot), each with an optional port.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function proxyFromEnvironment(server: string, environment: Environment): string | undefined {
  const url = new URL(server);
  const named = url.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  const proxy = named.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  if (proxy === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (isLoopback(host)) return undefined;
  const exceptions = (environment['NO_PROXY'] || environment['no_proxy'] || '').split(',');
  if (exceptions.some((entry) => isException(entry.trim().toLowerCase(), host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isException(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(entry, host);
  const { name, onlyPort } = splitPort(entry);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (isIP(name) !== 0 || isIP(host) !== 0) return name === host;
  const suffix = name.replace(/^\*?\.?/, '.');
  return host.endsWith(suffix) || (!/^[.*]/.test(name) && host === name);
}

function isInNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const length = Number(bits);
  if (
    isIP(network) === 0 ||
    isIP(network) !== isIP(host) ||
    !/^\d+$/.test(bits) ||
    length > (family === 'ipv6' ? 128 : 32)
  ) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(network, length, family);
  return list.check(host, family);
}

function splitPort(entry: string): { name: string; onlyPort?: string } {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(entry);
  if (bracketed)
    return { name: bracketed[1] ?? '', ...(bracketed[2] !== undefined && { onlyPort: bracketed[2] }) };
  const simple = isIP(entry) === 6 ? undefined : /^(.*):(\d+)$/.exec(entry);
  return simple ? { name: simple[1] ?? '', onlyPort: simple[2] ?? '' } : { name: entry };
}
