import { expect, it } from 'vitest';
import { createInterner } from './interner.ts';

it('gives every text back as it is, also after it was forgotten and when it is long', () => {
  const interned = createInterner(256, 4096);
  const texts = Array.from({ length: 20_000 }, (_, index) => `text ${index % 9000}`);
  for (const text of [...texts, 'x'.repeat(1000), '']) expect(interned(text)).toBe(text);
});
