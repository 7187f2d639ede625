import { describe, expect, it } from 'vitest';
import { generateReportInput } from '../report/fixtures/generate-report.ts';
import { buildReport, type Finding, type Report } from '../report/index.ts';
import { diffReports } from './diff-reports.ts';

const before: Report = {
  ...buildReport(generateReportInput({ seed: 7, clusters: 1, findings: 40, unknownShare: 0 })),
  notConnected: [],
};
const first = before.findings.find(({ verdict }) => verdict === 'fail');
if (first === undefined) throw new Error('the sample has failures');
const failing = before.findings.filter(({ verdict }) => verdict === 'fail').length;
const whole = { clusters: before.clusters.map((cluster) => ({ ...cluster, state: 'complete' as const })) };
const without: Report = { ...before, ...whole, findings: before.findings.filter((each) => each !== first) };

describe('a finding that is no longer there', () => {
  it('is cured in a target that holds everything', () => {
    const diff = diffReports(before, without);
    expect(diff.cured.map(({ objectId }) => objectId)).toEqual([first.objectId]);
    expect(diff).toMatchObject({
      opened: [],
      gone: [],
      notHeldAgainst: [],
      becameUnknown: [],
      severityChanged: [],
      unchanged: failing - 1,
    });
  });

  it('is only gone where the target is a part: what is not in it may be as bad as ever', () => {
    const part = {
      ...without,
      notConnected: [{ source: 'whole-cluster', meaning: 'a folder', controls: 1 }],
    };
    expect(diffReports(before, part)).toMatchObject({ cured: [], gone: [{ objectId: first.objectId }] });
  });

  it('is not cured by being accepted, recognised as the provider’s, or no longer judged', () => {
    const again = (verdict: 'excepted' | 'provider-managed' | 'unknown') => ({
      ...without,
      findings: [...without.findings, { ...first, verdict }],
    });
    for (const verdict of ['excepted', 'provider-managed'] as const)
      expect(diffReports(before, again(verdict))).toMatchObject({
        cured: [],
        notHeldAgainst: [{ objectId: first.objectId, verdict }],
      });
    expect(diffReports(before, again('unknown'))).toMatchObject({
      cured: [],
      becameUnknown: [{ objectId: first.objectId }],
    });
  });

  it('may be bad still only where its own group and container, or all of them, were not judged', () => {
    const subject = { ...first.subject, container: 'api' };
    const old = { ...before, findings: [{ ...first, subject }] };
    const unknownAt = (place: Partial<Finding['subject']>) => {
      const { container: _, ...object } = subject;
      const unknown = {
        ...first,
        objectId: 'other',
        verdict: 'unknown' as const,
        subject: { ...object, ...place },
      };
      return diffReports(old, { ...without, findings: [unknown] }).becameUnknown.length;
    };
    expect(unknownAt({ container: 'api' })).toBe(1);
    expect(unknownAt({})).toBe(1);
    expect(unknownAt({ namespace: '', name: '' })).toBe(1);
    expect(unknownAt({ name: '' })).toBe(1);
    expect(unknownAt({ container: 'sidecar' })).toBe(0);
    expect(unknownAt({ group: 'example.com' })).toBe(0);
    expect(unknownAt({ namespace: 'elsewhere', name: '' })).toBe(0);
  });
});

describe('a finding that is still there', () => {
  it('is told when it is of another severity', () => {
    const severity = first.severity === 'low' ? 'high' : 'low';
    const rerated = {
      ...before,
      findings: before.findings.map((each) => (each === first ? ({ ...first, severity } as const) : each)),
    };
    expect(diffReports(before, rerated)).toMatchObject({
      opened: [],
      unchanged: failing,
      severityChanged: [{ objectId: first.objectId, severity, severityBefore: first.severity }],
    });
    expect(diffReports(before, before).severityChanged).toEqual([]);
  });
});

describe('a finding that is there in both', () => {
  const now = (change: Partial<Finding>): Report => ({
    ...before,
    findings: before.findings.map((each) => (each === first ? { ...first, ...change } : each)),
  });
  const digest = (letter: string) => letter.repeat(32);
  const was = now({
    contentDigest: digest('a'),
    evidence: [{ path: 'x', value: '"/var/log"' }, { path: 'y' }],
  });
  const is = (contentDigest?: string) =>
    now({ ...(contentDigest && { contentDigest }), evidence: [{ path: 'x', value: '"/"' }, { path: 'y' }] });

  it('and is about something else is changed, with what was there and what is', () => {
    const diff = diffReports(was, is(digest('b')));
    expect(diff.changed).toMatchObject([
      {
        objectId: first.objectId,
        before: [{ path: 'x', value: '"/var/log"' }],
        after: [{ path: 'x', value: '"/"' }],
      },
    ]);
    expect(diff).toMatchObject({ opened: [], cured: [], unchanged: failing - 1 });
  });

  it('and about the same, or of a report that does not say, is unchanged', () => {
    expect(diffReports(was, is(digest('a')))).toMatchObject({ changed: [], unchanged: failing });
    const { contentDigest: _none, ...undigested } = first;
    const old = { ...before, findings: before.findings.map((each) => (each === first ? undigested : each)) };
    expect(diffReports(old, is(digest('b')))).toMatchObject({ changed: [], unchanged: failing });
  });
});
