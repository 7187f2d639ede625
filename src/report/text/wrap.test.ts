import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrap } from './wrap.ts';

describe('wrap', () => {
  it('breaks between words, and inside a word only when it is longer than a line', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('123.dkr.ecr.amazonaws.com/team/app', 20)).toEqual([
      '123.dkr.ecr.',
      'amazonaws.com/team/',
      'app',
    ]);
  });

  it('loses no character and keeps the width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '.', ' ') }),
        fc.integer({ min: 3, max: 30 }),
        (text, width) => {
          const lines = wrap(text, width);
          expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
