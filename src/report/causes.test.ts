import { describe, expect, it } from 'vitest';
import type { SourceOfTruth } from '../cluster/index.ts';
import { groupIntoCauses, type WeighedFinding } from './causes.ts';
import { findingOf } from './finding.ts';
import { control, result } from './fixtures/small-report.ts';

const controls = new Map(
  [
    control('a', 'critical', 'runtime'),
    control('b', 'medium', 'runtime'),
    control('c', 'low', 'runtime'),
    control('i', 'medium', 'supply-chain'),
    control('n', 'high', 'network'),
    control('m', 'medium', 'network'),
  ].map((each) => [each.id, each]),
);
const helm: SourceOfTruth = {
  kind: 'helm',
  name: 'shop/shop',
  namespace: 'shop',
  evidence: [],
  changeAt: 'values of Helm release shop/shop; upgrades overwrite',
  reverts: false,
};
const hand: SourceOfTruth = { kind: 'hand', evidence: [], changeAt: 'the Deployment itself', reverts: false };
const applied: SourceOfTruth = {
  kind: 'file',
  evidence: [],
  changeAt: 'the manifest that was applied',
  reverts: false,
};

function failure(
  id: string,
  name: string,
  sourceOfTruth: SourceOfTruth,
  cluster = 'blue',
  weight = 1,
): WeighedFinding {
  const severity = controls.get(id)?.severity ?? 'low';
  const subject = { group: 'apps', kind: 'Deployment', namespace: 'shop', name };
  return {
    finding: findingOf(result(cluster, id, severity, 'fail', subject), [], undefined),
    cluster,
    sourceOfTruth,
    weight,
  };
}

const group = (...failures: WeighedFinding[]) => groupIntoCauses(failures, controls).causes;

describe('causes', () => {
  it('tell one control at one release as one row', () => {
    expect(group(failure('n', 'api', helm), failure('n', 'web', helm))).toMatchObject([
      { control: 'n', changeAt: 'values of Helm release shop/shop', findings: 2, workloads: 2 },
    ]);
  });

  it('tell the same place in several clusters as one row', () => {
    expect(group(failure('n', 'api', helm, 'blue'), failure('n', 'api', helm, 'green'))).toMatchObject([
      { clusters: ['blue', 'green'] },
    ]);
  });

  it('tell objects that nobody else writes one by one, also those that kubectl applied from unknown files', () => {
    expect(group(failure('n', 'api', hand), failure('n', 'web', hand))).toHaveLength(2);
    expect(
      group(failure('n', 'api', applied), failure('n', 'web', applied)).map(({ changeAt }) => changeAt),
    ).toEqual(['Deployment shop/api', 'Deployment shop/web']);
  });

  it('tell controls of the pod that fail on the same workloads together, the most severe first', () => {
    expect(group(failure('b', 'api', helm), failure('a', 'api', helm))).toMatchObject([
      {
        control: 'a',
        controls: ['a', 'b'],
        severity: 'critical',
        findings: 2,
        workloads: 1,
        title: 'Title of a, and 1 more control on the same workloads',
      },
    ]);
  });

  it('tell controls of the network that fail on the same objects together, and not with those of the pod', () => {
    expect(
      group(failure('m', 'api', helm), failure('a', 'api', helm), failure('n', 'api', helm)),
    ).toMatchObject([
      { control: 'a' },
      { control: 'n', controls: ['n', 'm'], title: 'Title of n, and 1 more control on the same objects' },
    ]);
    expect(group(failure('m', 'api', helm), failure('n', 'web', helm))).toHaveLength(2);
  });

  it('tell controls apart when they fail on different workloads or are not about the pod', () => {
    expect(group(failure('a', 'api', helm), failure('b', 'web', helm))).toHaveLength(2);
    expect(group(failure('a', 'api', helm), failure('n', 'api', helm))).toHaveLength(2);
  });

  it('tell what is left to harden at one place as one row, whichever workloads lack it', () => {
    const two = [failure('b', 'api', helm), failure('b', 'web', helm), failure('c', 'web', helm)];
    expect(group(...two)).toMatchObject([
      {
        control: 'b',
        controls: ['b', 'c'],
        findings: 3,
        workloads: 2,
        title: 'Title of b, and 1 more control on these workloads',
      },
    ]);
    expect(group(failure('b', 'api', helm), failure('c', 'web', hand))).toHaveLength(2);
  });

  it('keep what is severe, or is no setting of the pod, out of the hardening of its place', () => {
    expect(group(failure('a', 'api', helm), failure('b', 'web', helm))).toHaveLength(2);
    expect(group(failure('i', 'api', helm), failure('b', 'web', helm))).toHaveLength(2);
  });

  it('name the file and not one line of it', () => {
    const at = (line: number): SourceOfTruth => ({
      kind: 'file',
      name: 'k8s/shop.yaml',
      evidence: [],
      changeAt: `k8s/shop.yaml:${line}`,
      reverts: false,
    });
    expect(group(failure('n', 'api', at(1)), failure('n', 'web', at(40)))).toMatchObject([
      { changeAt: 'k8s/shop.yaml', findings: 2 },
    ]);
  });

  it('put a critical before any number of mediums, and an exposed high before a critical that nobody reaches', () => {
    const mediums = Array.from({ length: 1000 }, (_, index) => failure('b', `w${index}`, helm));
    expect(group(...mediums, failure('a', 'x', hand))[0]?.control).toBe('a');
    expect(group(failure('a', 'x', hand), failure('n', 'y', helm, 'blue', 6))[0]?.control).toBe('n');
  });

  it('keep their id whatever the order of findings', () => {
    const some = [failure('a', 'api', helm), failure('b', 'api', helm), failure('n', 'web', hand)];
    expect(group(...some)).toEqual(group(...some.toReversed()));
  });
});
