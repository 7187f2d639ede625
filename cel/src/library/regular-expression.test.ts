import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { matches } from './regular-expression.ts';

/** One that JavaScript's own engine is not trusted with, and one that it is. */
const patterns = ['^(a+(-b)*)+$', '(?i)AB|c', '^[ab]+$'];

test('an answer is that of RE2, the first time and when it is asked again', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', 'c'), maxLength: 300 });
  const questions = fc.array(fc.tuple(text, fc.constantFrom(...patterns)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(questions, (asked) => {
      for (const [each, pattern] of [...asked, ...asked])
        expect(matches(each, pattern)).toBe(RE2JS.compile(pattern).matcher(each).find());
    }),
  );
});

test('more texts than are kept change no answer', () => {
  const texts = Array.from({ length: 1000 }, (_, index) => `${'a'.repeat(index % 7)}-${index}`);
  const answers = texts.map((text) => matches(text, '^(a+-)+[0-9]*[02468]$'));
  expect(texts.map((text) => matches(text, '^(a+-)+[0-9]*[02468]$'))).toEqual(answers);
  expect(answers).toEqual(texts.map((text, index) => text.startsWith('a') && index % 2 === 0));
});
