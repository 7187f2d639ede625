import { type Cluster, createClusterStore, type KubernetesObject } from '../../cluster/index.ts';
import { ask } from '../answers/ask.ts';
import { namespaceMap } from '../answers/reach.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import type { Endpoint } from '../question.ts';
import { endpointOf } from '../services.ts';
import type { Need, Party } from './need.ts';

/** What a draft does to the map, computed and not tried. */
export interface Proof {
  /** Pairs of pods that connect on some port, and those of which that is not known. */
  readonly before: MapCounts;
  readonly after: MapCounts;
  /** Needs that can be asked about: both ends are pods or addresses, and the port is known. */
  readonly asked: number;
  /** Of these, needs that the drafts would cut off, and those of which that is not known. */
  readonly cut: readonly Need[];
  readonly unsure: readonly Need[];
}

export interface MapCounts {
  readonly pairs: number;
  readonly connected: number;
  readonly unknown: number;
}

/** Computes the map with the drafts beside what is there, and asks whether every need is still met. */
export function proveDraft(
  engine: NetworkEngine,
  policies: readonly KubernetesObject[],
  needs: readonly Need[],
): Proof {
  const cluster = withPolicies(engine.cluster, policies);
  // Where nobody enforces policies yet, the drafts are proven for a plugin that does.
  const after = engine.profile.enforces
    ? engine.after(cluster)
    : new NetworkEngine(cluster, { ...engine.profile, enforces: true });
  const cut: Need[] = [];
  const unsure: Need[] = [];
  let asked = 0;
  for (const need of needs) {
    const [source, destination] = [endpointOfParty(need.from), endpointOfParty(need.to)];
    if (source === undefined || destination === undefined || need.port === undefined) continue;
    asked++;
    const { protocol, port } = need;
    const { verdict } = ask(after, { source, destination, protocol, port });
    if (verdict === 'deny') cut.push(need);
    else if (verdict === 'unknown') unsure.push(need);
  }
  return { before: countsOf(engine), after: countsOf(after), asked, cut, unsure };
}

function withPolicies(cluster: Cluster, policies: readonly KubernetesObject[]): Cluster {
  const store = createClusterStore({ from: cluster });
  for (const policy of policies) store.apply(policy);
  return store.snapshot();
}

function countsOf(engine: NetworkEngine): MapCounts {
  const sum = { pairs: 0, connected: 0, unknown: 0 };
  for (const { pairs, connected, unknown } of namespaceMap(engine)) {
    sum.pairs += pairs;
    sum.connected += connected;
    sum.unknown += unknown;
  }
  return sum;
}

function endpointOfParty(party: Party): Endpoint | undefined {
  if (party.type === 'address') {
    const [address = '', length] = party.cidr.split('/');
    // Somebody on the internet speaks for a block of everybody.
    if (length === '0')
      return { type: 'address', address: address.includes(':') ? '2001:db8::1' : '198.51.100.1' };
    return { type: 'address', address };
  }
  if (party.type !== 'pods') return undefined;
  return party.pods.template.spec['hostNetwork'] === true ? undefined : endpointOf(party.pods);
}
