import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from './csv.ts';

// https://www.rfc-editor.org/rfc/rfc4180
test('cells, quotes, line breaks in quotes, and empty lines', () => {
  expect(readCsv('\uFEFFgroup, user\r\n\r\n"a,""b""\nc",d\n,\nlast')).toEqual([
    { line: 1, cells: ['group', 'user'] },
    { line: 3, cells: ['a,"b"\nc', 'd'] },
    { line: 6, cells: ['last'] },
  ]);
});

test('what is written in quotes is read as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (table) => {
      const rows = table.filter((row) => row.some((each) => each !== ''));
      const text = rows
        .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join())
        .join('\r\n');
      expect(readCsv(text).map(({ cells }) => cells)).toEqual(rows);
    }),
  );
});
