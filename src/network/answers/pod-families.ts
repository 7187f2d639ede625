import type { Family } from '../address.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';

/** Families of addresses that a pod has, and those that it may have besides. */
export interface PodFamilies {
  readonly sure: readonly Family[];
  readonly maybe: readonly Family[];
}

const ofCluster = new WeakMap<NetworkEngine, PodFamilies>();

/** By its addresses; where none is known, by those of the pods and nodes that have some, and else IPv4 and perhaps IPv6. */
export function familiesOf(engine: NetworkEngine, { addresses }: NetworkPod): PodFamilies {
  if (addresses.length > 0) return { sure: distinct(addresses), maybe: [] };
  let families = ofCluster.get(engine);
  if (families === undefined) {
    const seen = distinct([...engine.pods, ...engine.nodes].flatMap((each) => each.addresses));
    families = seen.length > 0 ? { sure: seen, maybe: [] } : { sure: [4], maybe: [6] };
    ofCluster.set(engine, families);
  }
  return families;
}

function distinct(addresses: readonly { readonly family: Family }[]): Family[] {
  return ([4, 6] as const).filter((family) => addresses.some((each) => each.family === family));
}
