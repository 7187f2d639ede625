import type { FieldPath } from '../../cluster/index.ts';
import type { Protocol } from '../question.ts';
import { isSaid } from './calico-peers.ts';
import type { Checks } from './checks.ts';
import type { PortSelection, Rule } from './policy.ts';

export type CalicoPorts = Pick<Rule, 'ports' | 'notPorts' | 'portless'>;

/** Which protocols a rule is about. */
export interface RuleProtocols {
  /** Those that have ports. */
  readonly withPorts: readonly Protocol[];
  readonly portless: 'all' | 'some' | 'none';
}

const all: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
/** https://www.iana.org/assignments/protocol-numbers */
const numbers: Readonly<Record<number, Protocol>> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' };
const withoutPorts = new Set(['ICMP', 'ICMPV6', 'UDPLITE']);

/** `protocol`, `notProtocol`, `icmp` and `notICMP` of a rule, each of which must hold. */
export function protocolsOfRule(
  rule: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
): RuleProtocols {
  let withPorts = all;
  let portless: RuleProtocols['portless'] = 'all';
  if (isSaid(rule['protocol'])) {
    const only = protocolAt(rule['protocol'], [...path, 'protocol'], checks);
    withPorts = only === undefined ? [] : [only];
    portless = only === undefined ? 'some' : 'none';
  }
  if (isSaid(rule['notProtocol'])) {
    const but = protocolAt(rule['notProtocol'], [...path, 'notProtocol'], checks);
    withPorts = withPorts.filter((each) => each !== but);
    if (but === undefined && portless === 'all') portless = 'some';
  }
  // A message of ICMP has no port, and whatever has one is none.
  if (isSaid(rule['icmp'])) {
    withPorts = [];
    if (portless === 'all') portless = 'some';
  }
  if (isSaid(rule['notICMP']) && portless === 'all') portless = 'some';
  return { withPorts, portless };
}

/** One of those that have ports; undefined for any other. */
function protocolAt(value: unknown, path: FieldPath, checks: Checks): Protocol | undefined {
  const number = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : undefined;
  if (number !== undefined) {
    if (!Number.isInteger(number) || number < 1 || number > 255) checks.refuse(path, 'must be 1 to 255');
    return numbers[number];
  }
  const name = String(value).toUpperCase();
  const found = all.find((each) => each === name);
  if (found === undefined && !withoutPorts.has(name))
    checks.refuse(path, 'must be TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite or a number');
  return found;
}

/**
 * The ports of a rule; nothing where it is about all of all protocols.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#ports
 */
export function calicoPorts(
  { withPorts, portless }: RuleProtocols,
  destination: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
): CalicoPorts {
  const read = (field: 'ports' | 'notPorts'): PortSelection[] =>
    checks
      .list(destination[field], [...path, field])
      .flatMap((port, index) =>
        withPorts.flatMap((each) => portAt(port, each, [...path, field, index], checks)),
      );
  const notPorts = read('notPorts');
  const ports = read('ports');
  const without = notPorts.length > 0 ? { notPorts } : {};
  if (checks.list(destination['ports'], path).length > 0) return { ports, ...without };
  if (withPorts.length === all.length && portless === 'all') return without;
  return {
    ports: withPorts.map((protocol) => ({ protocol, first: 1, last: 65_535 })),
    ...without,
    ...(portless !== 'none' && { portless }),
  };
}

/** A number, a range `first:last`, or the name of a port. */
function portAt(value: unknown, protocol: Protocol, path: FieldPath, checks: Checks): PortSelection[] {
  const text = String(value);
  const [, from, to = from] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
  if (from === undefined) {
    if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(text)) {
      checks.refuse(path, `${JSON.stringify(value)} is no port, no range and no name`);
      return [];
    }
    return [{ protocol, name: text }];
  }
  const first = Number(from);
  const last = Number(to);
  if (last > 65_535 || first > last) {
    checks.refuse(path, 'must be 0 to 65535, and a range from the lower number');
    return [];
  }
  return last === 0 ? [] : [{ protocol, first: Math.max(first, 1), last }];
}
