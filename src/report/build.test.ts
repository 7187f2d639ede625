import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { buildReport } from './build.ts';
import { generateReport } from './fixtures/generate-report.ts';
import { agent, control, judgedCluster, result, smallReportInput } from './fixtures/small-report.ts';
import { formatMarkdown } from './formats/markdown.ts';
import { formatTable } from './formats/table/index.ts';
import type { ReportInput } from './input.ts';
import { ReportSchema } from './schema.ts';
import { headline } from './text/headline.ts';
import { nothingApplies } from './text/phrases.ts';

const validator = Compile(ReportSchema);

function build(change: Partial<ReportInput> = {}) {
  return buildReport({ ...smallReportInput(), ...change });
}

describe('the report', () => {
  it('keeps failures, unknowns and accepted risk as findings and counts everything else', () => {
    const report = build();
    expect(report.findings.map(({ verdict }) => verdict)).toEqual([
      'fail',
      'fail',
      'fail',
      'unknown',
      'excepted',
    ]);
    expect(report.controls.find(({ id }) => id === 'run-as-root')?.counts).toMatchObject({
      pass: 1,
      fail: 1,
      unknown: 1,
      excepted: 1,
    });
  });

  it('says a source that is not connected once and never as a finding', () => {
    const report = build();
    expect(report.notConnected).toEqual([
      { source: 'cloud', meaning: 'No cloud account is connected.', controls: 1 },
    ]);
    expect(report.findings.some(({ control: id }) => id === 'audit-log')).toBe(false);
  });

  it('tells what no source of a scan would answer by its reasons, each once', () => {
    const waits = (control: string, message: string) => ({
      ...result('uid-blue', control, 'medium', 'unknown', agent),
      unknown: { state: 'not-connected' as const, message },
    });
    const report = build({
      clusters: [
        judgedCluster('blue', () => [
          waits('run-as-root', 'A scan has no request.'),
          waits('audit-log', 'A scan has no request.'),
          waits('run-as-root', 'An operator completes this pod template.'),
        ]),
      ],
    });
    expect(report.notConnected.filter(({ source }) => source === 'beyond-a-scan')).toEqual([
      { source: 'beyond-a-scan', meaning: 'A scan has no request.', controls: 2 },
      { source: 'beyond-a-scan', meaning: 'An operator completes this pod template.', controls: 1 },
    ]);
  });

  it('has a row for a cluster that could not be reached, and no score above what that leaves open', () => {
    const report = build();
    expect(report.clusters.map(({ name, state }) => [name, state])).toEqual([
      ['blue', 'complete'],
      ['green', 'incomplete'],
      ['red', 'unreachable'],
    ]);
    expect(report.score?.coverage).toBeLessThan(0.67);
  });

  it('describes each workload with a finding once per cluster', () => {
    expect(build().workloads.map(({ cluster, reference }) => `${cluster} ${reference.name}`)).toEqual([
      'uid-blue agent',
      'uid-blue web',
      'uid-green agent',
      'uid-green api',
    ]);
  });

  it('writes the scopes of a subject on its findings', () => {
    const report = build({
      scopes: [
        { name: 'cde', namespaces: ['sh*'], clusters: ['green'] },
        { name: 'api', labels: ({ app }) => app === 'api' },
      ],
    });
    expect(
      report.findings.map(({ cluster, subject, scopes }) => [cluster, subject.name, scopes]),
    ).toContainEqual(['uid-green', 'api', ['cde', 'api']]);
    expect(
      report.findings.filter(({ cluster }) => cluster === 'uid-blue').flatMap(({ scopes }) => scopes),
    ).toEqual([]);
  });

  it('shows what manifests would cure without counting it, and gives it no cause', () => {
    const cured = result('uid-blue', 'run-as-root', 'medium', 'fail', { ...agent, name: 'old' });
    const clean = { ...judgedCluster('blue', () => []), cured: [cured] };
    const report = build({ clusters: [clean] });
    expect(report.findings).toMatchObject([{ change: 'cured', subject: { name: 'old' } }]);
    expect(report.causes).toEqual([]);
    expect(report.gate).toMatchObject({ exitCode: 0, failed: false });
  });

  it('reads a stream of verdicts once and keeps no passes', () => {
    let passes = 0;
    const stream = {
      ...judgedCluster('blue', () => []),
      results: (function* () {
        for (; passes < 1000; passes++)
          yield result('uid-blue', 'run-as-root', 'medium', 'pass', { ...agent, name: `w${passes}` });
      })(),
    };
    const report = build({ clusters: [stream] });
    expect(passes).toBe(1000);
    expect(report.findings).toEqual([]);
    expect(report.controls.find(({ id }) => id === 'run-as-root')?.counts.pass).toBe(1000);
  });
});

