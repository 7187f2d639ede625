import { describe, expect, it } from 'vitest';
import { instanceId, objectId, type Result } from '../controls/index.ts';
import { buildReport } from './build.ts';
import { explainCommand } from './commands.ts';
import { agent, judgedCluster, result, smallReportInput } from './fixtures/small-report.ts';
import { formatTable } from './formats/table/index.ts';
import type { GateOptions } from './gate.ts';
import type { ReportInput } from './input.ts';
import type { Report } from './schema.ts';
import { explainGate } from './text/gate-text.ts';

type Made = (cluster: string) => Result[];

const about =
  (name: string, verdict: Result['verdict'], control = 'run-as-root'): Made =>
  (cluster) => [
    {
      ...result(cluster, control, 'high', verdict, { ...agent, name }),
      ...(verdict === 'unknown' && { unknown: { state: 'denied' as const, message: 'forbidden' } }),
    },
  ];
const both =
  (...makers: Made[]): Made =>
  (cluster) =>
    makers.flatMap((make) => make(cluster));

function reportOf(
  clusters: Record<string, Made>,
  gate?: GateOptions,
  more: Partial<ReportInput> = {},
): Report {
  const judged = Object.entries(clusters).map(([name, make]) => judgedCluster(name, make));
  return buildReport({ ...smallReportInput(), clusters: judged, ...(gate && { gate }), ...more });
}

function against(before: Report, clusters: Record<string, Made>, more: Partial<ReportInput> = {}): Report {
  return reportOf(clusters, { failOn: 'high', baseline: { file: 'old.json', report: before } }, more);
}

/** A folder of manifests that says no cluster. */
function manifestsOnly(make: Made): ReturnType<typeof judgedCluster> {
  const cluster = judgedCluster('manifests', make);
  return { ...cluster, identity: { id: 'manifests', name: 'k8s' } };
}

const old = reportOf({ blue: about('old', 'fail') });

