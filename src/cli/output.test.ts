import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseOutputs, writeExactly } from './output.ts';

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

describe('writeExactly', () => {
  /** What reaches standard output. */
  async function printed(content: string | Uint8Array, terminal: boolean): Promise<string> {
    const chunks: Uint8Array[] = [];
    const was = process.stdout.isTTY;
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk, encodingOrDone, done) => {
      chunks.push(Buffer.from(chunk));
      const end = typeof encodingOrDone === 'function' ? encodingOrDone : done;
      end?.();
      return true;
    });
    process.stdout.isTTY = terminal;
    try {
      await writeExactly(content);
    } finally {
      process.stdout.isTTY = was;
      write.mockRestore();
    }
    return Buffer.concat(chunks).toString();
  }

  const manifest = 'name: a\u202eb\n# \u001b[2J\n::error::x\n';

  it('changes no byte on the way to a program, and lets no terminal obey what it is shown', async () => {
    for (const content of [manifest, Buffer.from(manifest)]) {
      expect(await printed(content, false)).toBe(manifest);
      expect(await printed(content, true)).toBe(
        String.raw`name: a\u202eb` +
          '\n' +
          String.raw`# \u001b[2J` +
          '\n' +
          String.raw`\u003a:error::x` +
          '\n',
      );
    }
  });
});

it('is the only door: no command writes to a stream by itself', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const printing = files.filter((file) =>
    /\bprocess\.std(?:out|err)\.write\b|\bconsole\./.test(
      readFileSync(path.join(import.meta.dirname, file), 'utf8'),
    ),
  );
  expect(printing).toEqual(['output.ts']);
});
