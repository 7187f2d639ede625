import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isKnownPlace } from './known-place.ts';

let input: string;
beforeAll(() => {
  const root = mkdtempSync(path.join(tmpdir(), 'places-'));
  input = path.join(root, 'shop');
  mkdirSync(path.join(input, 'templates'), { recursive: true });
  writeFileSync(path.join(input, 'templates/api.yaml'), '');
  writeFileSync(path.join(root, 'beside.yaml'), '');
});
afterAll(() => rmSync(path.dirname(input), { recursive: true }));

const known = (text: string) => isKnownPlace(text, { folders: [input], named: ['prod.yaml'] });

test.each([
  'templates/api.yaml',
  'shop/templates/api.yaml:12:3',
  'my-chart/templates/api.yaml:1',
  'prod.yaml',
])('%s is a file of the input', (text) => expect(known(text)).toBe(true));

// What a tool quotes may be the value of a Secret: only what is there is repeated
test.each(['hunter2.yaml', 'templates/hunter2.yaml:3', '../beside.yaml', 'beside.yaml', 'templates', ''])(
  '%j is not',
  (text) => expect(known(text)).toBe(false),
);

test('an absolute path is known below the input only', () => {
  expect(known(path.join(input, 'templates/api.yaml'))).toBe(true);
  expect(known('/etc/passwd')).toBe(false);
});
