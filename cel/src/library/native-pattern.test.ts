import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { nativePattern } from './native-pattern.ts';

const character = fc.constantFrom(...'aAbz09_-./: @|^$\\[](){}*+?,sdw\n\té😀\u2028\v\r');
const atom = fc.oneof(
  fc.constantFrom(...'abz09/:@- '),
  fc.constantFrom(
    '[a-z]',
    '[^/]',
    '[^:/]',
    '[a-c0-9_]',
    '[.]',
    '[-a]',
    '\\s',
    '\\d',
    '\\w',
    '\\.',
    '.',
    '[\\s;]',
    '[^\\d]',
  ),
);
const repeat = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}');
const piece: fc.Arbitrary<string> = fc.tuple(atom, repeat).map((parts) => parts.join(''));
const sequence = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const group = fc
  .tuple(fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '?'))
  .map(([alternatives, optional]) => `(${alternatives.join('|')})${optional}`);
const pattern = fc
  .tuple(
    fc.constantFrom('', '^'),
    fc.array(fc.oneof(piece, group), { maxLength: 5 }),
    fc.constantFrom('', '$'),
  )
  .map(([start, pieces, end]) => start + pieces.join('') + end);
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));

describe('patterns that JavaScript runs itself', () => {
  test('match what RE2 matches', () => {
    let native = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
        const found = nativePattern(source);
        if (found === undefined) return;
        native++;
        const expression = RE2JS.compile(source);
        for (const given of texts)
          expect([source, given, found.expression.test(given)]).toEqual([
            source,
            given,
            expression.matcher(given).find(),
          ]);
      }),
      { numRuns: 3000 },
    );
    expect(native).toBeGreaterThan(1000);
  });

  test('of any text are none, or patterns of RE2 that match the same', () => {
    fc.assert(
      fc.property(text, text, (source, given) => {
        const found = nativePattern(source);
        if (found === undefined) return;
        let expression: RE2JS;
        try {
          expression = RE2JS.compile(source);
        } catch {
          return;
        }
        expect(found.expression.test(given)).toBe(expression.matcher(given).find());
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    '(a+)+',
    '(a|b)*',
    '(?i)a',
    '\\bword',
    '\\p{L}',
    'a*?',
    '[[:alpha:]]',
    '(ab){2}',
    'é',
    'a{1000}',
    '\\A',
  ])('%s is left to RE2', (source) => {
    expect(nativePattern(source)).toBeUndefined();
  });

  test('patterns with more ways than can be tried are left to RE2', () => {
    expect(nativePattern(`^${'a?'.repeat(40)}${'a'.repeat(40)}b`)).toBeUndefined();
    expect(nativePattern('^(a|a)?'.repeat(12))).toBeUndefined();
  });

  test('the more ways there are to match, the shorter the text that is tried', () => {
    const longest = (source: string) => nativePattern(source)?.longestText;
    expect(longest('^abc')).toBe(20_000);
    expect(longest('@sha256:[0-9a-f]{64}$')).toBe(20_000);
    expect(longest(':[^:/]+$')).toBe(141);
    expect(longest('a*b*c*d*')).toBe(7);
  });

  test('the slowest text of the longest length is quick', () => {
    for (const source of ['a*b', 'a*a*b', 'a*a*a*b', '(a|a)?(a|a)?(a|a)?b', '^a*a*a*a*b']) {
      const found = nativePattern(source);
      const slow = 'a'.repeat(found?.longestText ?? 0);
      const start = process.cpuUsage();
      expect(found?.expression.test(slow)).toBe(false);
      const { user } = process.cpuUsage(start);
      expect(user).toBeLessThan(50_000);
    }
  });
});
