import { asList, asMap, isFields } from '../../cluster/index.ts';
import { ciliumIcmp } from './cilium-icmp.ts';
import { NotJudged } from './not-judged.ts';
import type { IcmpSelection, PortSelection, Rule } from './policy.ts';

const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/**
 * The ports of a rule, or the messages of ICMP; nothing where it names neither. Rules of layer 7 narrow what is said on a
 * connection and not whether it opens.
 * https://docs.cilium.io/en/stable/security/policy/language/#layer-4-examples
 */
export function ciliumPorts(
  rule: Readonly<Record<string, unknown>>,
): Pick<Rule, 'ports' | 'portless' | 'icmp'> {
  const messages = asList(rule['icmps']);
  if (messages.length > 0) return onlyIcmp(messages.flatMap((each) => asList(asMap(each)['fields'])));
  const lists = asList(rule['toPorts']).map(asMap);
  if (lists.length === 0) return {};
  const listed = lists.map((each) => asList(each['ports']));
  const ports = listed.flatMap((each) =>
    each.length === 0
      ? protocols.map((protocol) => ({ protocol, first: 1, last: 65_535 }))
      : each.flatMap(portsOf),
  );
  const icmp = listed.flat().flatMap(icmpOf);
  return { ports, ...(icmp.length > 0 && { portless: 'some', icmp }) };
}

function onlyIcmp(fields: readonly unknown[]): Pick<Rule, 'ports' | 'portless' | 'icmp'> {
  return { ports: [], portless: 'some', icmp: fields.map(ciliumIcmp) };
}

/** A port of ICMP is the type of a message. */
function icmpOf(value: unknown): IcmpSelection[] {
  const { port, protocol } = asMap(value);
  if (protocol !== 'ICMP' && protocol !== 'ICMPV6' && protocol !== 'ICMPv6') return [];
  return [ciliumIcmp({ type: port, family: protocol === 'ICMP' ? 'IPv4' : 'IPv6' })];
}

/** Port 0 is every port; without a protocol it is all of them. */
function portsOf(value: unknown): PortSelection[] {
  if (!isFields(value)) throw new NotJudged('a port that is no map');
  const { port, endPort, protocol = 'ANY' } = value;
  const named = protocols.filter((each) => protocol === 'ANY' || protocol === each);
  if (named.length === 0) return [];
  const text = String(port);
  if (!/^\d+$/.test(text)) {
    const name = text.toLowerCase();
    return named.map((each) => ({ protocol: each, name }));
  }
  const first = Number(text);
  if (first > 65_535) throw new NotJudged(`port ${text}`);
  const last = typeof endPort === 'number' && endPort > first ? Math.min(endPort, 65_535) : first;
  return named.map((each) =>
    first === 0 ? { protocol: each, first: 1, last: 65_535 } : { protocol: each, first, last },
  );
}
