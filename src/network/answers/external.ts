import { type Block, formatAddress } from '../address.ts';
import { type Bitset, has, isEmpty } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { mayHaveFamily } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import type { Protocol } from '../question.ts';

/** Addresses outside the cluster that a class of pods may exchange connections with, on ports. */
export interface ExternalReach {
  /** The class. */
  readonly pods: number;
  /** `egress`: from the pods to the addresses. */
  readonly direction: Direction;
  /** Blocks without a gap between them as one. */
  readonly ranges: readonly Block[];
  readonly ports: Bitset;
  /** False where that is not known, as of addresses that rules give by name. */
  readonly sure: boolean;
}

/**
 * What policies let through to and from addresses outside the cluster, one class after the other. It says nothing of whether a
 * way in exists. Pods that policies may cover which are not judged are left out, for theirs is not known.
 */
export function* externalReachOf(engine: NetworkEngine): Generator<ExternalReach> {
  const { classes, firstBlock, blocks, ports } = engine.universe;
  for (const { index, pods, example } of classes) {
    if (pods.some((pod) => engine.unjudged(pod).length > 0)) continue;
    // A pod without an address of a family exchanges nothing with that family.
    const isShared = ({ family }: Block) => mayHaveFamily(example, family);
    for (const direction of ['ingress', 'egress'] as const) {
      const row = engine.row(index, direction);
      if (row === 'open') {
        yield {
          pods: index,
          direction,
          ranges: joined(blocks.filter(isShared)),
          ports: ports.all,
          sure: true,
        };
        continue;
      }
      for (const cell of row) {
        if (isEmpty(cell.ports)) continue;
        for (const [peers, sure] of [[cell.peers, true] as const, [cell.maybe, false] as const]) {
          if (peers === undefined) continue;
          const ranges = joined(blocks.filter((block, at) => isShared(block) && has(peers, firstBlock + at)));
          if (ranges.length > 0) yield { pods: index, direction, ranges, ports: cell.ports, sure };
        }
      }
    }
  }
}

/** Blocks in order, those that touch joined. */
export function joined(blocks: readonly Block[]): readonly Block[] {
  const found: Block[] = [];
  for (const block of blocks) {
    const last = found.at(-1);
    if (last?.family === block.family && last.last + 1n === block.first)
      found[found.length - 1] = { ...last, last: block.last };
    else found.push(block);
  }
  return found;
}

/** Whether a set of ports holds one; any where none is given. */
export function holdsPort(
  { universe: { ports } }: NetworkEngine,
  set: Bitset,
  wanted: { readonly protocol: Protocol; readonly port: number } | undefined,
): boolean {
  return wanted === undefined ? !isEmpty(set) : has(set, ports.at(wanted.protocol, wanted.port));
}

/** `10.0.0.0-10.255.255.255`, a single address as itself. */
export function rangeText({ family, first, last }: Block): string {
  const start = formatAddress({ family, value: first });
  return first === last ? start : `${start}-${formatAddress({ family, value: last })}`;
}
