import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesText, shownText } from './shown-text.ts';

const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const command = /^[ \t]*::|##(?:vso|teamcity)?\[/m;
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[31m', '\u001b]0;x\u0007', '\u009b2J', '\n::error::', '##vso[', '\u202e', '\r'),
    ),
  )
  .map((parts) => parts.join(''));

describe('what is printed', () => {
  it('holds nothing that a terminal or a CI system obeys, and a second time changes nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = shownText(text, false);
        expect(shown.replaceAll('\r\n', '\n')).not.toMatch(raw);
        expect(shown).not.toMatch(command);
        expect(shownText(shown, false)).toBe(shown);
      }),
    );
  });

  it('keeps JSON the same to its readers, and the lines of every page', () => {
    fc.assert(
      fc.property(fc.array(hostile), (value) => {
        expect(JSON.parse(shownText(JSON.stringify(value, null, 2), false))).toEqual(value);
      }),
    );
    expect(shownText('a,b\r\nc\n\n  d', false)).toBe('a,b\r\nc\n\n  d');
  });

  it('has colours of the palette where there are colours, and no other sequence', () => {
    const bold = '\u001b[1mhead\u001b[22m';
    expect(shownText(bold, true)).toBe(bold);
    expect(shownText(bold, false)).toBe(String.raw`\u001b[1mhead\u001b[22m`);
    expect(shownText('\u001b[2J\u001b[5m', true)).toBe(String.raw`\u001b[2J\u001b[5m`);
  });

  it('shows commands of CI systems as text', () => {
    expect(shownText('x\n ::error::y', false)).toBe('x\n \\u003a:error::y');
    expect(shownText('x ##vso[task.complete]', false)).toBe(String.raw`x \u0023#vso[task.complete]`);
    expect(shownText('## Title\nhttps://a::b', false)).toBe('## Title\nhttps://a::b');
  });

  it('a line stays one line', () => {
    expect(linesText(['one\ntwo', 'three'])).toBe('one\\ntwo\nthree\n');
  });
});
