import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBlocks, formatAddress, isIn, parseAddress, parseBlock } from './address.ts';

describe('addresses', () => {
  test('are read as Node reads them, and written back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const address = parseAddress(text);
        expect(address !== undefined).toBe(isIP(text) !== 0 && !text.includes('%'));
        if (address === undefined) return;
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  // https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 and https://www.rfc-editor.org/rfc/rfc5952#section-4
  test.each([
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['fe80:0:0:0:0:0:0:0', 'fe80::'],
  ])('%s is %s', (text, written) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(written);
  });
});

describe('blocks', () => {
  test.each([
    ['10.0.0.0/8', false],
    ['10.1.0.0/8', true],
    ['0.0.0.0/0', false],
    ['fd00::/8', false],
    ['fd00::1/64', true],
  ])('%s', (text, hostBits) => {
    expect(parseBlock(text)).toMatchObject({ hostBits });
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/08', '/8', 'a/8'])(
    '%s is none',
    (text) => {
      expect(parseBlock(text)).toBeUndefined();
    },
  );

  const blocks = fc.array(
    fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
    ),
    { maxLength: 8 },
  );

  test('cut at their edges are whole in or out of each, and together everything, once', () => {
    fc.assert(
      fc.property(blocks, fc.oneof(fc.ipV4(), fc.ipV6()), (given, text) => {
        const parsed = given.flatMap(([address, length]) => parseBlock(`${address}/${length}`) ?? []);
        const pieces = cutBlocks(parsed);
        const address = parseAddress(text);
        if (address === undefined) throw new Error(text);
        const around = pieces.filter((piece) => isIn(address, piece));
        expect(around).toHaveLength(1);
        for (const block of parsed)
          for (const piece of pieces) {
            if (piece.family !== block.family) continue;
            const first = isIn({ family: piece.family, value: piece.first }, block);
            expect(isIn({ family: piece.family, value: piece.last }, block)).toBe(first);
          }
      }),
    );
  });
});
