import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { FieldPath, Json } from '../../cluster/index.ts';
import { buildValue } from './build.ts';
import { findField } from './field-node.ts';
import { parseDocument } from './parser.ts';
import { placeInSimpleYaml } from './simple-place.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import { fragmentSoup, grammaticalYaml, mutationsOf, placedScalars } from './yaml-arbitraries.ts';

const deployment = readFileSync(path.join(import.meta.dirname, 'fixtures', 'deployment.yaml'), 'utf8');

/** The full reader is held against the decoder of Kubernetes (decoder-oracle.test.ts); this one against the full reader. */
function agrees(text: string): boolean {
  const simple = readSimpleYaml(text);
  if (simple === undefined) return false;
  const { root, ignoredFrom } = parseDocument(text);
  if (root === undefined) throw new Error('the full reader finds no document');
  expect(ignoredFrom).toBeUndefined();
  expect(simple.start).toBe(root.start);
  const built = buildValue(root);
  expect(built.remarks).toEqual([]);
  expect(simple.value).toEqual(built.value);
  expect(JSON.stringify(simple.value)).toBe(JSON.stringify(built.value));
  for (const written of pathsOf(simple.value)) {
    for (const fields of [written, [...written, 'not written'], [...written, 99]]) {
      const { field } = findField(root, fields);
      const place = placeInSimpleYaml(text, simple.start, text.length, fields);
      expect([fields, place]).toEqual([fields, (field.key ?? field.node).start]);
    }
  }
  return true;
}

/** Every path in a value, containers included. */
function pathsOf(value: Json, base: FieldPath = []): readonly FieldPath[] {
  if (typeof value !== 'object' || value === null) return [base];
  const entries: [string | number, Json][] = Array.isArray(value)
    ? value.map((item: Json, index): [number, Json] => [index, item])
    : Object.entries(value);
  return [base, ...entries.flatMap(([step, item]) => pathsOf(item, [...base, step]))];
}

function withBreak(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

describe('the fast way', () => {
  it('reads what programs write, and as the full reader does', () => {
    const texts = [
      'a: 1\nb:\n  - x\n  - v: z\n    w: []\n',
      'a:\n- b: |\n    one\n\n     two\n  c: >-\n    three\n    four\n-\n  - - 1\n    - {}\n',
      '---\n# head\na: "q\\"\\n"\nb: \'it\'\'s\'\n"c d": ~\n',
      "on-call: 'yes'\nport: 0o17\nhex: 0x1F\nwhen: 2026-01-02\nratio: 1e3\nnone:\nempty: ''\n",
      '10-default.conf: 1\n0x: -0\n',
      'name: yes\nnode: 00\ntype: 123456789012345678\ntrue-ish: true\non-call: ~x\n',
      'f:spec: {}\nurl: http://x/?a#b\nascii: \u00e9\u4e2d\ntext: a {b} [c], "d" \\e\n',
    ];
    for (const text of texts) expect(agrees(text), text).toBe(true);
    expect(
      agrees(dump(JSON.parse(JSON.stringify({ a: { b: [1, 'x: y', '- z', null, true, 'true'] } })))),
    ).toBe(true);
  });

  it.each([
    ['a key written twice', 'a: 1\na: 2\n'],
    ['an anchor', 'a: &x 1\n'],
    ['a merge', '<<: {a: 1}\n'],
    ['a flow collection', 'a: [b]\n'],
    ['a comment behind a value', 'a: b # c\n'],
    ['a value over two lines', 'a: b\n  c\n'],
    ['a key that is no text', 'on: 1\n'],
    ['a tab', 'a:\tb\n'],
    ['an end of the document', 'a: b\n...\nc: d\n'],
    ['an escape that JSON has not', 'a: "\\x41"\n'],
    ['a key that is too long', `'${'k'.repeat(1100)}': 1\n`],
    ['indentation that does not fit', 'a:\n    b: 1\n  c: 2\n'],
    ['nothing', '# nothing\n'],
    ['text alone', 'text\n'],
    ['infinity', 'a: 1e999\nb: .inf\n'],
  ])('leaves to the full reader: %s', (_, text) => {
    expect(readSimpleYaml(text)).toBeUndefined();
  });

  it('agrees with the full reader wherever it reads at all', () => {
    for (const text of placedScalars()) agrees(withBreak(text));
    const plain = fc.jsonValue({ maxDepth: 4 }).map((value) => dump(value, { noRefs: true }));
    const any = fc.oneof(fragmentSoup, grammaticalYaml, mutationsOf([deployment]), plain);
    fc.assert(
      fc.property(any, (text) => {
        agrees(withBreak(text));
      }),
      { numRuns: 2000 },
    );
  });
});
