import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliError, formatError } from './errors.ts';

const source = path.join(import.meta.dirname, '..');
const page = readFileSync(path.join(source, '../docs/errors.md'), 'utf8');

/** Every code that any room's source names: keys of its catalogue in errors.ts, and codes of problems made in place. */
function codesInSource(): Map<string, string> {
  const codes = new Map<string, string>();
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/fixtures|e2e\//.test(file),
  );
  for (const file of files) {
    const text = readFileSync(path.join(source, file), 'utf8');
    const patterns = [/\bcode: '([a-z]+(?:-[a-z]+)*)'/g, /\b(?:problem|Error)\(\s*'([a-z]+(?:-[a-z]+)+)',/g];
    if (path.basename(file) === 'errors.ts') patterns.push(/^ {2}'?([a-z]+(?:-[a-z]+)*)'?:\s+['"]/gm);
    for (const pattern of patterns) for (const [, code = ''] of text.matchAll(pattern)) codes.set(code, file);
  }
  for (const field of ['apiversion', 'kind', 'name'])
    codes.set(`object-${field}-missing`, 'cluster/object-shape.ts');
  return codes;
}

describe('docs/errors.md', () => {
  const documented = new Set([...page.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, code]) => code));

  it('explains every stable code of every room', () => {
    const codes = codesInSource();
    expect(codes.size).toBeGreaterThan(80);
    expect([...codes].filter(([code]) => !documented.has(code))).toEqual([]);
  });

  it('has no code that no room knows', () => {
    const codes = codesInSource();
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code = '']) => code);
    expect(rows.filter((code) => !codes.has(code))).toEqual([]);
    expect(rows.length).toBe(new Set(rows).size);
  });

  it('says in every row what to do', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.filter((row) => row.split(' | ').length !== 3 || /\| *\|$/.test(row))).toEqual([]);
  });
});

describe('formatError', () => {
  it('says what, the code and what to do, with the code in the first line', () => {
    const error = new CliError('catalogue-broken', '2 mistakes\na.yaml:1:1: x\nb.yaml:1:1: y', 'Mend them.');
    expect(formatError(error)).toBe(
      'plimsoll: 2 mistakes (catalogue-broken)\na.yaml:1:1: x\nb.yaml:1:1: y\n  Mend them.',
    );
  });

  it('shows where a mistake of our own is', () => {
    expect(formatError(new TypeError('x is not a function'))).toMatch(/x is not a function\n.*\n\s+at /);
  });
});
