import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { type IpAddress, parseIp } from '../values/ip-address.ts';

export function readIp(text: string): IpAddress {
  return (
    parseIp(text) ??
    fail('conversion', `IP Address ${JSON.stringify(text)} parse error during conversion from string`)
  );
}

const isFour = (ip: IpAddress) => ip.bytes.length === 4;
const at = (ip: IpAddress, index: number) => ip.bytes[index] ?? 0;

function isUnspecified(ip: IpAddress): boolean {
  return ip.bytes.every((byte) => byte === 0);
}

function isLoopback(ip: IpAddress): boolean {
  if (isFour(ip)) return at(ip, 0) === 127;
  return ip.bytes.subarray(0, 15).every((byte) => byte === 0) && at(ip, 15) === 1;
}

function isMulticast(ip: IpAddress): boolean {
  return isFour(ip) ? (at(ip, 0) & 0xf0) === 0xe0 : at(ip, 0) === 0xff;
}

function isLinkLocalMulticast(ip: IpAddress): boolean {
  if (isFour(ip)) return at(ip, 0) === 224 && at(ip, 1) === 0 && at(ip, 2) === 0;
  return at(ip, 0) === 0xff && (at(ip, 1) & 0x0f) === 2;
}

function isLinkLocalUnicast(ip: IpAddress): boolean {
  if (isFour(ip)) return at(ip, 0) === 169 && at(ip, 1) === 254;
  return at(ip, 0) === 0xfe && (at(ip, 1) & 0xc0) === 0x80;
}

/** Go's netip.Addr.IsGlobalUnicast: private addresses count, the broadcast address does not. */
function isGlobalUnicast(ip: IpAddress): boolean {
  if (isFour(ip) && ip.bytes.every((byte) => byte === 255)) return false;
  return !isUnspecified(ip) && !isLoopback(ip) && !isMulticast(ip) && !isLinkLocalUnicast(ip);
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/ip.go */
export const ipAddress: Library = [
  declare('string_to_ip', 'ip(string): IP', readIp),
  declare('ip_family', 'IP.family(): int', (ip: IpAddress) => (isFour(ip) ? 4 : 6)),
  declare(
    'ip_is_canonical',
    'ip.isCanonical(string): bool',
    (text: string) => readIp(text).toString() === text,
  ),
  declare('ip_is_unspecified', 'IP.isUnspecified(): bool', isUnspecified),
  declare('ip_is_loopback', 'IP.isLoopback(): bool', isLoopback),
  declare('ip_is_link_local_multicast', 'IP.isLinkLocalMulticast(): bool', isLinkLocalMulticast),
  declare('ip_is_link_local_unicast', 'IP.isLinkLocalUnicast(): bool', isLinkLocalUnicast),
  declare('ip_is_global_unicast', 'IP.isGlobalUnicast(): bool', isGlobalUnicast),
  declare('is_ip', 'isIP(string): bool', (text: string) => parseIp(text) !== undefined),
  declare('ip_to_string', 'string(IP): string', String),
];
