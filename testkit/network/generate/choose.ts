import fc from 'fast-check';

/** Where every choice of a generator comes from: 0 is the simplest. */
export interface Chooser {
  /** A whole number from 0, below the limit. */
  below(limit: number): number;
}

/** Choices by a seed: fast, and the same every time. */
export function seeded(seed: number): Chooser {
  let state = seed >>> 0;
  return {
    // Mulberry32.
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    },
  };
}

/** Choices in a list, and 0 when it has run out: the form that fast-check makes smaller. */
export function listed(choices: readonly number[]): Chooser {
  let next = 0;
  return { below: (limit) => (choices[next++] ?? 0) % limit };
}

/** Whatever a generator makes, as an arbitrary that shrinks. */
export function arbitraryOf<T>(generate: (choose: Chooser) => T): fc.Arbitrary<T> {
  return fc
    .array(fc.nat(0xffff), { minLength: 400, maxLength: 1500, size: 'max' })
    .map((choices) => generate(listed(choices)));
}

export function pick<T>(choose: Chooser, values: readonly T[]): T {
  return values[choose.below(values.length)] as T;
}

/** True once in so many times. */
export function once(choose: Chooser, inSoMany: number): boolean {
  return choose.below(inSoMany) === inSoMany - 1;
}

/** Between so many, each made anew. */
export function several<T>(choose: Chooser, least: number, most: number, make: (index: number) => T): T[] {
  return Array.from({ length: least + choose.below(most - least + 1) }, (_, index) => make(index));
}
