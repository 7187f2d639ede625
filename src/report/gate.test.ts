import { describe, expect, it } from 'vitest';
import type { Problem } from '../cluster/index.ts';
import type { Result, Severity } from '../controls/index.ts';
import { buildReport } from './build.ts';
import { agent, judgedCluster, result, smallReportInput } from './fixtures/small-report.ts';
import type { GateOptions } from './gate.ts';
import type { ReportInput } from './input.ts';

const fails = (severity: Severity) => result('uid-blue', 'run-as-root', severity, 'fail', agent);
const denied: Result = {
  ...result('uid-blue', 'run-as-root', 'low', 'unknown', agent),
  unknown: { state: 'denied', message: 'no' },
};
const away: Result = {
  ...result('uid-blue', 'audit-log', 'high', 'unknown', agent),
  unknown: { state: 'not-connected', message: 'No cloud account is connected.' },
};
const passes = result('uid-blue', 'run-as-root', 'low', 'pass', { ...agent, name: 'other' });
const lost: Problem = { code: 'manifest-syntax', message: 'a.yaml is not YAML.', severity: 'error' };

function gateOf(results: Result[], gate?: GateOptions, more: Partial<ReportInput> = {}) {
  const clusters = [judgedCluster('blue', () => results)];
  return buildReport({ ...smallReportInput(), clusters, ...(gate && { gate }), ...more }).gate;
}

describe('the gate', () => {
  it.each([
    { failOn: 'critical', severity: 'critical', exitCode: 1 },
    { failOn: 'critical', severity: 'high', exitCode: 0 },
    { failOn: 'high', severity: 'high', exitCode: 1 },
    { failOn: 'high', severity: 'medium', exitCode: 0 },
    { failOn: 'low', severity: 'low', exitCode: 1 },
    { failOn: 'never', severity: 'critical', exitCode: 0 },
  ] as const)(
    'with --fail-on $failOn exits $exitCode for an open $severity',
    ({ failOn, severity, exitCode }) => {
      expect(gateOf([fails(severity)], { failOn }).exitCode).toBe(exitCode);
    },
  );

  it('fails on high when nothing is said', () => {
    expect(gateOf([fails('high')])).toMatchObject({
      exitCode: 1,
      failOn: 'high',
      reasons: ['1 high open, and the gate fails on high or worse.'],
    });
  });

  it('does not fail on accepted risk', () => {
    expect(gateOf([{ ...fails('critical'), verdict: 'excepted' }]).exitCode).toBe(0);
  });

  it('is incomplete when a verdict could not be reached, even with --fail-on never', () => {
    expect(gateOf([denied, passes], { failOn: 'never' })).toMatchObject({
      exitCode: 3,
      incomplete: true,
      failed: false,
    });
  });

  it('is incomplete when a cluster was away or part of the input could not be used', () => {
    expect(gateOf([passes], undefined, { clusters: smallReportInput().clusters.slice(2) }).exitCode).toBe(3);
    expect(gateOf([passes], undefined, { problems: [lost] })).toMatchObject({
      exitCode: 3,
      reasons: [expect.stringContaining('a.yaml is not YAML.')],
    });
    expect(gateOf([passes], undefined, { problems: [{ ...lost, severity: 'warning' }] }).exitCode).toBe(0);
  });

  it('fails on a source that is not connected only where it is required', () => {
    expect(gateOf([away, passes]).exitCode).toBe(0);
    expect(gateOf([away, passes], { failOn: 'high', require: ['cloud'] })).toMatchObject({
      exitCode: 1,
      failed: true,
      incomplete: false,
    });
    expect(gateOf([away, passes], { failOn: 'high', require: ['whole-cluster'] }).exitCode).toBe(0);
  });

  it('fails under the coverage that is required, and says how much it is', () => {
    expect(gateOf([away, passes], { failOn: 'high', minCoverage: 0.5 }).exitCode).toBe(0);
    expect(gateOf([away, passes], { failOn: 'high', minCoverage: 0.9999 }).reasons).toEqual(
      expect.arrayContaining([expect.stringContaining('below the 99.99% that is required')]),
    );
    expect(gateOf([away, passes], { failOn: 'high', minCoverage: 0.51 })).toMatchObject({
      exitCode: 1,
      reasons: [expect.stringContaining('50%')],
    });
  });

  it('puts error over incomplete over failed, and states all of them', () => {
    const errors: Problem[] = [{ code: 'usage', message: 'The flag --x is unknown.', severity: 'error' }];
    const gate = gateOf([fails('critical'), { ...denied, subject: { ...agent, name: 'x' } }], undefined, {
      errors,
    });
    expect(gate).toMatchObject({ exitCode: 2, errors: true, incomplete: true, failed: true });
    expect(gate.reasons).toHaveLength(3);
    expect(gateOf([fails('critical'), denied])).toMatchObject({
      exitCode: 3,
      incomplete: true,
      failed: true,
    });
  });

  it('can leave aside what was there before the manifests', () => {
    const clusters = [
      { ...judgedCluster('blue', () => [fails('critical')]), changeOf: () => 'unchanged' as const },
    ];
    expect(gateOf([], { failOn: 'high', newOnly: true }, { clusters }).exitCode).toBe(0);
    expect(gateOf([], { failOn: 'high' }, { clusters }).exitCode).toBe(1);
  });
});
