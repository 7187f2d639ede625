import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../cluster/index.ts';
import { applyPatch } from '../controls/index.ts';
import { mapping, operationOn, pointerOf, value } from './document-arbitraries.ts';
import { mergeValues } from './merge-values.ts';

/** A value and two changed versions of it. */
const changed = fc
  .record({
    base: mapping,
    numbers: fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }),
    contents: fc.array(value, { minLength: 2, maxLength: 2 }),
  })
  .map(({ base, numbers, contents }) => {
    let next = 0;
    const choice = (): number => numbers[next++ % numbers.length] ?? 0;
    const [one = base, other = base] = contents.map((content): Json => {
      const operation = operationOn(base, choice, content);
      return operation === undefined
        ? base
        : applyPatch(base, [{ ...operation, path: pointerOf(operation.path) }]);
    });
    return { base, one, other };
  });

/** Undefined when the two contradict each other. */
function merged(base: Json, one: Json, other: Json): Json | undefined {
  try {
    return mergeValues(base, one, other);
  } catch (error) {
    expect(error).toMatchObject({ code: 'conflicting-change' });
    return undefined;
  }
}

describe('mergeValues', () => {
  it('keeps the one change where the other side has none, or the same', () => {
    fc.assert(
      fc.property(changed, ({ base, one }) => {
        expect(mergeValues(base, one, base)).toEqual(one);
        expect(mergeValues(base, base, one)).toEqual(one);
        expect(mergeValues(base, one, one)).toEqual(one);
      }),
    );
  });

  it('finds the same contradictions whichever change comes first', () => {
    fc.assert(
      fc.property(changed, ({ base, one, other }) => {
        expect(merged(base, one, other) === undefined).toBe(merged(base, other, one) === undefined);
      }),
    );
  });

  it('merges what is in different fields, and what is in one new parent', () => {
    expect(mergeValues({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1 })).toEqual({ a: 2 });
    expect(mergeValues({}, { s: { x: 1 } }, { s: { w: 2 } })).toEqual({ s: { x: 1, w: 2 } });
    expect(mergeValues({ s: null }, { s: { x: 1 } }, { s: { w: 2 } })).toEqual({ s: { x: 1, w: 2 } });
  });

  it('follows the elements of a list by name, whatever was removed before them', () => {
    const [one, two, three] = [{ name: 'one' }, { name: 'two' }, { name: 'three' }];
    expect(mergeValues([one, two, three], [two, three], [one, two, { name: 'three', tty: true }])).toEqual([
      two,
      { name: 'three', tty: true },
    ]);
  });

  it('refuses to choose between two values, or between a change and a removal', () => {
    for (const [one, other] of [
      [{ a: 2 }, { a: 3 }],
      [{ a: 2 }, {}],
      [{ a: { x: 1 } }, { a: [] }],
    ] as const)
      expect(merged({ a: 1 }, one, other)).toBeUndefined();
  });
});
