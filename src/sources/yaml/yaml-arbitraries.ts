import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';

/** Scalars around every rule of go-yaml v2's resolver, one a line. */
const scalarProbes = linesOf('scalar-probes.txt');

/** Pieces of syntax as JSON strings, one a line. */
const fragments = linesOf('syntax-fragments.txt').map((line) => String(JSON.parse(line)));

function linesOf(name: string): readonly string[] {
  return readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8')
    .trimEnd()
    .split('\n');
}

const placements: readonly string[] = [
  'a: X',
  '- X',
  'X',
  '[X]',
  '{X: 1}',
  'X: 1',
  '? X',
  '{a: X}',
  '"b": X\nc: 1',
  'a: X # c',
  'a:\n  X\n  more',
  '- - X\n  - X',
  'a: &q X\nb: *q',
  '? X\n: X',
  '- X: X\n  z: X',
];

/** Each probe at each place where a scalar can stand. */
export function placedScalars(): readonly string[] {
  return placements.flatMap((placement) =>
    scalarProbes.map((probe) => placement.replaceAll('X', () => probe)),
  );
}

/** Pieces of syntax in any order: mostly nonsense, which is where readers part. */
export const fragmentSoup: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''));

const plainWord = fc.constantFrom(
  'name',
  'image',
  'on',
  'yes',
  'a b',
  'http://x:80/',
  '1.5',
  '0o17',
  '',
  '~',
  'x-y_z',
  'a#b',
);
const quoted = fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text));
const scalar = fc.oneof(
  plainWord,
  quoted,
  plainWord.map((word) => `'${word}'`),
  fc.constantFrom(...scalarProbes),
  fc.constantFrom('|\n  l1\n   l2\n\n', '>-\n  f1\n  f2\n', '&x v', '*x', '!t v'),
);

/** Well-formed documents most of the time: block and flow collections, anchors, merges, comments. */
export const grammaticalYaml: fc.Arbitrary<string> = fc.letrec<{
  node: string;
  mapping: string;
  sequence: string;
}>((tie) => ({
  mapping: fc
    .array(fc.tuple(fc.oneof(plainWord, quoted, fc.constant('<<')), tie('node')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((pairs) => pairs.map(([key, value]) => `${key}:${nest(value)}`).join('\n')),
  sequence: fc
    .array(tie('node'), { minLength: 1, maxLength: 4 })
    .map((items) => items.map((item) => `-${nest(item)}`).join('\n')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(scalar, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(plainWord, scalar), { maxLength: 3 })
      .map((pairs) => `{${pairs.map(([k, v]) => `${k}: ${v}`).join(', ')}}`),
    tie('mapping'),
    tie('sequence'),
  ),
})).node;

function nest(value: string): string {
  return value.includes('\n') ? `\n  ${value.replaceAll('\n', '\n  ')}` : ` ${value}`;
}

const noise = fc.constantFrom(
  ...Array.from('\n\t :-?[]{},&*!|>\'"%@`#\\~<=.0a1yx\r\u0085\u2028é'),
  '\n---\n',
  '\r\n',
  '  ',
);

/** A real text with a few changes: characters put in or taken out, a line moved in or out, other line ends. */
export function mutationsOf(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(),
    fc.constantFrom('insert', 'delete', 'indent', 'outdent', 'copy', 'breaks'),
    noise,
    fc.nat(12),
  );
  return fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.boolean(),
      fc.array(change, { minLength: 1, maxLength: 5 }),
    )
    .map(([text, from, part, changes]) => changes.reduce(mutate, part ? someLines(text, from) : text));
}

function someLines(text: string, from: number): string {
  const lines = text.split('\n');
  const first = from % lines.length;
  return lines.slice(first, first + 1 + (from % 9)).join('\n');
}

function mutate(text: string, [at, kind, insert, length]: [number, string, string, number]): string {
  const position = text === '' ? 0 : at % text.length;
  const lineStart = text.lastIndexOf('\n', position - 1) + 1;
  switch (kind) {
    case 'insert':
      return text.slice(0, position) + insert + text.slice(position);
    case 'delete':
      return text.slice(0, position) + text.slice(position + 1 + (length % 4));
    case 'indent':
      return text.slice(0, lineStart) + ' '.repeat(1 + (length % 3)) + text.slice(lineStart);
    case 'outdent':
      return text.slice(0, lineStart) + text.slice(lineStart).replace(/^ {1,2}/, '');
    case 'copy':
      return text.slice(0, position) + text.slice(lineStart, lineStart + length) + text.slice(position);
    default:
      return text.replaceAll('\n', ['\r\n', '\r', '\r\r\n'][length % 3] ?? '\n');
  }
}