describe('a gate with a baseline', () => {
  it('lets what failed there pass, and fails on what is new', () => {
    const same = against(old, { blue: about('old', 'fail') });
    expect(same.gate).toMatchObject({ exitCode: 0, baseline: { known: 1, new: 0 } });
    expect(same.findings).toMatchObject([{ baseline: 'known' }]);
    const more = against(old, { blue: both(about('old', 'fail'), about('more', 'fail')) });
    expect(more.gate).toMatchObject({
      exitCode: 1,
      reasons: ['1 high new open, and the gate fails on high or worse.'],
      baseline: { known: 1, new: 1, remarks: [] },
    });
  });

  it('is told in the table, where what is new is told to be looked at next', () => {
    const more = against(old, { blue: both(about('old', 'fail'), about('more', 'fail')) });
    const table = formatTable(more);
    expect(table).toContain('Against the baseline: 1 new and 1 known.');
    expect(table).toMatch(/shop\/more.*\(new\)/);
    const fresh = more.findings.find(({ baseline }) => baseline === 'new');
    expect(table).toMatch(new RegExp(`^NEXT +plimsoll explain ${fresh?.objectId} `, 'm'));
  });

  it('is an option of the run alone, not of the commands that follow from it', () => {
    const run = { ...smallReportInput().run, command: 'plimsoll scan k8s/ --baseline a.json --explain-gate' };
    expect(explainCommand(reportOf({ blue: about('a', 'fail') }, undefined, { run }), 'abc')).toBe(
      'plimsoll explain abc k8s/',
    );
  });

  it.each(['excepted', 'unknown', 'pass'] as const)(
    'takes what was %s there for new when it fails now',
    (verdict) => {
      const before = reportOf({ blue: about('a', verdict) });
      const { gate } = against(before, { blue: about('a', 'fail') });
      expect(gate).toMatchObject({
        exitCode: 1,
        baseline: { new: 1, unknownBefore: verdict === 'unknown' ? 1 : 0 },
      });
    },
  );

  it('neither cures nor counts what cannot be judged now: that is incomplete', () => {
    const { gate } = against(old, { blue: about('old', 'unknown') });
    expect(gate).toMatchObject({
      exitCode: 3,
      failed: false,
      baseline: { known: 0, new: 0, unjudgedNow: 1 },
    });
  });

  it('takes what is in a namespace that was not read for unjudged too', () => {
    const { gate } = against(old, { blue: about('', 'unknown') });
    expect(gate).toMatchObject({ exitCode: 3, baseline: { known: 0, new: 0, unjudgedNow: 1 } });
  });

  it('does not take a failure in one cluster for that in another', () => {
    const fleet = { blue: about('old', 'fail'), green: about('old', 'fail') };
    const { gate } = against(old, fleet);
    expect(gate).toMatchObject({ exitCode: 1, baseline: { known: 1, new: 1 } });
    expect(gate.baseline?.remarks).toEqual(['The baseline does not have green: all of it is new.']);
  });

  it('knows the chart in what became of it: one cluster each, and not the same', () => {
    const chart = reportOf({}, undefined, { clusters: [manifestsOnly(about('old', 'fail'))] });
    const { gate } = against(chart, { prod: about('old', 'fail') });
    expect(gate).toMatchObject({ exitCode: 0, baseline: { known: 1, new: 0 } });
    expect(gate.baseline?.remarks).toEqual([
      'The baseline is about k8s, this run about prod: compared object by object, whatever the cluster.',
    ]);
  });

  it('does not clear one cluster by the report of another', () => {
    const { gate } = against(old, { prod: about('old', 'fail') });
    expect(gate).toMatchObject({ exitCode: 1, baseline: { known: 0, new: 1 } });
    expect(gate.baseline?.remarks).toEqual(['The baseline does not have prod: all of it is new.']);
  });

  it('says when the catalogue is another, and how many new findings come of it', () => {
    const before = { ...old, controls: old.controls.filter(({ id }) => id !== 'privileged-container') };
    const run = { ...smallReportInput().run, catalogueDigest: 'sha256:other' };
    const { gate } = against(before, { blue: about('x', 'fail', 'privileged-container') }, { run });
    expect(gate.baseline).toMatchObject({ sameCatalogue: false, ofOtherControls: 1, new: 1 });
    expect(gate.baseline?.remarks).toEqual([
      expect.stringContaining(
        'another catalogue (plimsoll 0.1.0); 1 new finding is by controls that it did not have',
      ),
    ]);
  });

  it('says when the baseline shows another part, or was incomplete', () => {
    const partial = reportOf({ blue: about('old', 'unknown') });
    const narrow = { ...partial, run: { ...partial.run, filters: ['-n shop'] } };
    expect(against(narrow, { blue: about('a', 'pass') }).gate.baseline?.remarks).toEqual([
      expect.stringContaining('incomplete'),
      'The baseline shows -n shop, this run everything.',
    ]);
  });

  it('takes what is about something else at the same place for new', () => {
    const changed: Made = (cluster) =>
      about('old', 'fail')(cluster).map((each) => ({ ...each, contentDigest: 'f'.repeat(32) }));
    const { gate, findings } = against(old, { blue: changed });
    expect(gate).toMatchObject({ exitCode: 1, baseline: { known: 0, new: 1, changed: 1 } });
    expect(gate.baseline?.remarks).toEqual([
      '1 finding changed since the baseline: the same control at the same place, about something else.',
    ]);
    expect(findings).toMatchObject([{ baseline: 'changed' }]);
    expect(explainGate(gate)).toContain('0 known, 1 new (1 of them changed since the baseline), 0 that');
    const table = formatTable(against(old, { blue: changed }));
    expect(table.replaceAll(/\s+/g, ' ')).toContain('Against the baseline: 0 new, 1 changed and 0 known.');
  });

  it('takes what is graver now for new, and what is milder for known', () => {
    const as =
      (severity: Result['severity']): Made =>
      (cluster) =>
        about('old', 'fail')(cluster).map((each) => ({ ...each, severity }));
    const graver = against(old, { blue: as('critical') }).gate;
    expect(graver).toMatchObject({ exitCode: 1, baseline: { known: 0, new: 1, changed: 1 } });
    expect(graver.baseline?.remarks).toEqual([
      '1 finding changed since the baseline: of a graver severity now.',
    ]);
    expect(against(old, { blue: as('medium') }).gate).toMatchObject({
      exitCode: 0,
      baseline: { known: 1, changed: 0 },
    });
  });

  it('holds where it is older than digests, and says what that means', () => {
    const findings = old.findings.map(({ contentDigest: _none, ...finding }) => finding);
    const { gate } = against({ ...old, findings }, { blue: about('old', 'fail') });
    expect(gate).toMatchObject({ exitCode: 0, baseline: { known: 1, changed: 0 } });
    expect(gate.baseline?.remarks).toEqual([
      'The baseline does not say what 1 known finding was about: something else at the same place passes. Make a new one.',
    ]);
  });

  it('does not clear a cluster by the report of another of the same name', () => {
    const named = (id: string): ReturnType<typeof judgedCluster> => {
      const cluster = judgedCluster('prod', about('old', 'fail'));
      return {
        ...cluster,
        identity: { ...cluster.identity, id, kubeSystemUid: id },
        results: about('old', 'fail')(id),
      };
    };
    const before = reportOf({}, undefined, { clusters: [named('uid-1')] });
    const { gate } = against(before, {}, { clusters: [named('uid-2')] });
    expect(gate).toMatchObject({ exitCode: 1, baseline: { known: 0, new: 1 } });
    expect(gate.baseline?.remarks).toEqual([
      'The baseline does not have prod: all of it is new.',
      'What it calls prod is another cluster: the id of its namespace kube-system is another.',
    ]);
  });

  it('compares ids and contents, whatever the message says', () => {
    const id = objectId('run-as-root', { ...agent, name: 'old' });
    expect(old.findings.map(({ instanceId: instance }) => instance)).toEqual([
      instanceId(id, old.clusters[0]?.id ?? ''),
    ]);
    const reworded: Made = (cluster) =>
      about('old', 'fail')(cluster).map((each) => ({ ...each, message: 'Other words.' }));
    expect(against(old, { blue: reworded }).gate.exitCode).toBe(0);
  });
});

describe('the rules of a gate', () => {
  it('are all told with what was found, and the one that decided', () => {
    const { gate } = reportOf(
      { blue: both(about('a', 'fail'), about('b', 'unknown')) },
      { failOn: 'high', minCoverage: 0.9, require: ['cloud'] },
    );
    expect(gate.rules?.map(({ rule, holds, decides }) => [rule, holds, decides])).toEqual([
      ['no-error', true, false],
      ['complete', false, true],
      ['fail-on', false, false],
      ['min-coverage', false, false],
      ['require cloud', false, false],
    ]);
    expect(gate.rules?.[3]).toMatchObject({ limit: 'at least 90% of the verdicts reached', measured: '50%' });
    expect(explainGate(gate)).toMatch(/^Gate: exit 3, incomplete: decided by complete\n/);
  });

  it('that all hold decide nothing', () => {
    const { gate } = reportOf({ blue: about('a', 'pass') });
    expect(gate.rules?.every(({ holds, decides }) => holds && !decides)).toBe(true);
    expect(explainGate(gate)).toMatch(/^Gate: exit 0, clean: every rule holds\n/);
  });
});
