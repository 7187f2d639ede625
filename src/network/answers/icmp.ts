import type { IcmpSelection, Rule } from '../policies/policy.ts';
import type { ProfileOptions } from '../profile.ts';
import type { IcmpTraffic } from '../question.ts';
import { leastOf, type Match, mostOf, opposite } from './match.ts';

/** Whether a rule is about messages of ICMP; `maybe` where it tells types or codes apart that the question leaves open. */
export function icmpMatches({ ports, portless, icmp = [] }: Rule, asked: IcmpTraffic): Match {
  if (ports === undefined || portless === 'all') return 'yes';
  if (portless === undefined) return 'no';
  return mostOf(icmp.map((selection) => selectionMatches(selection, asked)));
}

function selectionMatches({ except, ...selection }: IcmpSelection, asked: IcmpTraffic): Match {
  if (selection.protocol !== asked.protocol) return 'no';
  return leastOf([
    messageMatches(selection, asked),
    ...(except === undefined ? [] : [opposite[messageMatches(except, asked)]]),
  ]);
}

function messageMatches(wanted: Pick<IcmpTraffic, 'type' | 'code'>, asked: IcmpTraffic): Match {
  return leastOf(
    (['type', 'code'] as const).map((field) => {
      const value = wanted[field];
      if (value === undefined || value === asked[field]) return 'yes';
      return asked[field] === undefined ? 'maybe' : 'no';
    }),
  );
}

/** Whether the plugin lets messages through whatever policies say. */
export function isLetThrough({ icmpv6LetThrough }: ProfileOptions, asked: IcmpTraffic): boolean {
  if (asked.protocol !== 'ICMPv6' || icmpv6LetThrough === undefined) return false;
  return icmpv6LetThrough === 'all' || (asked.type !== undefined && icmpv6LetThrough.includes(asked.type));
}