describe('a run with nothing to judge', () => {
  it('is an error, not a clean report', () => {
    const empty = { ...judgedCluster('blue', () => []), objects: 0 };
    expect(build({ clusters: [empty] })).toMatchObject({
      gate: { exitCode: 2 },
      problems: [{ code: 'nothing-to-judge' }],
    });
    expect(build({ controls: [] })).toMatchObject({
      gate: { exitCode: 2 },
      problems: [{ code: 'no-controls' }],
    });
  });

  it.each(['live', 'snapshot', 'manifests'] as const)(
    'is clean and says so where all of %s was read and nothing in it is of a kind that is judged',
    (source) => {
      const cluster = judgedCluster('blue', () => []);
      const report = build({
        clusters: [{ ...cluster, provenance: { ...cluster.provenance, source } }],
      });
      expect(report.gate).toMatchObject({
        exitCode: 0,
        reasons: ['These controls have nothing to judge in what was read.'],
      });
      expect(report.problems).toEqual([]);
      expect(headline(report)).toBe('These controls have nothing to judge in what was read.');
    },
  );

  it('is an error where all that could be judged waits for a source that is not connected', () => {
    const waits = {
      ...result('uid-blue', 'run-as-root', 'medium', 'unknown', agent),
      unknown: { state: 'not-connected' as const, message: 'No cloud account is connected.' },
    };
    expect(build({ clusters: [judgedCluster('blue', () => [waits])] })).toMatchObject({
      gate: { exitCode: 2 },
      problems: [{ code: 'nothing-to-judge' }],
    });
  });

  it('says what could not be read where that is the reason', () => {
    const resources = [
      {
        group: '',
        version: 'v1',
        resource: 'pods',
        kind: 'Pod',
        namespaced: true,
        state: 'denied' as const,
        at: '',
        objects: 0,
      },
    ];
    const denied = {
      ...judgedCluster('blue', () => []),
      objects: 0,
      coverage: { resources, notConnected: [] },
    };
    for (const objects of [0, 40]) {
      const report = build({ clusters: [{ ...denied, objects }] });
      expect(report.problems).toEqual([]);
      expect(report.gate).toMatchObject({
        exitCode: 3,
        incomplete: true,
        reasons: ['Nothing was judged, and not everything in blue could be read.'],
      });
      expect(headline(report)).toBe('Nothing was judged, so this is not a clean result.');
    }
  });
});

