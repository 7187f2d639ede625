import { asMap } from '../../cluster/index.ts';
import { NotJudged } from './not-judged.ts';
import type { IcmpSelection } from './policy.ts';

/** Names of types of messages. https://docs.cilium.io/en/stable/security/policy/language/#limit-icmp-icmpv6-types */
const names: Readonly<Record<IcmpSelection['protocol'], Readonly<Record<string, number>>>> = {
  ICMP: {
    EchoReply: 0,
    DestinationUnreachable: 3,
    Redirect: 5,
    Echo: 8,
    EchoRequest: 8,
    RouterAdvertisement: 9,
    RouterSelection: 10,
    TimeExceeded: 11,
    ParameterProblem: 12,
    Timestamp: 13,
    TimestampReply: 14,
    Photuris: 40,
    ExtendedEchoRequest: 42,
    ExtendedEchoReply: 43,
  },
  ICMPv6: {
    DestinationUnreachable: 1,
    PacketTooBig: 2,
    TimeExceeded: 3,
    ParameterProblem: 4,
    EchoRequest: 128,
    EchoReply: 129,
    MulticastListenerQuery: 130,
    MulticastListenerReport: 131,
    MulticastListenerDone: 132,
    RouterSolicitation: 133,
    RouterAdvertisement: 134,
    NeighborSolicitation: 135,
    NeighborAdvertisement: 136,
    RedirectMessage: 137,
  },
};

/**
 * One of `icmps.fields`: a type by number or name, of IPv4 unless `family` says otherwise; the code is not told apart. Throws
 * {@link NotJudged}.
 */
export function ciliumIcmp(field: unknown): IcmpSelection {
  const { type, family = 'IPv4' } = asMap(field);
  const protocol = family === 'IPv6' ? 'ICMPv6' : 'ICMP';
  const text = String(type);
  const named = Object.hasOwn(names[protocol], text) ? names[protocol][text] : undefined;
  const number = /^\d{1,3}$/.test(text) ? Number(text) : named;
  if (number === undefined || number > 255) throw new NotJudged(`type ${text} of ${protocol}`);
  return { protocol, type: number };
}
