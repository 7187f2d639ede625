import type { Cluster } from '../../cluster/index.ts';
import { parseAddress } from '../address.ts';
import type { Protocol } from '../question.ts';
import { Services } from '../services.ts';
import type { Need, Party } from './need.ts';

/** A row that a person or a flow log wrote. */
export interface GivenEdge {
  /** `namespace/workload`, an address, a block, `api-server`, or the name of a host. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: Protocol;
  /** Absent: every port. */
  readonly port?: number;
  /** Who says so: `seen 41 times until 2026-11-24`. */
  readonly provenance: string;
}

/** Needs of given rows; an end that is not there is named, and its row is left out. */
export function givenNeeds(
  cluster: Cluster,
  edges: readonly GivenEdge[],
): { readonly needs: readonly Need[]; readonly missing: readonly string[] } {
  const services = new Services(cluster);
  const missing = new Set<string>();
  const partyOf = (text: string): readonly Party[] => {
    const party = outsideParty(text);
    if (party !== undefined) return [party];
    const [namespace = '', ...name] = text.split('/');
    const wanted = name.join('/');
    const pods = services
      .podsIn(namespace)
      .filter(({ workload: { object, reference }, template }) =>
        [reference.name, object.name, `${object.name}/${template.name}`].includes(wanted),
      );
    if (pods.length === 0) missing.add(text);
    return pods.map((each) => ({ type: 'pods', pods: each }));
  };
  const needs = edges.flatMap(({ source, destination, protocol, port, provenance }) =>
    partyOf(source).flatMap((from) =>
      partyOf(destination).map(
        (to): Need => ({
          from,
          to,
          protocol,
          port,
          provenance: { kind: 'given', text: provenance },
        }),
      ),
    ),
  );
  return { needs, missing: [...missing] };
}

function outsideParty(text: string): Party | undefined {
  if (text === 'api-server') return { type: 'api-server' };
  const [address = '', length] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed !== undefined)
    return {
      type: 'address',
      cidr: length === undefined ? `${address}/${parsed.family === 4 ? 32 : 128}` : text,
    };
  return text.includes('/') ? undefined : { type: 'host', host: text };
}
