import { describe, expect, it } from 'vitest';
import { parseOutputs } from './output.ts';

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

  it('knows standard output by its other names', () => {
    for (const name of ['-', '/dev/stdout', '/dev/fd/1'])
      expect(parseOutputs([`json=${name}`])).toEqual([{ format: 'json' }]);
    expect(() => parseOutputs(['table', 'json=/dev/stdout'])).toThrow(/cannot both go to standard output/);
  });

  it('refuses two formats on standard output, an unknown format and an empty file name', () => {
    expect(() => parseOutputs(['table', 'json'])).toThrow(/cannot both go to standard output/);
    expect(() => parseOutputs(['pdf'])).toThrow(/Unknown output format "pdf"/);
    expect(() => parseOutputs(['json='])).toThrow(/names no file/);
  });
});
