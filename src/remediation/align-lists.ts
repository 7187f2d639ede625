import type { Json } from '../cluster/index.ts';
import { isMapping, isSameValue } from './same-value.ts';

/** Which element became which: `before` alone was removed, `after` alone is new. In the order of the new list. */
export interface Alignment {
  readonly before?: number;
  readonly after?: number;
}

/** A table of more cells is not worth its time: long lists are then paired by position. */
const MAX_CELLS = 250_000;

/** Pairs the elements of a list with those of its changed version: equal ones, those of one name, and else by position. */
export function alignLists(before: readonly Json[], after: readonly Json[]): readonly Alignment[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isAlike(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isAlike(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const anchors = commonSubsequence(
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
  );
  const pairs = [
    ...range(head).map((index) => [index, index] as const),
    ...anchors.map(([one, other]) => [one + head, other + head] as const),
    ...range(tail).map((index) => [before.length - tail + index, after.length - tail + index] as const),
    [before.length, after.length] as const,
  ];
  return pairs.flatMap(([one, other], index) => {
    const [previous, previousAfter] = pairs[index - 1] ?? [-1, -1];
    const gap = pairByPosition(previous + 1, one, previousAfter + 1, other);
    return one === before.length ? gap : [...gap, { before: one, after: other }];
  });
}

function isAlike(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  const name = nameOf(one);
  return name === undefined ? isSameValue(one, other) : name === nameOf(other);
}

/** Of a container, volume or port; of an object in a List with its kind. */
function nameOf(value: Json | undefined): string | undefined {
  if (!isMapping(value)) return undefined;
  const { name, kind, metadata } = value;
  if (typeof name === 'string') return name;
  if (!isMapping(metadata) || typeof metadata['name'] !== 'string') return undefined;
  return JSON.stringify([kind, metadata['namespace'], metadata['name']]);
}

/** https://en.wikipedia.org/wiki/Longest_common_subsequence */
function commonSubsequence(
  before: readonly Json[],
  after: readonly Json[],
): readonly (readonly [number, number])[] {
  if (before.length === 0 || after.length === 0 || before.length * after.length > MAX_CELLS) return [];
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const at = (one: number, other: number): number => lengths[one]?.[other] ?? 0;
  for (let one = before.length - 1; one >= 0; one--) {
    const row = lengths[one];
    if (row === undefined) continue;
    for (let other = after.length - 1; other >= 0; other--) {
      row[other] = isAlike(before[one], after[other])
        ? at(one + 1, other + 1) + 1
        : Math.max(at(one + 1, other), at(one, other + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let one = 0, other = 0; one < before.length && other < after.length; ) {
    if (isAlike(before[one], after[other])) pairs.push([one++, other++]);
    else if (at(one + 1, other) >= at(one, other + 1)) one++;
    else other++;
  }
  return pairs;
}

function pairByPosition(from: number, to: number, fromAfter: number, toAfter: number): readonly Alignment[] {
  const removed = to - from;
  const added = toAfter - fromAfter;
  return range(Math.max(removed, added)).map((index) => ({
    ...(index < removed && { before: from + index }),
    ...(index < added && { after: fromAfter + index }),
  }));
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
