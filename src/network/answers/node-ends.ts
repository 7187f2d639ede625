import type { Family } from '../address.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { End } from './ends.ts';

const endsOfNodes = new WeakMap<NetworkEngine, Readonly<Record<Family, readonly End[]>>>();

/** Nodes with an address of a family: of each block that policies tell apart two, for one may be the own node of a pod. */
export function nodeEnds(engine: NetworkEngine, family: Family): readonly End[] {
  let known = endsOfNodes.get(engine);
  if (known === undefined) {
    const ends = engine.nodes.flatMap(({ name, addresses }) =>
      addresses.map((address) => ({ node: name, address })),
    );
    const byPlace = Map.groupBy(ends, ({ address }) => engine.universe.blockAt(address));
    const few = [...byPlace.values()].flatMap((same) =>
      [...new Map(same.map((end) => [end.node, end])).values()].slice(0, 2),
    );
    const of = (wanted: Family) => few.filter(({ address }) => address.family === wanted);
    endsOfNodes.set(engine, (known = { 4: of(4), 6: of(6) }));
  }
  return known[family];
}
