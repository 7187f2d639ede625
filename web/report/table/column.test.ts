import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnWidths, entriesOf } from './column.ts';

const grouping = { keyOf: (row: string) => row.charAt(0), heading: (row: string) => row };

describe('table lines', () => {
  it('hold every row once under the heading of its group', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a1', 'a2', 'b1', 'c1')), (rows) => {
        const entries = entriesOf(rows, grouping, () => true);
        expect(entries.filter(({ kind }) => kind === 'row')).toHaveLength(rows.length);
        let group = '';
        for (const entry of entries) {
          if (entry.kind === 'group') group = entry.key;
          else expect(grouping.keyOf(entry.row)).toBe(group);
        }
      }),
    );
  });

  it('hide the rows of a closed group but not their number', () => {
    expect(entriesOf(['a1', 'b1', 'a2'], grouping, (group) => group !== 'a')).toEqual([
      { kind: 'group', key: 'a', row: 'a1', count: 2, open: false },
      { kind: 'group', key: 'b', row: 'b1', count: 1, open: true },
      { kind: 'row', row: 'b1', index: 1 },
    ]);
  });
});

describe('column widths', () => {
  it('are never under what each column asked for, nor over what is there when that is enough', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ size: fc.integer({ min: 40, max: 400 }), grow: fc.integer({ min: 0, max: 4 }) }),
        ),
        fc.integer({ min: 0, max: 3000 }),
        (columns, available) => {
          const widths = columnWidths(columns, available);
          const total = columns.reduce((sum, { size }) => sum + size, 0);
          widths.forEach((width, index) => expect(width).toBeGreaterThanOrEqual(columns[index]?.size ?? 0));
          expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(
            Math.max(total, available),
          );
        },
      ),
    );
  });
});
