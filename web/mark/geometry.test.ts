import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLineGeometry } from './geometry.ts';

const score = fc.record({
  lo: fc.double({ min: 0, max: 100, noNaN: true }),
  hi: fc.double({ min: 0, max: 100, noNaN: true }),
  coverage: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('load line', () => {
  it('stands at the foot of the disc for 0 and at its top for 100', () => {
    const none = loadLineGeometry(120, { lo: 0, hi: 0, coverage: 0 });
    const all = loadLineGeometry(120, { lo: 100, hi: 100, coverage: 1 });
    expect(none.yLo).toBeCloseTo(none.center + none.disc);
    expect(all.yLo).toBeCloseTo(all.center - all.disc);
    expect(none.covered).toBe(0);
    expect(all.covered).toBeCloseTo(all.circumference);
  });

  it('never puts the possible score under the proven one, nor any part outside the drawing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 400 }), score, (size, value) => {
        const geometry = loadLineGeometry(size, value);
        expect(geometry.yHi).toBeLessThanOrEqual(geometry.yLo);
        expect(geometry.disc).toBeGreaterThan(0);
        expect(geometry.ring + geometry.ringWidth / 2).toBeLessThanOrEqual(size / 2);
        expect(geometry.covered).toBeLessThanOrEqual(geometry.circumference);
      }),
    );
  });
});
