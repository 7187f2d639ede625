import { describe, expect, test } from 'vitest';
import { conformanceRows } from './conformance-row.ts';
import { missedRows } from './missed-rows.ts';
import { runRow } from './run-row.ts';

/** Values, errors and deduced types, as https://github.com/google/cel-spec/tree/master/tests/simple has them. */
describe('cel-spec conformance, without protobuf messages and cel.block', () => {
  const results = conformanceRows.map((row) => ({ row, wrong: runRow(row) }));

  test('every row is met, except those listed with a reason', () => {
    const unlisted = results
      .filter(({ row, wrong }) => wrong !== undefined && !(row.name in missedRows))
      .map(({ row, wrong }) => `${row.name}: ${row.expression}: ${wrong}`);
    expect(unlisted).toEqual([]);
  });

  test('every listed row is really missed', () => {
    const missed = new Set(results.filter(({ wrong }) => wrong !== undefined).map(({ row }) => row.name));
    expect(Object.keys(missedRows).filter((name) => !missed.has(name))).toEqual([]);
  });

  test('at least 99.5 % of more than 1,600 rows are met', () => {
    const met = results.filter(({ wrong }) => wrong === undefined).length;
    expect(results.length).toBeGreaterThan(1600);
    expect(met / results.length).toBeGreaterThanOrEqual(0.995);
  });
});
