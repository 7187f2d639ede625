import type { NetworkMapCluster } from '../../../src/network/map-schema.ts';
import { counted } from '../../report/words/number.ts';
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
  return `${podsText(into)} can connect to ${what}, and it can connect to ${podsText(out)}.`;
}

function podsText(rows: readonly PeerRow[]): string {
  const podsOf = new Map(rows.map(({ group, pods }) => [group, pods]));
  return counted(
    [...podsOf.values()].reduce((sum, pods) => sum + pods, 0),
    'pod or workload',
    'pods or workloads',
  );
}
