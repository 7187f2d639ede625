import { asList, asMap, isFields } from '../../cluster/index.ts';
import { NotJudged } from './not-judged.ts';
import type { PortSelection, Rule } from './policy.ts';

const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/**
 * The ports of a rule; nothing where it names none, and no port where it speaks of ICMP. Rules of layer 7 narrow what is said
 * on a connection and not whether it opens.
 * https://docs.cilium.io/en/stable/security/policy/language/#layer-4-examples
 */
export function ciliumPorts(rule: Readonly<Record<string, unknown>>): Pick<Rule, 'ports' | 'portless'> {
  if (asList(rule['icmps']).length > 0) return { ports: [], portless: 'some' };
  const lists = asList(rule['toPorts']).map(asMap);
  if (lists.length === 0) return {};
  const ports = lists.flatMap((each) => {
    const listed = asList(each['ports']);
    return listed.length === 0
      ? protocols.map((protocol) => ({ protocol, first: 1, last: 65_535 }))
      : listed.flatMap(portsOf);
  });
  return { ports };
}

/** Port 0 is every port; without a protocol it is all of them. */
function portsOf(value: unknown): PortSelection[] {
  if (!isFields(value)) throw new NotJudged('a port that is no map');
  const { port, endPort, protocol = 'ANY' } = value;
  const named = protocols.filter((each) => protocol === 'ANY' || protocol === each);
  // ICMP and the like, which no question is about.
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
