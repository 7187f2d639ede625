import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import type { Report, ReportControl } from '../../../src/report/schema.ts';
import { countBySeverity, frameworkSummaries, unknownByPermission } from './counts.ts';
import { applyFilter, filterOf } from './filter.ts';
import { modelOf, severities } from './model.ts';

const model = modelOf(generateReport({ clusters: 3, findings: 400, unknownShare: 0.3 }));

describe('counts', () => {
  it('counts what the filter behind the number shows (design: every number opens)', () => {
    const counts = countBySeverity(model.rows);
    for (const severity of severities)
      for (const verdict of ['fail', 'unknown', 'excepted'] as const)
        expect(applyFilter(model.rows, filterOf({ severity: [severity], verdict: [verdict] }))).toHaveLength(
          counts[severity][verdict],
        );
  });

  it('accounts for every unknown, by permission or by reason', () => {
    const { permissions, others } = unknownByPermission(model.rows);
    const sum = [...permissions, ...others].reduce((total, { findings }) => total + findings, 0);
    expect(sum).toBe(model.rows.filter((row) => row.finding.verdict === 'unknown').length);
    for (const { text, findings } of permissions)
      expect(applyFilter(model.rows, filterOf({ verdict: ['unknown'], permission: [text] }))).toHaveLength(
        findings,
      );
  });
});

describe('framework summaries', () => {
  const base = generateReport({ findings: 1 });
  const zero = {
    pass: 0,
    fail: 0,
    excepted: 0,
    'not-applicable': 0,
    'provider-managed': 0,
    attested: 0,
    unknown: 0,
  };
  const summaryOf = (...counts: readonly Partial<ReportControl['counts']>[]) => {
    const [first] = base.controls;
    if (!first) throw new Error('the fixture has no control');
    const controls = counts.map((some, index) => ({
      ...first,
      id: `c${index}`,
      mappings: [{ framework: 'F', requirement: '1', provenance: '' }],
      counts: { ...zero, ...some },
    }));
    const report: Report = { ...base, controls };
    return frameworkSummaries(modelOf(report))[0];
  };

  it.each([
    ['fails when one control fails', [{ fail: 1, pass: 9 }, { pass: 1 }], 'failing'],
    ['is unknown, never passing, when one could not be judged', [{ pass: 9 }, { unknown: 1 }], 'unknown'],
    ['passes when everything judged passed', [{ pass: 9 }, { pass: 1 }], 'passing'],
    ['is not judged when nothing applied', [{ 'not-applicable': 3 }], 'notJudged'],
  ] as const)('a requirement %s', (_, counts, state) => {
    expect(summaryOf(...counts)).toMatchObject({
      requirements: 1,
      failing: 0,
      unknown: 0,
      passing: 0,
      notJudged: 0,
      [state]: 1,
    });
  });
});
