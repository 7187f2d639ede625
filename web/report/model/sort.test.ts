import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSort, parseSort, sortBy } from './sort.ts';

interface Item {
  readonly a: number;
  readonly b: string;
}
const values = { a: (item: Item) => item.a, b: (item: Item) => item.b };
const item = fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.constantFrom('x', 'y', 'z10', 'z9') });

describe('sort', () => {
  it('reads and writes the URL form', () => {
    expect(formatSort(parseSort(['-severity', 'name']))).toEqual(['-severity', 'name']);
  });

  it('orders by the first key, then the second, and is stable', () => {
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const sorted = sortBy(items, parseSort(['-a', 'b']), values);
        expect([...sorted].sort((x, y) => items.indexOf(x) - items.indexOf(y))).toEqual(items);
        for (let index = 1; index < sorted.length; index++) {
          const [before, after] = [sorted[index - 1], sorted[index]];
          if (!before || !after) throw new Error('sorted lost an item');
          expect(before.a).toBeGreaterThanOrEqual(after.a);
          if (before.a === after.a && before.b === after.b)
            expect(items.indexOf(before)).toBeLessThan(items.indexOf(after));
        }
      }),
    );
  });

  it('counts digits as numbers: pod-9 before pod-10', () => {
    expect(
      sortBy(
        [
          { a: 0, b: 'z10' },
          { a: 0, b: 'z9' },
        ],
        parseSort(['b']),
        values,
      ).map(({ b }) => b),
    ).toEqual(['z9', 'z10']);
  });

  it('ignores columns that it does not know, inherited names too', () => {
    const items = [
      { a: 2, b: '' },
      { a: 1, b: '' },
    ];
    expect(sortBy(items, parseSort(['nothing', 'toString']), values)).toBe(items);
  });
});
