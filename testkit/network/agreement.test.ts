import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineSubjects } from './subjects/engine.ts';

const cases = 400;

// The same questions every time; others are asked by the fuzzes.
describe('the engine and the slow evaluator say the same', () => {
  test.for([...engineSubjects])('$name', async ({ arbitrary, start }) => {
    const generated = fc.sample(arbitrary, { seed: 20261125, numRuns: cases });
    const comparison = await start();
    const differences = (await comparison?.compare(generated)) ?? ['not started'];
    expect(differences.filter((difference) => difference !== undefined)).toEqual([]);
    const asked = generated.reduce((sum, { packets }) => sum + packets.length, 0);
    expect(asked).toBeGreaterThan(cases * 10);
  });
});
