import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import { toCsv, toJson } from './export.ts';
import { modelOf } from './model.ts';

const report = generateReport({ findings: 20, unknownShare: 0.2 });
const { rows } = modelOf(report);

/** A reader of RFC 4180, written from its grammar. */
function readCsv(text: string): string[][] {
  const records: string[][] = [[]];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/g)) {
    if (match.index >= text.length) break;
    const [, raw = '', end] = match;
    records.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n') records.push([]);
  }
  return records.slice(0, -1);
}

describe('export', () => {
  it('writes one CSV record per row that reads back', () => {
    const records = readCsv(toCsv(rows));
    expect(records).toHaveLength(rows.length + 1);
    const message = records[0]?.indexOf('message') ?? -1;
    expect(records.slice(1).map((record) => record[message])).toEqual(rows.map((row) => row.finding.message));
  });

  it('keeps quotes, commas and line ends inside their cell', () => {
    const [row] = rows;
    if (!row) throw new Error('the fixture has no finding');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ') }), (text) => {
        const message = `m${text}`;
        const [, record] = readCsv(toCsv([{ ...row, finding: { ...row.finding, message } }]));
        expect(record).toContain(message);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('disarms %s, which a spreadsheet would run', (message) => {
    const [row] = rows;
    if (!row) throw new Error('the fixture has no finding');
    expect(toCsv([{ ...row, finding: { ...row.finding, message } }])).toContain(`,'${message},`);
  });

  it('writes JSON as the report schema has it', () => {
    expect(JSON.parse(toJson(rows))).toEqual(report.findings);
  });
});
