import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Control, Result, Severity, Verdict } from '../controls/index.ts';
import { createScoreAccumulator, type Score } from './score.ts';
import { plainWeight, type SubjectWeight, subjectWeight } from './weight.ts';

interface Judged {
  readonly result: Result;
  readonly weight: SubjectWeight;
}

function judged(
  control: string,
  severity: Severity,
  verdict: Verdict,
  name: string,
  more: Partial<Result> = {},
): Result {
  return {
    control,
    cluster: 'c',
    severity,
    verdict,
    subject: { group: 'apps', kind: 'Deployment', namespace: 'shop', name },
    message: '',
    evidence: [],
    objectId: '',
    instanceId: '',
    ...(verdict === 'unknown' && { unknown: { state: 'denied', message: '' } }),
    ...more,
  };
}

function scoreOf(results: readonly Judged[], raw = false): Score | undefined {
  const accumulator = createScoreAccumulator();
  for (const { result, weight } of results) accumulator.add(result, weight);
  return raw ? accumulator.rawScore() : accumulator.score();
}

const plain = (...results: Result[]): Judged[] => results.map((result) => ({ result, weight: plainWeight }));

describe('the score', () => {
  it('is 100 × (1 − Σ s·√failed ÷ Σ s): one of four fails a medium, everything passes a high', () => {
    const medium = (['fail', 'pass', 'pass', 'pass'] as const).map((verdict, index) =>
      judged('m', 'medium', verdict, `w${index}`),
    );
    const expected = 100 * (1 - (2 * Math.sqrt(1 / 4) + 5 * 0) / (2 + 5));
    expect(scoreOf(plain(...medium, judged('h', 'high', 'pass', 'w0')))?.hi).toBeCloseTo(expected, 1);
  });

  it('counts a workload once, by its worst container', () => {
    const containers = plain(
      judged('m', 'medium', 'fail', 'a'),
      judged('m', 'medium', 'pass', 'a'),
      judged('m', 'medium', 'pass', 'b'),
    );
    expect(scoreOf(containers)?.hi).toBeCloseTo(100 * (1 - Math.sqrt(1 / 2)), 1);
  });

  it('counts passes that are told together as it does one by one', () => {
    const controls = ['a', 'b'].map((id) => ({ id, severity: 'high' }) as Control);
    const subject = { group: 'apps', kind: 'Deployment', namespace: 'shop' };
    const containers = ['one', 'two'].map((container) => ({ ...subject, name: 'w0', container }));
    const together = createScoreAccumulator();
    const failing = judged('a', 'high', 'fail', 'w1', { subject: { ...subject, name: 'w1' } });
    for (const verdict of ['pass', 'not-applicable'] as const)
      together.addQuiet({ verdict, cluster: 'c', controls, subjects: containers });
    together.add(failing);
    const single = controls.flatMap(({ id }) =>
      containers.map((each) => judged(id, 'high', 'pass', 'w0', { subject: each })),
    );
    expect(together.score()).toEqual(scoreOf(plain(...single, failing)));
  });

  it('is capped at 59 by an open critical, however much passes', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      judged('c', 'critical', index === 0 ? 'fail' : 'pass', `w${index}`),
    );
    expect(scoreOf(plain(...many))).toMatchObject({ lo: 59, hi: 59, cap: { limit: 59 } });
  });

  it('is capped at 79 by a high only where the internet reaches the workload', () => {
    const results = Array.from({ length: 500 }, (_, index) =>
      judged('h', 'high', index === 0 ? 'fail' : 'pass', `w${index}`),
    );
    const reachable = subjectWeight({ internetReachable: true, powerfulIdentity: false, production: false });
    expect(scoreOf(results.map((result) => ({ result, weight: reachable })))?.hi).toBe(79);
    expect(scoreOf(plain(...results))?.hi).toBeGreaterThan(79);
  });

  it('is unknown when nothing was judged: neither −1 nor 100', () => {
    expect(scoreOf([])).toBeUndefined();
    expect(scoreOf(plain(judged('c', 'low', 'not-applicable', 'a')))).toBeUndefined();
  });

  it('leaves lo under the critical cap while a critical could not be judged', () => {
    const results = Array.from({ length: 500 }, (_, index) =>
      judged('c', 'critical', index === 0 ? 'unknown' : 'pass', `w${index}`),
    );
    expect(scoreOf(plain(...results))).toMatchObject({ lo: 59, hi: 100 });
  });

  it('lets a source that is not connected lower coverage and nothing else', () => {
    const away = judged('cloud', 'critical', 'unknown', 'cluster', {
      unknown: { state: 'not-connected', message: '' },
    });
    const score = scoreOf(plain(judged('m', 'medium', 'pass', 'a'), away));
    expect(score).toEqual({ lo: 100, hi: 100, coverage: 0.5, loLimit: 100, contributors: [] });
  });

  it('tells accepted risk apart: left out of the score, a failure in the raw one', () => {
    const results = plain(judged('c', 'critical', 'excepted', 'a'), judged('c', 'critical', 'pass', 'b'));
    expect(scoreOf(results)?.hi).toBe(100);
    expect(scoreOf(results, true)?.hi).toBeCloseTo(100 * (1 - Math.sqrt(1 / 2)), 1);
  });

  it('leaves out what the catalogue excepts, which nobody decided, in both', () => {
    const known = judged('c', 'critical', 'excepted', 'a', { exceptedBy: 'catalogue' });
    for (const raw of [false, true]) {
      expect(scoreOf(plain(known, judged('c', 'critical', 'fail', 'b')), raw)?.contributors).toMatchObject([
        { points: 100, failing: 1 },
      ]);
      expect(scoreOf(plain(known, judged('c', 'critical', 'pass', 'b')), raw)?.hi).toBe(100);
    }
  });

  it('gives the same answer when asked half-way and again at the end', () => {
    const accumulator = createScoreAccumulator();
    accumulator.add(judged('m', 'medium', 'pass', 'a'));
    expect(accumulator.score()?.hi).toBe(100);
    accumulator.add(judged('m', 'medium', 'fail', 'a'));
    expect(accumulator.score()?.hi).toBe(0);
  });
});

