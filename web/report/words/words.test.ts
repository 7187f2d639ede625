import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import type { Report } from '../../../src/report/schema.ts';
import { modelOf } from '../model/model.ts';
import { count, counted, listed, percent, scoreText } from './number.ts';
import { overviewSentence, type Sentence } from './sentence.ts';
import { ago, duration, exactUtc } from './time.ts';

const spoken = (sentence: Sentence): string =>
  sentence.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');

const sentenceOf = (
  options: Parameters<typeof generateReport>[0],
  change = (report: ReturnType<typeof generateReport>) => report,
): string => {
  const model = modelOf(change(generateReport(options)));
  return spoken(overviewSentence(model, model.rows, {}));
};

describe('numbers', () => {
  it('never round something to nothing nor nearly all to all', () => {
    expect([0, 0.004, 0.05, 0.996, 1].map(percent)).toEqual(['0%', 'under 1%', '5%', 'over 99%', '100%']);
  });

  it('never show a score higher than it is', () => {
    expect(scoreText({ lo: 59.9, hi: 59.99 })).toBe('59');
    expect(scoreText({ lo: 59.9, hi: 61 })).toBe('59 to 61');
  });

  it('read as people write them', () => {
    expect([count(20_000), counted(1, 'row'), counted(0, 'row'), listed(['a', 'b', 'c'])]).toEqual([
      '20,000',
      '1 row',
      '0 rows',
      'a, b and c',
    ]);
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-25T10:00:00Z');
  it.each([
    ['2026-11-25T09:59:30Z', 'just now'],
    ['2026-11-25T09:56:00Z', '4 min ago'],
    ['2026-11-24T11:00:00Z', '23 h ago'],
    ['2026-11-20T10:00:00Z', '5 days ago'],
    ['2026-11-25T10:05:00Z', 'just now'],
    ['never', 'unknown time'],
  ])('%s is %s', (time, words) => expect(ago(time, now)).toBe(words));

  it('are exact in UTC, and a run has a length', () => {
    expect(exactUtc('2026-11-25T08:53:12+01:00')).toBe('2026-11-25 07:53:12 UTC');
    expect(duration('2026-11-25T10:00:00Z', '2026-11-25T10:00:00.420Z')).toBe('0.4 s');
  });
});

describe('the first sentence', () => {
  it('says that nothing was judged when nothing was: never that all is well', () => {
    expect(sentenceOf({ clusters: 0, findings: 0 })).toMatch(/^Nothing was judged/);
    expect(sentenceOf({ clusters: 1, findings: 0 })).toMatch(/^Nothing was judged/);
    expect(
      sentenceOf({ clusters: 1, findings: 0 }, (report) => ({
        ...report,
        clusters: report.clusters.map((cluster) => ({ ...cluster, state: 'unreachable' as const })),
      })),
    ).toMatch(/^Nothing was judged: .+ could not be reached\.$/);
  });

  it('says what could not be judged and what could not be reached', () => {
    const sentence = sentenceOf({ clusters: 2, unreachable: 1, findings: 300, unknownShare: 0.3 });
    expect(sentence).toContain('could not be judged');
    expect(sentence).toContain('could not be reached');
  });

  const passing = (report: Report): Report => ({
    ...report,
    findings: [],
    controls: report.controls.map((control) => ({
      ...control,
      counts: {
        ...control.counts,
        pass: 2,
        fail: 0,
        unknown: 0,
        excepted: 0,
        attested: 0,
        'provider-managed': 0,
      },
    })),
    clusters: report.clusters.map((cluster) => ({ ...cluster, state: 'complete' as const })),
  });

  it('says that all pass only with the number of checks', () => {
    const { controls } = generateReport({ findings: 1 });
    expect(sentenceOf({ findings: 1 }, passing)).toMatch(
      new RegExp(
        `^All ${controls.length * 2} checks that could be judged pass in .+ Everything that was asked for could be read.$`,
      ),
    );
  });

  it('never says that everything was read when some of the input could not be', () => {
    const lost = (report: Report): Report => ({
      ...passing(report),
      problems: [{ code: 'yaml-syntax', message: 'not YAML', severity: 'error' }],
    });
    expect(sentenceOf({ findings: 1 }, lost)).toMatch(
      /Not everything that was asked for could be read: 1 error while reading\.$/,
    );
  });

  it('never says that everything was read when something was not (unknown is never a pass)', () => {
    const incomplete = (report: Report): Report => {
      const all = passing(report);
      return {
        ...all,
        clusters: all.clusters.map((cluster) => ({ ...cluster, state: 'incomplete' as const })),
      };
    };
    expect(sentenceOf({ findings: 1 }, incomplete)).toMatch(/Not everything could be read\.$/);
  });

  it('says nothing good about a cluster that could not be reached or is not there', () => {
    const model = modelOf(generateReport({ clusters: 1, unreachable: 1, findings: 20 }));
    const lost = model.report.clusters.find(({ state }) => state === 'unreachable');
    expect(spoken(overviewSentence(model, [], { cluster: [lost?.id ?? ''] }))).toBe(
      `Nothing was judged: ${lost?.name} could not be reached.`,
    );
    expect(spoken(overviewSentence(model, [], { cluster: ['gone'] }))).toBe(
      'This report has no cluster gone.',
    );
  });

  it('counts in links what it says in words', () => {
    const model = modelOf(generateReport({ findings: 200, unknownShare: 0.1 }));
    for (const piece of overviewSentence(model, model.rows, {})) {
      if (typeof piece === 'string' || !piece.query['severity']) continue;
      const severities = piece.query['severity'];
      const rows = model.rows.filter(
        ({ finding }) =>
          finding.verdict === 'fail' &&
          severities.includes(finding.severity) &&
          (!piece.query['namespace'] || piece.query['namespace'].includes(finding.subject.namespace)),
      );
      expect(piece.text.startsWith(`${count(rows.length)} `)).toBe(true);
    }
  });
});
