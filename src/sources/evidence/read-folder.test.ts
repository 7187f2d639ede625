import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEvidenceFolder } from './read-folder.ts';

test('reads values and tables by their content, several values in one file, and says what is neither', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'aws'));
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(path.join(folder, name), content);
  write('aws/a.out', '{"one": 1}\n{"two": 2}\n');
  write('b.csv', 'group,user\nsre,jane\n');
  write('c.json', '{"broken": ');
  write('d.txt', 'words\n');
  write('e.bin', new Uint8Array([0, 1, 2]));
  write('.hidden', 'x');
  const { files, problems } = readEvidenceFolder(folder);
  expect(files).toMatchObject([
    { file: path.join(folder, 'aws/a.out'), values: [{ one: 1 }, { two: 2 }] },
    {
      file: path.join(folder, 'b.csv'),
      rows: [{ cells: ['group', 'user'] }, { line: 2, cells: ['sre', 'jane'] }],
    },
  ]);
  expect(problems.map(({ code, file }) => [code, path.basename(file ?? '')])).toEqual([
    ['evidence-unreadable', 'c.json'],
    ['evidence-unreadable', 'd.txt'],
    ['evidence-unreadable', 'e.bin'],
  ]);
  expect(() => readEvidenceFolder(path.join(folder, 'none'))).toThrow(
    expect.objectContaining({ code: 'evidence-missing' }) as Error,
  );
});

test('says that there is nothing in a folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, '.hidden'), 'x');
  expect(readEvidenceFolder(folder)).toMatchObject({
    files: [],
    problems: [{ code: 'evidence-none', severity: 'warning', file: folder }],
  });
});

test('reads every list that a loop wrote into one file, also empty ones, and says where the text is no more JSON', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    path.join(folder, 'a.json'),
    '[]\n[\n  {"one": ["x", [1]]}\n]\r\n[{"two": "]\\n["}]\n{"three": 3}\n',
  );
  writeFileSync(path.join(folder, 'b.json'), '[{"one": 1}] words\n');
  const { files, problems } = readEvidenceFolder(folder);
  expect(files).toMatchObject([{ values: [[], [{ one: ['x', [1]] }], [{ two: ']\n[' }], { three: 3 }] }]);
  expect(problems.map(({ code, file }) => [code, path.basename(file ?? '')])).toEqual([
    ['evidence-unreadable', 'b.json'],
  ]);
});
