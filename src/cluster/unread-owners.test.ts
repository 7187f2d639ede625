import { describe, expect, it } from 'vitest';
import type { Cluster } from './cluster.ts';
import { createClusterStore } from './cluster-store.ts';
import { liveCoverage } from './coverage-builders.ts';
import type { KubernetesObject } from './object.ts';
import { controlledBy, object, wholeCluster } from './object-fixtures.ts';

const podSpec = { containers: [{ name: 'main', image: 'i' }] };
const template = { metadata: { labels: { app: 'x' } }, spec: podSpec };
const resources: Readonly<Record<string, string>> = {
  Pod: 'pods',
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
  Job: 'jobs',
  CronJob: 'cronjobs',
  StatefulSet: 'statefulsets',
  Rollout: 'rollouts',
};
const groups: Readonly<Record<string, string>> = {
  Pod: '',
  Job: 'batch',
  CronJob: 'batch',
  Rollout: 'argoproj.io',
};

/** What a reading leaves whose lists of some kinds failed. */
function clusterOf(objects: readonly KubernetesObject[], unread: readonly string[] = []): Cluster {
  const rows = Object.entries(resources).map(([kind, resource]) => ({
    group: groups[kind] ?? 'apps',
    version: 'v1',
    resource,
    kind,
    namespaced: true,
    state: unread.includes(kind) ? ('broken' as const) : ('read' as const),
    at: '2026-11-25T08:00:00Z',
    objects: 1,
  }));
  const description = {
    ...wholeCluster,
    provenance: { ...wholeCluster.provenance, source: 'live' as const },
    coverage: liveCoverage(rows, { complete: true, failedGroups: [] }),
  };
  const store = createClusterStore({ description });
  for (const each of objects) if (!unread.includes(each.kind)) store.apply(each);
  return store.snapshot();
}

function subjects(cluster: Cluster): string[] {
  return [...cluster.workloads()].map(
    ({ reference: { kind, namespace, name } }) => `${kind} ${namespace}/${name}`,
  );
}

const deployment = object('apps/v1', 'Deployment', 'shop/api', { spec: { template } }, { uid: 'd' });
const replicaSets = ['5d4', '9f8'].map((hash) =>
  object(
    'apps/v1',
    'ReplicaSet',
    `shop/api-${hash}`,
    { spec: { template, replicas: 1 } },
    {
      uid: hash,
      labels: { 'pod-template-hash': hash },
      ...controlledBy(deployment),
    },
  ),
);
const pods = replicaSets.flatMap((owner) =>
  ['a', 'b'].map((suffix) =>
    object(
      'v1',
      'Pod',
      `shop/${owner.metadata.name}-${suffix}`,
      { spec: podSpec },
      {
        labels: owner.metadata.labels ?? {},
        ...controlledBy(owner),
      },
    ),
  ),
);
const shop = [deployment, ...replicaSets, ...pods];

// A partial reading must not have other subjects than a full one: ids and counts would change with every broken connection
describe('pods of a Deployment', () => {
  it.each([[[]], [['ReplicaSet']], [['Deployment']], [['ReplicaSet', 'Deployment']], [['Pod']]])(
    'belong to it, when %j could not be read',
    (unread) => {
      const cluster = clusterOf(shop, unread);
      expect(subjects(cluster)).toEqual(['Deployment shop/api']);
      const [workload] = cluster.workloads();
      const known = new Set([workload?.object, ...(workload?.members() ?? [])]);
      expect(known.size).toBe(shop.filter(({ kind }) => !unread.includes(kind)).length);
      for (const each of cluster.objects()) expect(cluster.workloadOf(each)).toBe(workload);
    },
  );

  it('belong to the ReplicaSet that they name where its Deployment is not there, and that is known', () => {
    const orphaned = shop.filter(({ kind }) => kind !== 'Deployment');
    expect(subjects(clusterOf(orphaned, ['ReplicaSet']))).toEqual([
      'ReplicaSet shop/api-5d4',
      'ReplicaSet shop/api-9f8',
    ]);
  });

  it('without the label of its hash belong to the ReplicaSet, because more is not certain', () => {
    const bare = pods.slice(0, 1).map((pod) => ({ ...pod, metadata: { ...pod.metadata, labels: {} } }));
    expect(subjects(clusterOf(bare, ['ReplicaSet', 'Deployment']))).toEqual(['ReplicaSet shop/api-5d4']);
  });

  it('stand for themselves where the owner was read and is not there', () => {
    const left = pods.slice(0, 1);
    expect(subjects(clusterOf(left))).toEqual(['Pod shop/api-5d4-a']);
  });

  it('are never told under a kind that makes no pods of this kind', () => {
    const claim = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'big', controller: true }];
    const liar = object('v1', 'Pod', 'shop/liar', { spec: podSpec }, { ownerReferences: claim });
    expect(subjects(clusterOf([liar], ['Deployment']))).toEqual(['Pod shop/liar']);
  });
});

it('a ReplicaSet that runs stands for the Deployment, not one that is kept for rollback', () => {
  const [old, current] = replicaSets.map((each, at) => ({ ...each, spec: { template, replicas: at } }));
  const cluster = clusterOf(
    [old, current].flatMap((each) => each ?? []),
    ['Deployment'],
  );
  expect([...cluster.workloads()].map((workload) => workload.object.name)).toEqual(['api-9f8']);
});

describe('pods of other owners', () => {
  const cronJob = object('batch/v1', 'CronJob', 'shop/backup', {
    spec: { jobTemplate: { spec: { template } } },
  });
  const job = object(
    'batch/v1',
    'Job',
    'shop/backup-29388282',
    { spec: { template } },
    controlledBy(cronJob),
  );
  const jobPod = object('v1', 'Pod', 'shop/backup-29388282-x', { spec: podSpec }, controlledBy(job));
  const set = object('apps/v1', 'StatefulSet', 'shop/db', { spec: { template } });
  const setPods = [0, 1].map((at) =>
    object('v1', 'Pod', `shop/db-${at}`, { spec: podSpec }, controlledBy(set)),
  );
  const rollout = object('argoproj.io/v1alpha1', 'Rollout', 'shop/web', { spec: { template } });
  const rolloutSet = object(
    'apps/v1',
    'ReplicaSet',
    'shop/web-7c',
    { spec: { template } },
    controlledBy(rollout),
  );
  const rolloutPod = object(
    'v1',
    'Pod',
    'shop/web-7c-x',
    { spec: podSpec },
    {
      labels: { 'rollouts-pod-template-hash': '7c' },
      ...controlledBy(rolloutSet),
    },
  );

  it.each([
    [[cronJob, jobPod], ['Job'], ['CronJob shop/backup']],
    [[jobPod], ['Job', 'CronJob'], ['Job shop/backup-29388282']],
    [setPods, ['StatefulSet'], ['StatefulSet shop/db']],
    [[rolloutPod], ['ReplicaSet', 'Rollout'], ['Rollout shop/web']],
    [[rollout, rolloutPod], ['ReplicaSet'], ['Rollout shop/web']],
    [[rolloutSet], ['Rollout'], ['Rollout shop/web']],
  ])('belong to these (%#)', (objects, unread, expected) => {
    expect(subjects(clusterOf(objects, unread))).toEqual(expected);
  });
});
