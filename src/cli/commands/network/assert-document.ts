import {
  type AssertionsDocument,
  isIcmp,
  type JudgedAssertion,
  type Traffic,
  trafficText,
} from '../../../network/index.ts';
import type { WrittenAssertion } from './assert-file.ts';

export type AssertionRow = AssertionsDocument['clusters'][number]['assertions'][number];
export type WitnessRow = AssertionRow['witnesses'][number];

/** An assertion as the document says it. */
export function assertionRow(
  { assertion, verdict, reasons, witnesses, more, policies, from, to }: JudgedAssertion,
  written: WrittenAssertion | undefined,
): AssertionRow {
  const { id, reason, kind, port } = assertion;
  return {
    id,
    ...(reason !== undefined && { reason }),
    kind,
    from: { text: written?.from ?? '', ...from },
    to: { text: written?.to ?? '', ...to },
    ...(port !== undefined && { port: trafficPlace(port) }),
    verdict,
    reasons: [...reasons],
    witnesses: witnesses.map(({ egress, ingress, ...witness }) => ({
      ...witness,
      egress: { ...egress, policies: [...egress.policies] },
      ingress: { ...ingress, policies: [...ingress.policies] },
    })),
    more,
    policies: [...policies],
  };
}

/** `nobody of dev reaches shop/db on 5432/TCP`: what an assertion says, without a full stop. */
export function assertionText({ kind, from, to, port }: AssertionRow): string {
  const on = port === undefined ? '' : ` on ${port}`;
  if (kind === 'deny') return `nobody of ${from.text} reaches ${to.text}${on}`;
  if (kind === 'only') return `nobody but ${from.text} reaches ${to.text}${on}`;
  return `all of ${from.text} reach ${to.text}${on}`;
}

/** `shop/web to shop/db:5432`, with the protocol where it is not TCP: as `network why` takes it. */
export function witnessText({ source, destination, protocol, port, type, code }: WitnessRow): string {
  const place = destination.includes(':') ? `[${destination}]` : destination;
  const message = [protocol, type, code].filter((each) => each !== undefined).join('/');
  return `${source} to ${place}:${port === undefined ? message : `${port}${protocol === 'TCP' ? '' : `/${protocol}`}`}`;
}

/** `5432/TCP`, `ICMP/8`. */
function trafficPlace(traffic: Traffic): string {
  return isIcmp(traffic) ? trafficText(traffic).replace(' ', '/') : `${traffic.port}/${traffic.protocol}`;
}

/** What decides it, a sentence for each side: those that let it through, or that do not, or of which it is not known. */
export function witnessReasons({ verdict, egress, ingress }: WitnessRow): string[] {
  return (
    [
      ['leaving', egress],
      ['entering', ingress],
    ] as const
  ).flatMap(([side, { verdict: own, reason, policies }]) => {
    if (verdict !== 'allow' && own !== verdict) return [];
    const by = policies.length === 0 ? '' : `, by ${policies.join(', ')}`;
    return [`${side}: ${reason}${by}`];
  });
}

/** `3 hold, 1 is broken, 1 is not known` */
export function countsText(rows: readonly AssertionRow[]): string {
  const count = (verdict: AssertionRow['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  const [holds, broken, unknown] = [count('holds'), count('broken'), count('unknown')];
  return [
    `${holds} of ${rows.length} ${holds === 1 ? 'holds' : 'hold'}`,
    ...(broken > 0 ? [`${broken} ${broken === 1 ? 'is' : 'are'} broken`] : []),
    ...(unknown > 0 ? [`${unknown} ${unknown === 1 ? 'is' : 'are'} not known`] : []),
  ].join(', ');
}

export const verdictWords = { holds: 'holds', broken: 'broken', unknown: 'not known' } as const;
