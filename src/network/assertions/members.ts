import { compareText } from '../../cluster/index.ts';
import { namePatterns } from '../../controls/index.ts';
import { type Address, type Block, cutBlocks, isIn } from '../address.ts';
import { type End, endsOfPod } from '../answers/ends.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { type NetworkPod, runnerOf } from '../pods.ts';
import { everyAddress, mayBeOfPod, publicBlocks } from './address-ranges.ts';
import type { AssertedParty } from './assertion.ts';

/** Whether a pod belongs to a named scope. */
export type ScopeTest = (scope: string, pod: NetworkPod) => boolean;

/** Who a party is: pods that it surely takes, pods that it may take, for their address is not known, and addresses. */
export interface Members {
  readonly sure: ReadonlySet<NetworkPod>;
  readonly maybe: ReadonlySet<NetworkPod>;
  readonly blocks: readonly Block[];
}

/** Whoever one of the parties takes. */
export function membersOf(
  engine: NetworkEngine,
  parties: readonly AssertedParty[],
  isInScope: ScopeTest,
): Members {
  const sure = new Set<NetworkPod>();
  const maybe = new Set<NetworkPod>();
  const blocks: Block[] = [];
  for (const party of parties) {
    blocks.push(...blocksOf(party));
    const takes = testOf(engine, party, isInScope);
    for (const pod of engine.pods) {
      const taken = takes(pod);
      if (taken === 'yes') sure.add(pod);
      else if (taken === 'maybe') maybe.add(pod);
    }
  }
  for (const pod of sure) maybe.delete(pod);
  return { sure, maybe, blocks };
}

function blocksOf(party: AssertedParty): readonly Block[] {
  if (party.type === 'anything') return everyAddress;
  if (party.type === 'internet') return publicBlocks;
  return party.type === 'addresses' ? party.blocks : [];
}

function testOf(
  engine: NetworkEngine,
  party: AssertedParty,
  isInScope: ScopeTest,
): (pod: NetworkPod) => 'yes' | 'maybe' | 'no' {
  const definitely = (test: (pod: NetworkPod) => boolean) => (pod: NetworkPod) =>
    test(pod) ? 'yes' : ('no' as const);
  switch (party.type) {
    case 'anything':
      return () => 'yes';
    case 'internet':
      return () => 'no';
    case 'addresses':
      return (pod) => hasAddressIn(pod, party.blocks);
    case 'scope':
      return definitely((pod) => isInScope(party.name, pod));
    case 'workload':
      return definitely((pod) => isOfWorkload(engine, pod, party));
    case 'pods': {
      const isIn = namePatterns(party.namespaces);
      const labels = Object.entries(party.labels ?? {});
      return definitely(
        (pod) => isIn(pod.namespace) && labels.every(([key, value]) => pod.labels[key] === value),
      );
    }
  }
}

function hasAddressIn({ addresses }: NetworkPod, blocks: readonly Block[]): 'yes' | 'maybe' | 'no' {
  if (addresses.length === 0) return blocks.some(mayBeOfPod) ? 'maybe' : 'no';
  return addresses.some((address) => blocks.some((block) => isIn(address, block))) ? 'yes' : 'no';
}

function isOfWorkload(
  engine: NetworkEngine,
  pod: NetworkPod,
  { namespace, name, kind }: Extract<AssertedParty, { type: 'workload' }>,
): boolean {
  if (pod.namespace !== namespace) return false;
  const is = (each: { readonly name: string; readonly kind: string }) =>
    each.name === name && (kind === undefined || each.kind === kind);
  return is(pod) || is(runnerOf(engine.cluster, pod));
}

/** Everybody but the members of a party and those of another; who may be one of them is taken, and not surely. */
export function othersThan(engine: NetworkEngine, members: Members, besides: Members): Members {
  const surely = [members, besides].map(({ sure }) => sure);
  const perhaps = [members, besides].map(({ maybe }) => maybe);
  const others = engine.pods.filter((pod) => !surely.some((set) => set.has(pod)));
  const [maybe = [], sure = []] = [true, false].map((wanted) =>
    others.filter((pod) => perhaps.some((set) => set.has(pod)) === wanted),
  );
  const taken = [...members.blocks, ...besides.blocks];
  return {
    sure: new Set(sure),
    maybe: new Set(maybe),
    blocks: cutBlocks(taken).filter(
      ({ family, first }) => !taken.some((block) => isIn({ family, value: first }, block)),
    ),
  };
}

