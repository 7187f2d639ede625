import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildReport } from '../../report/build.ts';
import { smallReportInput } from '../../report/fixtures/small-report.ts';
import { readReport } from './report-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const report = JSON.stringify(buildReport(smallReportInput()));

it.each([
  ['UTF-8', Buffer.from(report)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${report}`)],
  ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${report}`, 'utf16le')],
])('reads a report in %s', (_, bytes) => {
  const file = path.join(folder, 'report.json');
  writeFileSync(file, bytes);
  expect(readReport(file).schema).toBe('plimsoll.report/v1');
});

it('says what is wrong with what is no report', () => {
  const file = path.join(folder, 'report.json');
  for (const bytes of [Buffer.from([0, 1, 2]), Buffer.from('{"schema"'), Buffer.from('[]')]) {
    writeFileSync(file, bytes);
    expect(() => readReport(file)).toThrow(/is no (?:JSON )?report/);
  }
});
