import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLines } from './command-lines.ts';

test('a shell reads the lines as the command, and they fit where words do', () => {
  const word = fc.oneof(
    fc.stringMatching(/^[a-z0-9./=-]{1,40}$/),
    fc.stringMatching(/^[a-z ]{1,20}$/).map((text) => `'${text}'`),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
      const lines = commandLines(words.join(' '), '    ', 60);
      expect(lines.map((line) => line.trim().replace(/ \\$/, '')).join(' ')).toBe(words.join(' '));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    }),
  );
});
