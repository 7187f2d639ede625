import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { Cidr, cidrContains, IpAddress, maskBytes, parseCidr } from '../values/ip-address.ts';
import { readIp } from './ip-address.ts';

function readCidr(text: string): Cidr {
  return (
    parseCidr(text) ??
    fail('conversion', `network address parse error during conversion from string: ${text}`)
  );
}

const containsIp = (network: Cidr, ip: IpAddress) => cidrContains(network, ip.bytes);

const containsCidr = (network: Cidr, other: Cidr) =>
  network.prefixLength <= other.prefixLength && cidrContains(network, other.bytes);

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/cidr.go */
export const cidr: Library = [
  declare('string_to_cidr', 'cidr(string): CIDR', readCidr),
  declare('cidr_contains_ip_string', 'CIDR.containsIP(string): bool', (network: Cidr, text: string) =>
    containsIp(network, readIp(text)),
  ),
  declare('cidr_contains_ip_ip', 'CIDR.containsIP(IP): bool', containsIp),
  declare('cidr_contains_cidr_string', 'CIDR.containsCIDR(string): bool', (network: Cidr, text: string) =>
    containsCidr(network, readCidr(text)),
  ),
  declare('cidr_contains_cidr', 'CIDR.containsCIDR(CIDR): bool', containsCidr),
  declare('cidr_ip', 'CIDR.ip(): IP', (network: Cidr) => new IpAddress(network.bytes)),
  declare('cidr_prefix_length', 'CIDR.prefixLength(): int', (network: Cidr) => network.prefixLength),
  declare(
    'cidr_masked',
    'CIDR.masked(): CIDR',
    (network: Cidr) => new Cidr(maskBytes(network.bytes, network.prefixLength), network.prefixLength),
  ),
  declare('is_cidr', 'isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined),
  declare('cidr_to_string', 'string(CIDR): string', String),
];
