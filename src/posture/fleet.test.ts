import { describe, expect, it } from 'vitest';
import { fleetScore } from './fleet.ts';
import type { Score } from './score.ts';

const good: Score = { lo: 90, hi: 100, coverage: 0.9, loLimit: 100, contributors: [] };

describe('the score of a fleet', () => {
  it('gives every cluster one voice', () => {
    expect(fleetScore([good, { ...good, lo: 50, hi: 60 }])).toEqual({
      lo: 70,
      hi: 80,
      coverage: 0.9,
      loLimit: 100,
      contributors: [],
    });
  });

  it('counts a cluster that could not be judged as anything from 0 to 100', () => {
    expect(fleetScore([good, undefined])).toMatchObject({ lo: 45, hi: 100, coverage: 0.45, loLimit: 59 });
  });

  it('is capped by the lowest cap of any cluster', () => {
    const capped: Score = {
      lo: 59,
      hi: 59,
      coverage: 1,
      loLimit: 59,
      cap: { limit: 59, reason: 'open critical' },
      contributors: [],
    };
    expect(fleetScore([good, good, good, capped])).toMatchObject({
      lo: 59,
      hi: 59,
      cap: { reason: 'open critical' },
    });
  });

  it('costs by a control the mean of what it costs each cluster', () => {
    const cost = (control: string, points: number) => ({
      ...good,
      contributors: [{ control, points, failing: 1 }],
    });
    expect(fleetScore([cost('a', 4), cost('a', 2), cost('b', 9)])?.contributors).toEqual([
      { control: 'b', points: 3, failing: 1 },
      { control: 'a', points: 2, failing: 2 },
    ]);
  });

  it('does not exist where no cluster was judged', () => {
    expect(fleetScore([])).toBeUndefined();
    expect(fleetScore([undefined])).toBeUndefined();
  });
});