describe('the weight', () => {
  it('is exposure × identity × tier, at most 6', () => {
    const facts = { internetReachable: false, powerfulIdentity: false, production: false };
    expect(subjectWeight(facts).most).toBe(1);
    expect(subjectWeight({ ...facts, internetReachable: true }).least).toBe(3);
    expect(subjectWeight({ ...facts, powerfulIdentity: true, production: true }).least).toBe(4);
    expect(subjectWeight({ internetReachable: true, powerfulIdentity: true, production: true }).least).toBe(
      6,
    );
  });

  it('is an interval from 1 to its maximum where nothing is known', () => {
    expect(subjectWeight({})).toEqual({ least: 1, most: 6, internetReachable: undefined });
    expect(subjectWeight({ internetReachable: false })).toMatchObject({ least: 1, most: 4 });
    expect(subjectWeight({ production: true, internetReachable: false })).toMatchObject({
      least: 2,
      most: 4,
    });
  });

  it('widens the score where it is not known, and leaves all or nothing alone', () => {
    const unsure = subjectWeight({ internetReachable: false, powerfulIdentity: false });
    const both = [judged('m', 'medium', 'fail', 'a'), judged('m', 'medium', 'pass', 'b')];
    const score = scoreOf(both.map((result) => ({ result, weight: unsure })));
    expect(score?.lo).toBeCloseTo(100 * (1 - Math.sqrt(2 / 3)), 1);
    expect(score?.hi).toBeCloseTo(100 * (1 - Math.sqrt(1 / 3)), 1);
    const one = scoreOf([{ result: judged('m', 'medium', 'fail', 'a'), weight: unsure }]);
    expect(one).toMatchObject({ lo: 0, hi: 0 });
  });

  it('of a high that the internet may reach leaves lo under the cap, and hi alone', () => {
    const results = Array.from({ length: 500 }, (_, index) =>
      judged('h', 'high', index === 0 ? 'fail' : 'pass', `w${index}`),
    );
    const unsure = subjectWeight({ powerfulIdentity: false, production: false });
    const score = scoreOf(results.map((result) => ({ result, weight: unsure })));
    expect(score?.lo).toBeLessThanOrEqual(79);
    expect(score?.hi).toBeGreaterThan(79);
  });
});

