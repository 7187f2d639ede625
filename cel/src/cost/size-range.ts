/** A smallest and a greatest size or cost; 2^64 - 1 is without bound. */
export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

export const unbounded = 2n ** 64n - 1n;

export const unknownSize: Range = { min: 0n, max: unbounded };

export function fixed(count: number | bigint): Range {
  const value = BigInt(count);
  return { min: value, max: value };
}

function saturated(value: bigint): bigint {
  return value > unbounded ? unbounded : value;
}

export function plus(left: Range, right: Range): Range {
  return { min: saturated(left.min + right.min), max: saturated(left.max + right.max) };
}

export function sum(ranges: readonly Range[]): Range {
  return ranges.reduce(plus, fixed(0));
}

export function times(left: Range, right: Range): Range {
  return { min: saturated(left.min * right.min), max: saturated(left.max * right.max) };
}

/** By a factor such as 0.1, rounded up, in doubles as upstream does it. */
export function scaled({ min, max }: Range, factor: number): Range {
  return { min: scaledCount(min, factor), max: scaledCount(max, factor) };
}

function scaledCount(count: bigint, factor: number): bigint {
  const product = Math.ceil(Number(count) * factor);
  return product >= 2 ** 64 ? unbounded : BigInt(product);
}

export function union(left: Range, right: Range): Range {
  return {
    min: left.min < right.min ? left.min : right.min,
    max: left.max > right.max ? left.max : right.max,
  };
}