describe('a filter', () => {
  it('limits what is shown, not what was read', () => {
    const report = build({ filter: { labels: ({ app }) => app === 'api', text: ['-l app=api'] } });
    expect(new Set(report.findings.map(({ subject }) => subject.name))).toEqual(new Set(['api']));
    expect(report.run.filters).toEqual(['-l app=api']);
    expect(report.clusters[0]?.objects).toBe(40);
  });

  it('with a namespace that does not exist is an error with a near name, not a clean report', () => {
    const report = build({ filter: { namespaces: ['shpo'], text: ['-n shpo'] } });
    expect(report.gate).toMatchObject({ exitCode: 2, errors: true });
    expect(report.problems).toMatchObject([
      { code: 'filter-namespace-not-found', hint: 'Did you mean shop?' },
    ]);
  });

  it('with a namespace that is there and has nothing to judge is no error', () => {
    const report = build({
      clusters: [{ ...judgedCluster('blue', () => []), namespaceNames: ['shop', 'quiet'] }],
      filter: { namespaces: ['quiet'], text: ['-n quiet'] },
    });
    expect(report.gate).toMatchObject({ exitCode: 0, reasons: [nothingApplies] });
    expect(report.problems).toEqual([]);
  });

  it('that matches nothing is an error, not a clean report', () => {
    const report = build({ filter: { labels: () => false, text: ['-l app=nothing'] } });
    expect(report.gate.exitCode).toBe(2);
    expect(report.problems).toMatchObject([{ code: 'filter-matches-nothing' }]);
  });

  it('keeps a verdict about a kind that could not be listed, because what was asked for may hide there', () => {
    const hidden = {
      ...result('uid-blue', 'run-as-root', 'medium', 'unknown', {
        group: '',
        kind: 'Pod',
        namespace: '',
        name: '',
      }),
      unknown: { state: 'denied' as const, message: 'denied' },
    };
    const report = build({
      clusters: [judgedCluster('blue', () => [hidden])],
      filter: { namespaces: ['shop'], text: ['-n shop'] },
    });
    expect(report.findings).toHaveLength(1);
    expect(report.gate.exitCode).toBe(3);
  });

  it('for a namespace shows the Namespace object too, and no other cluster-wide object', () => {
    const about = (kind: string, name: string) =>
      result('uid-blue', 'run-as-root', 'medium', 'fail', { group: '', kind, namespace: '', name });
    const cluster = judgedCluster('blue', () => [
      about('Namespace', 'shop'),
      about('Namespace', 'default'),
      about('Node', 'shop'),
    ]);
    const report = build({ clusters: [cluster], filter: { namespaces: ['shop'], text: ['-n shop'] } });
    expect(report.findings.map(({ subject }) => `${subject.kind} ${subject.name}`)).toEqual([
      'Namespace shop',
    ]);
  });
});

describe('the score', () => {
  const clusters = (decided: 'excepted' | 'pass', exceptedBy?: 'file' | 'catalogue') => [
    judgedCluster('blue', (cluster) => [
      { ...result(cluster, 'run-as-root', 'critical', decided, agent), ...(exceptedBy && { exceptedBy }) },
      result(cluster, 'run-as-root', 'critical', 'pass', { ...agent, name: 'other' }),
    ]),
  ];

  it('is told twice where people accepted something: as it is, and with what they live with left out', () => {
    const report = build({ clusters: clusters('excepted', 'file') });
    expect(report.score).toMatchObject({ lo: 100, hi: 100, raw: { lo: 29.3, hi: 29.3 } });
    expect(report.clusters[0]?.score).toEqual(report.score);
    expect(formatTable(report)).toContain('29 of 100; 100 with accepted risk');
    expect(formatMarkdown(report)).toContain('Score 29 of 100; 100 with accepted risk, coverage');
  });

  it('is one where nobody did', () => {
    expect(build({ clusters: clusters('pass') }).score).not.toHaveProperty('raw');
    expect(build({ clusters: clusters('excepted', 'catalogue') }).score).not.toHaveProperty('raw');
  });
});

describe('a generated report', () => {
  it.each([
    { name: 'one cluster', options: {} },
    { name: 'an empty cluster', options: { findings: 0 } },
    { name: 'a cluster that is well', options: { findings: 0, fewestWorkloads: 24 } },
    { name: 'half unknown and long names', options: { findings: 2000, unknownShare: 0.5, longNames: true } },
    { name: 'a fleet with one cluster away', options: { clusters: 8, unreachable: 1, findings: 4000 } },
    { name: 'manifests', options: { manifests: true, findings: 300 } },
  ])('follows the published schema: $name', ({ options }) => {
    const report = generateReport(options);
    expect([...validator.Errors(report)].slice(0, 3)).toEqual([]);
    expect(report.findings).toHaveLength(options.findings ?? 200);
  });

  it('is clean for a cluster that is well and an error for an empty one', () => {
    expect(generateReport({ findings: 0, fewestWorkloads: 24 })).toMatchObject({
      gate: { exitCode: 0 },
      score: { lo: 100, hi: 100 },
    });
    expect(generateReport({ findings: 0 }).gate.exitCode).toBe(2);
  });

  it('is the same for the same seed', () => {
    const options = { seed: 7, clusters: 3, findings: 500, unknownShare: 0.3 };
    expect(JSON.stringify(generateReport(options))).toBe(JSON.stringify(generateReport(options)));
  });

  it('does not depend on the controls the small one uses', () => {
    expect(build({ controls: [control('other', 'low', 'runtime')], clusters: [] }).score).toBeUndefined();
  });
});
