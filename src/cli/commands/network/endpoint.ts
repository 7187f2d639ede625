import { isIP } from 'node:net';
import type { Endpoint, Protocol } from '../../../network/index.ts';
import { CliError } from '../../errors.ts';

/** `shop/api` or `10.0.0.1`; undefined for what is neither. */
export function endpointOf(text: string): Endpoint | undefined {
  if (isIP(text) !== 0) return { type: 'address', address: text };
  const [, namespace, name] = /^([a-z0-9.-]+)\/(\S+)$/.exec(text) ?? [];
  return namespace === undefined || name === undefined ? undefined : { type: 'pod', namespace, name };
}

/** `80`, `80/UDP` or `UDP/80`; TCP where no protocol is said. */
export function portOf(text: string): { readonly port: number; readonly protocol: Protocol } | undefined {
  const [, before, digits, after] = /^(?:(tcp|udp|sctp)\/)?(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) return undefined;
  return { port, protocol: (before ?? after ?? 'TCP').toUpperCase() as Protocol };
}

/** `shop/api:8080`, `[fd00::1]:53/UDP`: where `network why` leads to. */
export function destinationOf(text: string): { destination: Endpoint; port: number; protocol: Protocol } {
  const [, bracketed, plain, rest = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(.+)$/.exec(text) ?? [];
  const destination = endpointOf(bracketed ?? plain ?? '');
  const port = portOf(rest);
  if (destination === undefined || port === undefined)
    throw new CliError(
      'usage',
      `"${text}" is no destination with a port`,
      'Write NAMESPACE/POD:PORT, or ADDRESS:PORT/UDP; an IPv6 address in [brackets].',
    );
  return { destination, ...port };
}
