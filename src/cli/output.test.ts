import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseOutputs, writeFileWhole } from './output.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('-o', () => {
  it('is the table when nothing is said', () => {
    expect(parseOutputs([])).toEqual([{ format: 'table' }]);
  });

  it('takes several formats, each to its file', () => {
    expect(parseOutputs(['table', 'sarif=out.sarif', 'json=report.json'])).toEqual([
      { format: 'table' },
      { format: 'sarif', file: 'out.sarif' },
      { format: 'json', file: 'report.json' },
    ]);
  });

  it('writes HTML to a named file unless told to print it', () => {
    expect(parseOutputs(['html'])).toEqual([{ format: 'html', file: 'plimsoll-report.html' }]);
    expect(parseOutputs(['html=-'])).toEqual([{ format: 'html' }]);
  });

  it('refuses two formats on standard output, an unknown format and an empty file name', () => {
    expect(() => parseOutputs(['table', 'json'])).toThrow(/cannot both go to standard output/);
    expect(() => parseOutputs(['pdf'])).toThrow(/Unknown output format "pdf"/);
    expect(() => parseOutputs(['json='])).toThrow(/names no file/);
  });
});

describe('writeFileWhole', () => {
  it('writes mode 0600 and leaves no temporary file', () => {
    const file = path.join(folder, 'report.json');
    writeFileWhole(file, ['{', '}']);
    expect(readFileSync(file, 'utf8')).toBe('{}');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it('keeps the older file when writing fails half-way', () => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, 'older');
    function* failing(): Generator<string> {
      yield 'new';
      throw Object.assign(new Error('write'), { code: 'ENOSPC' });
    }
    expect(() => writeFileWhole(file, failing())).toThrow(
      /report\.json could not be written: the disk is full/,
    );
    expect(readFileSync(file, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it('says when the folder does not exist', () => {
    expect(() => writeFileWhole(path.join(folder, 'no/such/report.json'), ['x'])).toThrow(
      /the folder does not exist/,
    );
  });
});