/** Members that no policy tells apart. */
export interface Unit {
  /** Their place in the universe: of a class or of a block; -1 for nodes where policies treat these as something of their own. */
  readonly index: number;
  /** Empty for an address. */
  readonly pods: readonly NetworkPod[];
  /** Whether they surely are members. */
  readonly certain: boolean;
  /** Whether policies in force may cover them that are not judged. */
  readonly judged: boolean;
  /** An address of the block, or of the node, as questions take it. */
  readonly outside?: End & { readonly address: Address };
}

/** Members by what policies see of them, in the order of their names; addresses last. */
export function unitsOf(engine: NetworkEngine, { sure, maybe, blocks }: Members): Unit[] {
  const groups = new Map<string, Unit & { pods: NetworkPod[] }>();
  for (const [set, certain] of [[sure, true] as const, [maybe, false] as const])
    for (const pod of [...set].sort(byName)) {
      const index = engine.universe.classOf(pod);
      const judged = engine.unjudged(pod).length === 0;
      const key = `${index} ${certain} ${judged}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { index, pods: [pod], certain, judged });
      else known.pods.push(pod);
    }
  return [...groups.values(), ...outsideUnits(engine, blocks), ...nodeUnits(engine, blocks)];
}

function byName(left: NetworkPod, right: NetworkPod): number {
  return compareText(left.namespace, right.namespace) || compareText(left.name, right.name);
}

/** One for each block of the universe that has an address of the party which is neither of a pod nor of a node. */
function outsideUnits(engine: NetworkEngine, blocks: readonly Block[]): Unit[] {
  const { universe } = engine;
  return universe.blocks.flatMap((piece, at): Unit[] => {
    for (const block of blocks) {
      const address = freeAddress(engine, piece, block);
      if (address !== undefined)
        return [
          {
            index: universe.firstBlock + at,
            pods: [],
            certain: true,
            judged: true,
            outside: { address },
          },
        ];
    }
    return [];
  });
}

/** The first address of both blocks that neither a pod nor a node has. */
function freeAddress(engine: NetworkEngine, piece: Block, block: Block): Address | undefined {
  const { family } = piece;
  if (block.family !== family) return undefined;
  const last = piece.last < block.last ? piece.last : block.last;
  for (let value = piece.first > block.first ? piece.first : block.first; value <= last; value++) {
    const address = { family, value };
    if (engine.universe.podAt(address) === undefined && engine.nodeAt(address) === undefined) return address;
  }
  return undefined;
}

/** Two nodes of each block, so that one of them is another than that of a pod. */
const nodesOfBlock = 2;

function nodeUnits(engine: NetworkEngine, blocks: readonly Block[]): Unit[] {
  const { kinds, ipBlockMatchesNodes } = engine.profile.options;
  // A block of addresses stands for the nodes in it where policies speak of them by address alone.
  const isByAddress = ipBlockMatchesNodes && !kinds.includes('Cilium');
  const counts = new Map<number, number>();
  return engine.nodes.flatMap(({ name, addresses }) =>
    addresses.flatMap((address): Unit[] => {
      if (!blocks.some((block) => isIn(address, block))) return [];
      const index = engine.universe.blockAt(address);
      const count = counts.get(index) ?? 0;
      if (count === nodesOfBlock) return [];
      counts.set(index, count + 1);
      return [
        {
          index: isByAddress ? index : -1,
          pods: [],
          certain: true,
          judged: true,
          outside: { address, node: name },
        },
      ];
    }),
  );
}

/** The unit as ends of a question: the pod, or the address. */
export function endsOfUnit({ outside }: Unit, pod: NetworkPod | undefined): readonly End[] {
  if (pod !== undefined) return endsOfPod(pod);
  return outside === undefined ? [] : [outside];
}
