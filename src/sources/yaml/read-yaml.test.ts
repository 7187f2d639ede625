import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../cluster/index.ts';
import { MAX_DEPTH } from './parser.ts';
import { readYaml } from './read-yaml.ts';

interface RecordedCase {
  readonly text: string;
  readonly documents: readonly Json[];
  readonly error?: string;
}

const recorded = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'kubernetes-decoder-cases.json'), 'utf8'),
) as readonly RecordedCase[];

function values(text: string): readonly Json[] {
  return readYaml(text, 'x.yaml').documents.map(({ value }) => value);
}

function codes(text: string): readonly (readonly [string, number | undefined, number | undefined])[] {
  return readYaml(text, 'x.yaml').problems.map(({ code, line, column }) => [code, line, column]);
}

// recorded from k8s.io/apimachinery v0.37.2, NewYAMLOrJSONDecoder
describe('answers of the Kubernetes decoder', () => {
  it.for(recorded)('$text', ({ text, documents, error }) => {
    const reading = readYaml(text, 'x.yaml');
    const values = reading.documents.map(({ value }) => value);
    // kubectl stops at an error, we go on
    expect(error === undefined ? values : values.slice(0, documents.length)).toEqual(documents);
    expect(reading.problems.some(({ severity }) => severity === 'error')).toBe(error !== undefined);
  });
});

describe('what kubectl silently accepts', () => {
  it('is a warning: a key written twice, of which the last counts', () => {
    expect(values('a: 1\nb: 2\na: 3\n')).toEqual([{ a: 3, b: 2 }]);
    expect(codes('a: 1\nb: 2\na: 3\n')).toEqual([['yaml-duplicate-key', 3, 1]]);
    expect(codes('{"a": 1, "a": 3}')).toEqual([['yaml-duplicate-key', 1, 10]]);
    expect(codes('on: 1\n"true": 3\n')).toEqual([['yaml-duplicate-key', 2, 1]]);
  });

  it('is a warning: a merge below the key that it replaces', () => {
    expect(values('x: {a: 1, <<: {a: 2}}')).toEqual([{ x: { a: 2 } }]);
    expect(codes('x: {a: 1, <<: {a: 2}}')).toEqual([['yaml-merge-overrides', 1, 16]]);
    expect(codes('x: {<<: {a: 2}, a: 1}')).toEqual([]);
    expect(codes('x: {<<: [{a: 2}, {a: 3}], a: 1}')).toEqual([]);
  });

  it('is a warning: text behind the end of a document, or indented less than its start', () => {
    expect(values('a: 1\n...\nb: 2\n')).toEqual([{ a: 1 }]);
    expect(codes('a: 1\n...\nb: 2\n')).toEqual([['yaml-ignored-content', 3, 1]]);
    expect(values('  apiVersion: v1\nkind: Pod\n')).toEqual([{ apiVersion: 'v1' }]);
    expect(codes('  apiVersion: v1\nkind: Pod\n')).toEqual([['yaml-ignored-content', 2, 1]]);
  });
});

describe('errors', () => {
  it('cost one document; the ones around it are read', () => {
    const text = 'a: 1\n---\nb: [\n---\nc: "x\n---\nd: 4\n';
    expect(values(text)).toEqual([{ a: 1 }, { d: 4 }]);
    expect(codes(text)).toEqual([
      ['yaml-syntax', 4, 1],
      ['yaml-syntax', 5, 4],
    ]);
  });

  it.for([
    { text: 'a: 1\n\tb: 2\n', place: [2, 1] },
    { text: 'a: b: c\n', place: [1, 5] },
    { text: 'a: *x\n', place: [1, 4] },
    { text: 'k:\n - a\n b: 1\n', place: [3, 2] },
    { text: 'a: "\\q"\n', place: [1, 4] },
    { text: '{"a": 1,\n "b" 2}', place: [2, 6] },
    { text: 'x: \u0001\n', place: [1, 4] },
  ])('name the place: $text', ({ text, place }) => {
    expect(readYaml(text, 'x.yaml').problems.map(({ line, column }) => [line, column])).toEqual([place]);
  });

  it('name what JSON has no value for', () => {
    expect(codes('a: .inf\n')).toEqual([['yaml-value', 1, 4]]);
    expect(codes('a: {~: 1}\n')).toEqual([['yaml-key', 1, 5]]);
    expect(codes('? [a]\n: 1\n')).toEqual([['yaml-key', 1, 3]]);
    expect(values('a: .inf\na: 1\n')).toEqual([{ a: 1 }]);
  });

  it('name text behind `---`, which kubectl refuses', () => {
    expect(codes('a: 1\n--- b\nc: 2\n')).toEqual([['yaml-document-separator', 2, 1]]);
    expect(values('a: 1\n--- b\nc: 2\n')).toEqual([{ a: 1 }, { c: 2 }]);
  });
});

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function inObject(levels: number): string {
  return `{"a":${nested(levels - 1)}}`;
}

describe('limits', () => {
  it(`stop at ${MAX_DEPTH} levels, in YAML and JSON alike`, () => {
    for (const [text, expected] of [
      [nested(MAX_DEPTH), []],
      [nested(MAX_DEPTH + 1), ['yaml-depth']],
      [inObject(MAX_DEPTH), []],
      [inObject(MAX_DEPTH + 1), ['yaml-depth']],
      [nested(200_000), ['yaml-depth']],
      ['- '.repeat(200_000), ['yaml-depth']],
      ['{"a":'.repeat(200_000), ['yaml-depth']],
    ] as const) {
      expect(codes(text).map(([code]) => code)).toEqual(expected);
    }
  });

  // the classic "billion laughs"; go-yaml v2 limits what share of a document may come from aliases
  it('stop an alias bomb in well under a second', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++)
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    const started = performance.now();
    expect(codes(lines.join('\n')).map(([code]) => code)).toEqual(['yaml-alias-expansion']);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('stop an alias that contains itself', () => {
    expect(codes('a: &a [*a]\n').map(([code]) => code)).toEqual(['yaml-alias-expansion']);
  });

  it('hold for long lines and deep indentation without taking quadratic time', () => {
    const started = performance.now();
    values(`${'a, '.repeat(200_000)}\n`);
    values(`[${'a, '.repeat(200_000)}]\n`);
    values(`x: "${'a\\n'.repeat(200_000)}"\n`);
    values(`${' '.repeat(500_000)}a: 1\n`);
    values('\n'.repeat(500_000));
    values('&a '.repeat(100_000));
    values('? '.repeat(100_000));
    values('!'.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('keep a `__proto__` key a plain field', () => {
    const [value] = values('__proto__: {polluted: yes}\n');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
