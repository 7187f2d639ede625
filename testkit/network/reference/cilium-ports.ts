import { at, items, type Json, number, text } from './json.ts';
import type { Packet } from './packet.ts';

/**
 * Whether `toPorts` or `icmps` of an element match. Rules of layer 7 narrow what is allowed and still let the connection
 * come about. https://docs.cilium.io/en/stable/security/policy/language/#layer-4-examples
 */
export function ciliumPortsMatch(section: Json, packet: Packet): boolean {
  for (const entry of items(section, 'toPorts'))
    for (const port of items(entry, 'ports')) if (portMatches(port, packet)) return true;
  for (const entry of items(section, 'icmps'))
    for (const field of items(entry, 'fields')) if (icmpMatches(field, packet)) return true;
  return false;
}

/** «Accepted values: TCP, UDP, SCTP, ANY … matching ports on any protocol»; «port 0 … all ports». */
function portMatches(port: Json, packet: Packet): boolean {
  const protocol = text(port, 'protocol') || 'ANY';
  const carriesPorts = ['TCP', 'UDP', 'SCTP'].includes(packet.protocol);
  if (protocol === 'ANY' ? !carriesPorts : protocol !== packet.protocol) return false;
  const written = text(port, 'port') || '0';
  if (!/^[0-9]+$/.test(written)) return nameMatches(written.toLowerCase(), packet);
  const first = Number(written);
  if (first === 0) return true;
  // «EndPort … ignored if … zero»
  const last = number(port, 'endPort') || first;
  return packet.port !== undefined && first <= packet.port && packet.port <= last;
}

function nameMatches(name: string, packet: Packet): boolean {
  const pod = packet.destination.pod;
  if (pod === undefined || pod.hostNetwork) return false;
  return pod.ports.some(
    (port) => port.name === name && port.protocol === packet.protocol && port.number === packet.port,
  );
}

/** Named ICMP types are not read here: https://docs.cilium.io/en/stable/security/policy/language/#limit-icmp-icmpv6-types */
function icmpMatches(field: Json, packet: Packet): boolean {
  const family = text(field, 'family') || 'IPv4';
  const type = at(field, 'type');
  return packet.protocol === (family === 'IPv6' ? 'ICMPv6' : 'ICMP') && Number(type) === packet.icmpType;
}
