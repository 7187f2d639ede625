import { isIP } from 'node:net';
import type { Endpoint, IcmpTraffic, Protocol, Traffic } from '../../../network/index.ts';
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

/** `ICMP` for any message, `ICMP/8` for a type and `ICMPv6/128/0` for a code of it; undefined for what is none. */
export function icmpOf(text: string): IcmpTraffic | undefined {
  const [, protocol, type, code] = /^(icmp|icmpv6)(?:\/(\d{1,3})(?:\/(\d{1,3}))?)?$/i.exec(text) ?? [];
  if (protocol === undefined || Number(type ?? 0) > 255 || Number(code ?? 0) > 255) return undefined;
  return {
    protocol: protocol.toLowerCase() === 'icmp' ? 'ICMP' : 'ICMPv6',
    ...(type !== undefined && { type: Number(type) }),
    ...(code !== undefined && { code: Number(code) }),
  };
}

/** A port as {@link portOf} reads it, or messages as {@link icmpOf} does. */
export function trafficOf(text: string): Traffic | undefined {
  return portOf(text) ?? icmpOf(text);
}

const servicePath = /^(?:svc|services?)\/(.+)$/i;

/** The Service that `shop/svc/api` names; undefined for a pod, a workload or an address. */
export function serviceOf(endpoint: Endpoint): { namespace: string; name: string } | undefined {
  if (endpoint.type !== 'pod') return undefined;
  const [, name] = servicePath.exec(endpoint.name) ?? [];
  return name === undefined ? undefined : { namespace: endpoint.namespace, name };
}

/** `shop/api:8080`, `[fd00::1]:53/UDP`, `shop/api:ICMP/8`: where `network why` leads to. */
export function destinationOf(text: string): { readonly destination: Endpoint; readonly traffic: Traffic } {
  const [, bracketed, plain, rest = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(.+)$/.exec(text) ?? [];
  const destination = endpointOf(bracketed ?? plain ?? '');
  const traffic = trafficOf(rest);
  if (destination === undefined || traffic === undefined)
    throw new CliError(
      'usage',
      `"${text}" is no destination with a port`,
      'Write NAMESPACE/POD:PORT, NAMESPACE/svc/NAME:PORT, ADDRESS:PORT/UDP or ADDRESS:ICMP/8; an IPv6 address in [brackets].',
    );
  return { destination, traffic };
}
