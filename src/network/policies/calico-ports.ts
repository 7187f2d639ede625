import { asMap, type FieldPath } from '../../cluster/index.ts';
import type { Protocol } from '../question.ts';
import { isSaid } from './calico-peers.ts';
import type { Checks } from './checks.ts';
import type { IcmpSelection, PortSelection, Rule } from './policy.ts';

export type CalicoPorts = Pick<Rule, 'ports' | 'notPorts' | 'portless' | 'icmp'>;

/** Which protocols a rule is about. */
export interface RuleProtocols {
  /** Those that have ports. */
  readonly withPorts: readonly Protocol[];
  readonly portless: 'all' | 'some' | 'none';
  /** Messages of ICMP among `some`. */
  readonly icmp: readonly IcmpSelection[];
}

const all: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
type IcmpProtocol = IcmpSelection['protocol'];

const bothIcmp: readonly IcmpProtocol[] = ['ICMP', 'ICMPv6'];
const byName: Readonly<Record<string, Protocol | IcmpProtocol | 'other'>> = {
  TCP: 'TCP',
  UDP: 'UDP',
  SCTP: 'SCTP',
  ICMP: 'ICMP',
  ICMPV6: 'ICMPv6',
  UDPLITE: 'other',
};
/** https://www.iana.org/assignments/protocol-numbers */
const byNumber: Readonly<Record<number, Protocol | IcmpProtocol>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
  132: 'SCTP',
};

/**
 * `protocol`, `notProtocol`, `icmp` and `notICMP` of a rule, each of which must hold.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#icmp
 */
export function protocolsOfRule(
  rule: Readonly<Record<string, unknown>>,
  path: FieldPath,
  checks: Checks,
): RuleProtocols {
  let withPorts = all;
  let messages = bothIcmp;
  let portless: RuleProtocols['portless'] = 'all';
  if (isSaid(rule['protocol'])) {
    const only = protocolAt(rule['protocol'], [...path, 'protocol'], checks);
    withPorts = withPorts.filter((each) => each === only);
    messages = messages.filter((each) => each === only);
    portless = withPorts.length === 0 ? 'some' : 'none';
  }
  if (isSaid(rule['notProtocol'])) {
    const but = protocolAt(rule['notProtocol'], [...path, 'notProtocol'], checks);
    withPorts = withPorts.filter((each) => each !== but);
    messages = messages.filter((each) => each !== but);
    if (!all.some((each) => each === but) && portless === 'all') portless = 'some';
  }
  // A message of ICMP has no port, and whatever has one is none.
  if (isSaid(rule['icmp'])) {
    withPorts = [];
    if (portless === 'all') portless = 'some';
  }
  if (isSaid(rule['notICMP']) && portless === 'all') portless = 'some';
  const only = messageOf(rule['icmp']);
  const except = messageOf(rule['notICMP']);
  const icmp = messages.map((protocol) => ({ protocol, ...only, ...(except !== undefined && { except }) }));
  return { withPorts, portless, icmp };
}

function messageOf(value: unknown): IcmpSelection['except'] {
  if (!isSaid(value)) return undefined;
  const { type, code } = asMap(value);
  return {
    ...(typeof type === 'number' && { type }),
    ...(typeof code === 'number' && { code }),
  };
}

/** `other` for what is neither of those that have ports nor ICMP. */
function protocolAt(value: unknown, path: FieldPath, checks: Checks): Protocol | IcmpProtocol | 'other' {
  const number = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : undefined;
  if (number !== undefined) {
    if (!Number.isInteger(number) || number < 1 || number > 255) checks.refuse(path, 'must be 1 to 255');
    return byNumber[number] ?? 'other';
  }
  const found = byName[String(value).toUpperCase()];
  if (found === undefined) checks.refuse(path, 'must be TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite or a number');
  return found ?? 'other';
}

/**
 * The ports of a rule; nothing where it is about all of all protocols.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#ports
 */
export function calicoPorts(
  { withPorts, portless, icmp }: RuleProtocols,
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
    ...(portless === 'some' && icmp.length > 0 && { icmp }),
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
