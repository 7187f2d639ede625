import type { NetworkMapCluster } from '../../../src/network/map-schema.ts';
import { count, counted } from '../../report/words/number.ts';
import type { PeerRow } from '../model/network.ts';

interface Ends {
  readonly into: readonly PeerRow[];
  readonly out: readonly PeerRow[];
}

/** How many a workload, `Deployment shop/web`, connects with; no number where that is not known. */
export function workloadSentence(
  { connections }: Pick<NetworkMapCluster, 'connections'>,
  what: string,
  isKnown: boolean,
  { into, out }: Ends,
): string {
  if (!isKnown) return `Whom ${what} connects to is not known: policies that are not judged may cover it.`;
  if (connections === undefined)
    return `Whom ${what} connects to is more than this page can hold: plimsoll network why and ask tell it.`;
  const known = `${podsText(sure(into))} can connect to ${what}, and it can connect to ${podsText(sure(out))}`;
  const [perhapsInto, perhapsOut] = [perhapsMore(into), perhapsMore(out)];
  const open = [
    ...(perhapsInto > 0 ? [`${count(perhapsInto)} more can connect to it`] : []),
    ...(perhapsOut > 0 ? [`it can connect to ${count(perhapsOut)} more`] : []),
  ];
  return open.length === 0 ? `${known}.` : `${known}; whether ${open.join(', and whether ')} is not known.`;
}

function sure(rows: readonly PeerRow[]): readonly PeerRow[] {
  return rows.filter(({ by }) => by !== 'unknown');
}

/** Pods that are none of the sure ones. */
function perhapsMore(rows: readonly PeerRow[]): number {
  const known = new Set(sure(rows).map(({ group }) => group));
  return rows.reduce((sum, { group, pods }) => (known.has(group) ? sum : sum + pods), 0);
}

function podsText(rows: readonly PeerRow[]): string {
  const podsOf = new Map(rows.map(({ group, pods }) => [group, pods]));
  return counted(
    [...podsOf.values()].reduce((sum, pods) => sum + pods, 0),
    'pod or workload',
    'pods or workloads',
  );
}
