import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import { parsePlace } from '../place/place.ts';
import { applyFilter, facetNames, facetOptions, facetValues, filterOf } from './filter.ts';
import { modelOf } from './model.ts';

const model = modelOf(generateReport({ clusters: 2, findings: 300, unknownShare: 0.2 }));
const { rows } = model;
const none = { text: '', values: {} };

describe('filter', () => {
  it('lets everything through when nothing is chosen', () => {
    expect(applyFilter(rows, none)).toBe(rows);
  });

  it('reads values of a facet as alternatives and facets as conditions', () => {
    const filter = filterOf(parsePlace('#/findings?severity=critical,high&verdict=fail').query);
    const found = applyFilter(rows, filter);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(
      rows.filter(
        ({ finding }) =>
          (finding.severity === 'critical' || finding.severity === 'high') && finding.verdict === 'fail',
      ),
    );
  });

  it('finds all words of a text in any order and case', () => {
    const [row] = rows.filter(({ finding }) => finding.subject.namespace !== '');
    if (!row) throw new Error('the fixture has no namespaced finding');
    const found = applyFilter(rows, {
      text: `${row.finding.subject.name.toUpperCase()} ${row.finding.control}`,
      values: {},
    });
    expect(found).toContain(row);
    expect(applyFilter(rows, { text: 'no-such-word', values: {} })).toEqual([]);
  });

  it.each(facetNames)('offers for %s exactly the counts that choosing it would show', (facet) => {
    const filter = { text: '', values: { verdict: ['fail', 'unknown'] } };
    for (const { value, count } of facetOptions(rows, filter, facet).slice(0, 5))
      expect(applyFilter(rows, { text: '', values: { ...filter.values, [facet]: [value] } })).toHaveLength(
        count,
      );
  });

  it('keeps a chosen value on offer when nothing has it any more', () => {
    expect(facetOptions(rows, { text: '', values: { team: ['gone'] } }, 'team')).toContainEqual({
      value: 'gone',
      count: 0,
    });
  });

  it('leaves findings that wait for a source out of the rows: not connected is said once', () => {
    const report = generateReport({ findings: 5 });
    const [first] = report.findings;
    if (!first) throw new Error('the fixture has no finding');
    const waiting = {
      ...first,
      instanceId: 'waits',
      verdict: 'unknown' as const,
      unknown: { state: 'not-connected' as const, message: 'no cloud' },
    };
    const joined = modelOf({ ...report, findings: [...report.findings, waiting] });
    expect(joined.rows).toHaveLength(report.findings.length);
    expect(joined.rowById.has('waits')).toBe(false);
  });

  it('names an object without namespace by a dash', () => {
    const row = rows.find(({ finding }) => finding.subject.namespace === '');
    if (!row) throw new Error('the fixture has no cluster-scoped finding');
    expect(facetValues(row, 'namespace')).toEqual(['-']);
  });
});
