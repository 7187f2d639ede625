import type { PortSelection } from '../policies/policy.ts';
import { isIcmp, type Traffic } from '../question.ts';

/** `TCP 80`, `ICMP 8/0`, `ICMPv6` for any of its messages. */
export function trafficText(traffic: Traffic): string {
  if (!isIcmp(traffic)) return `${traffic.protocol} ${traffic.port}`;
  const { protocol, type, code } = traffic;
  return [protocol, ...(type === undefined ? [] : [code === undefined ? type : `${type}/${code}`])].join(' ');
}

/** `TCP 80`, `UDP 1-1024`, `TCP http`. */
export function portText(port: PortSelection): string {
  const protocol = port.protocol === undefined ? '' : `${port.protocol} `;
  if ('name' in port) return `${protocol}${port.name}`;
  if (port.first === 1 && port.last === 65_535) return `every ${protocol}port`;
  return `${protocol}${port.first === port.last ? port.first : `${port.first}-${port.last}`}`;
}
