import { describe, expect, test } from 'vitest';
import { hostPath, judged, privileged } from '../../../testkit/world/judged-world.ts';
import { type KubernetesObject, liveCoverage } from '../../cluster/index.ts';

const spec = {
  containers: [{ name: 'app', image: 'app', securityContext: { privileged: true } }],
  volumes: [{ name: 'v', hostPath: { path: '/' } }],
};

function owned(
  owner: KubernetesObject,
  kind: string,
  name: string,
  fields: object,
  labels = {},
): KubernetesObject {
  const { apiVersion, metadata } = owner;
  const reference = {
    apiVersion,
    kind: owner.kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
  };
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', uid: name, labels, ownerReferences: [reference] },
    ...fields,
  };
}

const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'shop', uid: 'd' },
  spec: { template: { metadata: {}, spec } },
};
const labels = { 'pod-template-hash': '5d4' };
const replicaSet = owned(
  deployment,
  'ReplicaSet',
  'api-5d4',
  { spec: { replicas: 3, template: { spec } } },
  labels,
);
const pods = ['a', 'b', 'c'].map((name) => owned(replicaSet, 'Pod', `api-5d4-${name}`, { spec }, labels));
const objects = [deployment, replicaSet, ...pods];

function read(unread: readonly string[]) {
  const rows = Object.entries({ Deployment: 'deployments', ReplicaSet: 'replicasets', Pod: 'pods' }).map(
    ([kind, resource]) => ({
      group: kind === 'Pod' ? '' : 'apps',
      version: 'v1',
      resource,
      kind,
      namespaced: true,
      state: unread.includes(kind) ? ('broken' as const) : ('read' as const),
      at: '2026-11-25T08:00:00Z',
      objects: 1,
    }),
  );
  const coverage = liveCoverage(rows, { complete: true, failedGroups: [] });
  const provenance = { source: 'live' as const, startedAt: '', endedAt: '' };
  return judged(
    [privileged, hostPath],
    objects.filter(({ kind }) => !unread.includes(kind)),
    {
      description: { coverage, provenance },
    },
  );
}

// Ids are what exceptions, tickets and trends hang on
describe.each([[['ReplicaSet']], [['Deployment']], [['Deployment', 'ReplicaSet']], [['Pod']]])(
  'where %j could not be read',
  (unread) => {
    const failures = ({ results }: ReturnType<typeof read>) =>
      results
        .filter(({ verdict }) => verdict === 'fail')
        .map(({ objectId, control, subject, message }) => ({ objectId, control, subject, message }));

    test('findings have the same ids, subjects and number as in a full reading', () => {
      expect(failures(read([]))).toHaveLength(2);
      expect(failures(read(unread))).toEqual(failures(read([])));
    });

    test('what was not read is unknown', () => {
      const unknown = read(unread).results.filter(({ verdict }) => verdict === 'unknown');
      expect(new Set(unknown.map(({ subject }) => subject.kind))).toEqual(new Set(unread));
    });
  },
);

test('no fix is offered for a pod that stands for its owner: pods are made anew', () => {
  const fixes = (result: ReturnType<typeof read>) => result.results.filter(({ fix }) => fix !== undefined);
  expect(fixes(read([])).length).toBeGreaterThan(0);
  expect(fixes(read(['Deployment', 'ReplicaSet']))).toEqual([]);
});
