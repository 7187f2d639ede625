import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { codePointLength, utf8Length } from './text-length.ts';

it('counts bytes as an encoder writes them, and code points, of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '中', '😀', '\ud83d', '\ude00') }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
      expect(codePointLength(text)).toBe([...text].length);
    }),
  );
});
