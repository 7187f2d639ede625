import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from './text-edit.ts';
import { unifiedDiff } from './unified-diff.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'unified-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Edited {
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

const line = fc.constantFrom('a', 'b', '', '  c', 'é\r', '-d', '+e', '@@');
const edited: fc.Arbitrary<Edited> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 40 }),
    ends: fc.boolean(),
    cuts: fc.uniqueArray(fc.nat(120), { maxLength: 8 }),
    inserted: fc.array(fc.constantFrom('', 'x', '\ny', 'z\n', '\n\n'), { minLength: 4, maxLength: 4 }),
  })
  .map(({ lines, ends, cuts, inserted }) => {
    const text = lines.join('\n') + (ends ? '\n' : '');
    const places = cuts.map((cut) => Math.min(cut, text.length)).toSorted((one, other) => one - other);
    const edits = inserted.flatMap((content, index) => {
      const [start, end] = places.slice(2 * index, 2 * index + 2);
      return start === undefined || end === undefined ? [] : [{ start, end, text: content }];
    });
    return { text, edits };
  });

describe('unifiedDiff', () => {
  it('says to git apply exactly what the edits do, whatever they are', () => {
    const samples = fc.sample(edited, 300).filter(({ text, edits }) => applyEdits(text, edits) !== text);
    const diffs = samples.map(({ text, edits }, index) => {
      writeFileSync(path.join(folder, `${index}.yaml`), text);
      return unifiedDiff(`${index}.yaml`, text, edits).text;
    });
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diffs.join('') });
    for (const [index, { text, edits }] of samples.entries())
      expect(readFileSync(path.join(folder, `${index}.yaml`), 'utf8')).toBe(applyEdits(text, edits));
  });

  it('has three lines around a change and one hunk for what is near', () => {
    const text = Array.from({ length: 20 }, (_, index) => `${index}\n`).join('');
    const insertion = (before: number) => ({
      start: text.indexOf(`\n${before}\n`) + 1,
      end: text.indexOf(`\n${before}\n`) + 1,
      text: 'new\n',
    });
    expect(unifiedDiff('x', text, [insertion(4), insertion(9)]).text.match(/^@@.*@@$/gm)).toEqual([
      '@@ -2,11 +2,13 @@',
    ]);
    expect(unifiedDiff('x', text, [insertion(3), insertion(16)]).text.match(/^@@.*@@$/gm)).toEqual([
      '@@ -1,6 +1,7 @@',
      '@@ -14,6 +15,7 @@',
    ]);
  });

  it('shows no hidden line, and still applies', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
    const at = (line: number) => text.indexOf(`line ${line}\n`);
    const secret = { start: at(5) + 5, end: at(5) + 6 };
    const insertion = (line: number) => ({ start: at(line), end: at(line), text: 'new\n' });
    const edits = [insertion(4), insertion(7)];
    const { text: diff, withheld } = unifiedDiff('hidden.yaml', text, edits, [secret]);
    expect(withheld).toBe(0);
    expect(diff).not.toContain('line 5');
    writeFileSync(path.join(folder, 'hidden.yaml'), text);
    execFileSync('git', ['apply', '-'], { cwd: folder, input: diff });
    expect(readFileSync(path.join(folder, 'hidden.yaml'), 'utf8')).toBe(applyEdits(text, edits));
  });

  it('withholds a change that stands on a hidden line or right before one', () => {
    const text = 'a\nsecret\nb\n';
    const secret = { start: 2, end: 8 };
    expect(unifiedDiff('x', text, [{ start: 2, end: 3, text: 'S' }], [secret])).toEqual({
      text: '',
      withheld: 1,
    });
    expect(unifiedDiff('x', text, [{ start: 1, end: 1, text: '\nnew' }], [secret])).toEqual({
      text: '',
      withheld: 1,
    });
    expect(unifiedDiff('x', text, [{ start: 9, end: 9, text: 'new\n' }], [secret])).toMatchObject({
      withheld: 0,
    });
  });

  it('is empty where nothing changes', () => {
    expect(unifiedDiff('x', 'a\n', [{ start: 0, end: 1, text: 'a' }]).text).toBe('');
    expect(unifiedDiff('x', 'a\n', []).text).toBe('');
  });

  it.each(['with space.yaml', 'ünicode.yaml', 'quo"te.yaml', 'tab\there.yaml', 'a/b c/d.yaml'])(
    'names the file %j as git does',
    (name) => {
      mkdirSync(path.join(folder, 'a/b c'), { recursive: true });
      writeFileSync(path.join(folder, name), 'a\n');
      const diff = unifiedDiff(name, 'a\n', [{ start: 0, end: 1, text: 'b' }]).text;
      execFileSync('git', ['apply', '-'], { cwd: folder, input: diff });
      expect(readFileSync(path.join(folder, name), 'utf8')).toBe('b\n');
    },
  );
});
