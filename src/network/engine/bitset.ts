/** A set of small numbers. All sets of one engine have the same size. */
export type Bitset = Uint32Array;

export function emptySet(size: number): Bitset {
  return new Uint32Array((size + 31) >>> 5);
}

/** All numbers below `size`. */
export function fullSet(size: number): Bitset {
  const set = emptySet(size).fill(0xffffffff);
  const rest = size & 31;
  if (rest > 0) set[set.length - 1] = 2 ** rest - 1;
  return set;
}

export function add(set: Bitset, member: number): void {
  const word = member >>> 5;
  set[word] = (set[word] ?? 0) | (1 << (member & 31));
}

export function remove(set: Bitset, member: number): void {
  const word = member >>> 5;
  set[word] = (set[word] ?? 0) & ~(1 << (member & 31));
}

export function has(set: Bitset, member: number): boolean {
  return (((set[member >>> 5] ?? 0) >>> (member & 31)) & 1) === 1;
}

/** Adds the members of `other` to `set`. */
export function unite(set: Bitset, other: Bitset): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) | (other[word] ?? 0);
}

/** Keeps the members that `other` has too. */
export function intersect(set: Bitset, other: Bitset): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) & (other[word] ?? 0);
}

/** Takes the members of `other` away. */
export function subtract(set: Bitset, other: Bitset): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) & ~(other[word] ?? 0);
}

export function union(left: Bitset, right: Bitset): Bitset {
  const set = left.slice();
  unite(set, right);
  return set;
}

export function intersection(left: Bitset, right: Bitset): Bitset {
  const set = left.slice();
  intersect(set, right);
  return set;
}

export function difference(left: Bitset, right: Bitset): Bitset {
  const set = left.slice();
  subtract(set, right);
  return set;
}

export function isEmpty(set: Bitset): boolean {
  for (const word of set) if (word !== 0) return false;
  return true;
}

/** Whether two sets have a member in common. */
export function hasCommon(left: Bitset, right: Bitset): boolean {
  for (let word = 0; word < left.length; word++)
    if (((left[word] ?? 0) & (right[word] ?? 0)) !== 0) return true;
  return false;
}

export function isEqual(left: Bitset, right: Bitset): boolean {
  if (left === right) return true;
  for (let word = 0; word < left.length; word++) if (left[word] !== right[word]) return false;
  return true;
}

/** The members in ascending order. */
export function* members(set: Bitset): Generator<number> {
  for (let word = 0; word < set.length; word++) {
    let rest = set[word] ?? 0;
    while (rest !== 0) {
      const bit = 31 - Math.clz32(rest & -rest);
      yield word * 32 + bit;
      rest &= rest - 1;
    }
  }
}
