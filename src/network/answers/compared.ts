import { type Bitset, difference, intersection, isEqual, union } from '../engine/bitset.ts';
import type { Row } from '../engine/rows.ts';

/** Whether a connection is there in the later state alone, in the earlier alone, or is known of one only. */
export type ChangeKind = 'gains' | 'loses' | 'unknown';

export const changeKinds = ['gains', 'loses', 'unknown'] as const satisfies readonly ChangeKind[];

/** Those who surely connect, and those who surely or perhaps do. */
export interface Known {
  readonly sure: Bitset;
  readonly possible: Bitset;
}

/** Whom two states tell apart; `hidden` are those of whom neither says anything sure. */
export function compared(before: Known, after: Known): Readonly<Record<ChangeKind | 'hidden', Bitset>> {
  const was = difference(before.possible, before.sure);
  const is = difference(after.possible, after.sure);
  return {
    gains: difference(after.sure, before.possible),
    loses: difference(before.sure, after.possible),
    unknown: union(difference(was, is), difference(is, was)),
    hidden: intersection(was, is),
  };
}

/** Whether two rows of states with the same numbers say the same in the same cells. */
export function isWrittenAlike(before: Row, after: Row): boolean {
  if (before === after) return true;
  if (before === 'open' || after === 'open' || before.length !== after.length) return false;
  return before.every(({ ports, peers, maybe }, at) => {
    const other = after[at];
    if (other === undefined || !isEqual(ports, other.ports) || !isEqual(peers, other.peers)) return false;
    return maybe === undefined || other.maybe === undefined
      ? maybe === other.maybe
      : isEqual(maybe, other.maybe);
  });
}