describe('what costs most', () => {
  it('is told in points of 100, which add up to what the score lacks', () => {
    const score = scoreOf(
      plain(
        judged('c', 'high', 'pass', 'a'),
        judged('d', 'low', 'fail', 'a'),
        judged('m', 'medium', 'fail', 'a'),
        judged('m', 'medium', 'pass', 'b'),
      ),
    );
    expect(score?.contributors.map(({ control, failing }) => [control, failing])).toEqual([
      ['m', 1],
      ['d', 1],
    ]);
    const lost = score?.contributors.reduce((sum, { points }) => sum + points, 0) ?? 0;
    expect(100 - lost).toBeCloseTo(score?.hi ?? 0, 0);
  });
});

describe('the interval', () => {
  const severityOf: Readonly<Record<string, Severity>> = { a: 'critical', b: 'high', c: 'medium', d: 'low' };
  const verdicts = fc.constantFrom<Verdict>('pass', 'fail', 'excepted', 'unknown', 'not-applicable');
  const resolved = fc.constantFrom<Verdict>('pass', 'fail', 'excepted', 'not-applicable', 'provider-managed');
  const rows = fc.array(
    fc.record({
      control: fc.constantFrom('a', 'b', 'c', 'd'),
      workload: fc.integer({ min: 0, max: 5 }),
      verdict: verdicts,
      resolution: resolved,
    }),
    { maxLength: 40 },
  );

  // A fact as it is known first, and as it turns out to be.
  const fact = fc.record({ truth: fc.boolean(), known: fc.boolean() });
  const workloadFacts = fc.array(fc.tuple(fact, fact, fact), { minLength: 6, maxLength: 6 });

  it('holds every resolution of its unknowns, verdicts and facts alike', () => {
    fc.assert(
      fc.property(rows, workloadFacts, fc.boolean(), (drawn, facts, raw) => {
        const weightOf = (workload: number, resolve: boolean) => {
          const [internet, identity, tier] = (facts[workload] ?? []).map(({ truth, known }) =>
            known || resolve ? truth : undefined,
          );
          return subjectWeight({
            ...(internet !== undefined && { internetReachable: internet }),
            ...(identity !== undefined && { powerfulIdentity: identity }),
            ...(tier !== undefined && { production: tier }),
          });
        };
        const sorted = drawn.toSorted(
          (one, other) => one.control.localeCompare(other.control) || one.workload - other.workload,
        );
        const judge = (resolve: boolean) =>
          sorted.map(({ control, workload, verdict, resolution }) => ({
            result: judged(
              control,
              severityOf[control] ?? 'low',
              verdict === 'unknown' && resolve ? resolution : verdict,
              `w${workload}`,
            ),
            weight: weightOf(workload, resolve),
          }));
        const before = scoreOf(judge(false), raw);
        const after = scoreOf(judge(true), raw);
        if (before === undefined || after === undefined) return;
        expect(before.lo).toBeLessThanOrEqual(before.hi);
        expect(after.lo).toBe(after.hi);
        expect(after.lo).toBeGreaterThanOrEqual(before.lo);
        expect(after.hi).toBeLessThanOrEqual(before.hi);
        expect(after.coverage).toBeGreaterThanOrEqual(before.coverage);
      }),
      { numRuns: 3000 },
    );
  });
});
