import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleStrings, visibleText } from './visible-text.ts';

test('what a terminal or a CI system would obey is shown, not obeyed', () => {
  expect(visibleText('\u001b]0;pwn\u0007\u001b[2J')).toBe(String.raw`\u001b]0;pwn\u0007\u001b[2J`);
  expect(visibleText('a\n::error file=x::pwned')).toBe(String.raw`a\n::error file=x::pwned`);
  expect(visibleText('safe\u202eexe')).toBe(String.raw`safe\u202eexe`);
  expect(visibleText('Ürümqi 🚢')).toBe('Ürümqi 🚢');
});

test('nothing invisible is left in any string or key, and a second time changes nothing', () => {
  fc.assert(
    fc.property(
      fc.object({ values: [fc.string({ unit: 'binary' }), fc.integer(), fc.boolean()] }),
      (value) => {
        const once = visibleStrings(value);
        expect(JSON.stringify(once)).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|(?<!\\)\\u00[01]/,
        );
        expect(visibleStrings(once)).toEqual(once);
      },
    ),
  );
});
