import { expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { clusterObject, createClusterStore } from './cluster-store.ts';
import type { KubernetesObject } from './object.ts';
import { controlledBy, object, wholeCluster } from './object-fixtures.ts';
import { podTemplatesOf } from './pod-template.ts';
import { podTemplateKinds } from './pod-template-kinds.ts';
import { isInactiveReplicaSet } from './workload-view.ts';

function clusterOf(...objects: readonly KubernetesObject[]): Cluster {
  const store = createClusterStore({ description: wholeCluster });
  for (const object of objects) store.apply(object);
  return store.snapshot();
}

function tops(cluster: Cluster): string[] {
  return [...cluster.workloads()].map((workload) => workload.object.key);
}

function templates(body: KubernetesObject) {
  return podTemplatesOf(clusterObject(body));
}

const podSpec = { serviceAccountName: 'robot', containers: [{ name: 'main', image: 'i' }] };
const template = { metadata: { labels: { app: 'x' } }, spec: podSpec };

test('every kind of the data file yields its containers at the exact path', () => {
  for (const { group, kind, templates: shapes } of podTemplateKinds) {
    for (const shape of shapes) {
      const body = object(group === '' ? 'v1' : `${group}/v1`, kind, 'shop/x', {});
      plant(body, shape.path, shape.spec ?? 'spec');
      const found = templates(body).flatMap((one) => one.containers);
      expect(
        found.map((container) => container.name),
        `${group}/${kind} ${shape.path}`,
      ).toContain('main');
      for (const { path, spec } of found) expect(valueAt(body, path)).toBe(spec);
    }
  }
});

/** Writes a pod spec where a shape says it is; the root of a Pod has it in `spec`. */
function plant(body: KubernetesObject, path: string, spec: string): void {
  const steps = [...path.split('.'), ...spec.split('.')].filter((step) => step !== '');
  let place = body as Record<string, unknown>;
  for (const [at, step] of steps.entries()) {
    const last = at === steps.length - 1;
    const field = step === '*' ? 'Worker' : step.replace('[]', '');
    const next: Record<string, unknown> = last ? { ...podSpec } : {};
    place[field] = step.endsWith('[]') ? [next] : next;
    place = next;
  }
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const step of path) value = (value as Record<string | number, unknown>)[step];
  return value;
}

test('init and ephemeral containers are there, nulls and wrong types hide nothing else', () => {
  const pod = object('v1', 'Pod', 'shop/p', {
    spec: {
      securityContext: null,
      initContainers: null,
      containers: [null, { name: 'a', securityContext: null }, 'text', { name: 'b' }],
      ephemeralContainers: [{ name: 'debug' }],
      serviceAccountName: null,
    },
  });
  const [found] = templates(pod);
  expect(found?.containers.map(({ name, type, path }) => [name, type, path.join('.')])).toEqual([
    ['a', 'container', 'spec.containers.1'],
    ['b', 'container', 'spec.containers.3'],
    ['debug', 'ephemeralContainer', 'spec.ephemeralContainers.0'],
  ]);
  expect(found?.serviceAccountName).toBe('default');
  for (const spec of [
    null,
    undefined,
    'x',
    [],
    { containers: 7 },
    { template: null },
    { template: { spec: null } },
  ]) {
    expect(
      templates(object('apps/v1', 'Deployment', 'shop/d', { spec })).flatMap((one) => one.containers),
    ).toEqual([]);
  }
});

test('templates of one object have names that tell them apart', () => {
  const ray = object('ray.io/v1', 'RayCluster', 'ml/r', {
    spec: { headGroupSpec: { template }, workerGroupSpecs: [{ template }, { template }] },
  });
  expect(templates(ray).map(({ name }) => name)).toEqual([
    'headGroupSpec',
    'workerGroupSpecs[0]',
    'workerGroupSpecs[1]',
  ]);
  expect(templates(object('apps/v1', 'Deployment', 'shop/d', { spec: { template } }))[0]?.name).toBe('');
});

test('an Argo workflow template inherits what the workflow says for all, and says the rest itself', () => {
  const workflow = object('argoproj.io/v1alpha1', 'Workflow', 'ml/w', {
    spec: {
      serviceAccountName: 'runner',
      securityContext: { runAsNonRoot: true },
      templates: [
        { name: 'a', script: { image: 'i' } },
        { name: 'b', container: { image: 'i' }, serviceAccountName: 'own' },
      ],
    },
  });
  const [first, second] = templates(workflow);
  expect(first).toMatchObject({
    serviceAccountName: 'runner',
    spec: { securityContext: { runAsNonRoot: true } },
  });
  expect(first?.containers[0]).toMatchObject({ name: 'script', path: ['spec', 'templates', 0, 'script'] });
  expect(second?.serviceAccountName).toBe('own');
});

test("an Argo template that only calls others makes no pod; one whose container is the controller's is told apart", () => {
  const workflow = object('argoproj.io/v1alpha1', 'Workflow', 'ml/w', {
    spec: {
      templateDefaults: { timeout: '30s' },
      templates: [
        { name: 'main', steps: [[{ name: 's', template: 'a' }]] },
        { name: 'graph', dag: { tasks: [] } },
        { name: 'wait', suspend: {} },
        { name: 'call', http: { url: 'https://example.com' } },
        { name: 'apply', resource: { action: 'apply', manifest: '' } },
        { name: 'a', container: { image: 'i' } },
      ],
    },
  });
  expect(templates(workflow).map(({ name, partial }) => [name, partial])).toEqual([
    ['templates[4]', true],
    ['templates[5]', undefined],
  ]);
});

const deployment = object('apps/v1', 'Deployment', 'shop/api', { spec: { template } }, { uid: 'd' });
const replicaSet = object(
  'apps/v1',
  'ReplicaSet',
  'shop/api-1',
  { spec: { template, replicas: 2 } },
  { uid: 'r', ...controlledBy(deployment) },
);
const oldReplicaSet = object(
  'apps/v1',
  'ReplicaSet',
  'shop/api-0',
  { spec: { template, replicas: 0 } },
  { uid: 'o', ...controlledBy(deployment) },
);
const pod = object('v1', 'Pod', 'shop/api-1-x', { spec: podSpec }, controlledBy(replicaSet));

test('ReplicaSets and Pods fold into their Deployment; old ReplicaSets are marked', () => {
  const cluster = clusterOf(deployment, replicaSet, oldReplicaSet, pod);
  expect(tops(cluster)).toEqual(['apps/Deployment/shop/api']);
  const workload = cluster.workloadOf(cluster.get('/Pod/shop/api-1-x') ?? clusterObject(pod));
  expect([...(workload?.members() ?? [])].map(({ name }) => name).sort()).toEqual([
    'api-0',
    'api-1',
    'api-1-x',
  ]);
  expect(workload?.serviceAccountName).toBe('robot');
  expect(isInactiveReplicaSet(clusterObject(oldReplicaSet))).toBe(true);
  expect(isInactiveReplicaSet(clusterObject(replicaSet))).toBe(false);
});

test('a Pod of a Job of a CronJob folds into the CronJob', () => {
  const cron = object('batch/v1', 'CronJob', 'shop/night', { spec: { jobTemplate: { spec: { template } } } });
  const job = object('batch/v1', 'Job', 'shop/night-1', { spec: { template } }, controlledBy(cron));
  expect(
    tops(clusterOf(cron, job, object('v1', 'Pod', 'shop/n', { spec: podSpec }, controlledBy(job)))),
  ).toEqual(['batch/CronJob/shop/night']);
});

test('without the owner the highest object that is there stands for the workload, and the owner is named', () => {
  const cluster = clusterOf(replicaSet, pod);
  const [workload] = cluster.workloads();
  expect(workload?.object.name).toBe('api-1');
  expect(workload?.sourceOfTruth).toMatchObject({
    kind: 'unknown',
    name: 'Deployment shop/api',
    reverts: true,
  });
});

test('an owner without a pod template is the source of truth, not the workload', () => {
  const prometheus = object('monitoring.coreos.com/v1', 'Prometheus', 'mon/main', {}, { uid: 'p' });
  const set = object(
    'apps/v1',
    'StatefulSet',
    'mon/prometheus-main',
    { spec: { template } },
    controlledBy(prometheus),
  );
  for (const cluster of [clusterOf(prometheus, set), clusterOf(set)]) {
    const [workload] = cluster.workloads();
    expect(workload?.object.kind).toBe('StatefulSet');
    expect(workload?.sourceOfTruth).toMatchObject({
      kind: 'operator',
      name: 'Prometheus mon/main',
      reverts: true,
    });
  }
});

test('a mirror of a static pod is its own workload', () => {
  const node = object('v1', 'Node', 'n1');
  const mirror = object('v1', 'Pod', 'kube-system/etcd-n1', { spec: podSpec }, controlledBy(node));
  const [workload] = clusterOf(node, mirror).workloads();
  expect(workload?.object.name).toBe('etcd-n1');
  expect(workload?.sourceOfTruth).toMatchObject({ kind: 'file', reverts: true });
});

test('a Rollout that refers to a Deployment is judged as that Deployment', () => {
  const rollout = object('argoproj.io/v1alpha1', 'Rollout', 'shop/api', {
    spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' } },
  });
  const set = object('apps/v1', 'ReplicaSet', 'shop/api-9', { spec: { template } }, controlledBy(rollout));
  const cluster = clusterOf(deployment, rollout, set);
  expect(tops(cluster)).toEqual(['apps/Deployment/shop/api']);
  expect([...([...cluster.workloads()][0]?.members() ?? [])].map(({ name }) => name)).toEqual(['api-9']);
});

test('an InferenceService stands for itself only while nothing complete was made from it', () => {
  const service = object('serving.kserve.io/v1beta1', 'InferenceService', 'ml/m', {
    spec: { predictor: { model: { modelFormat: { name: 'sklearn' } } } },
  });
  expect(tops(clusterOf(service))).toEqual(['serving.kserve.io/InferenceService/ml/m']);
  const made = object(
    'apps/v1',
    'Deployment',
    'ml/m-predictor',
    { spec: { template } },
    controlledBy(service),
  );
  expect(tops(clusterOf(service, made))).toEqual(['apps/Deployment/ml/m-predictor']);
});

test('owners in a circle end', () => {
  const a = object('apps/v1', 'Deployment', 'shop/a', { spec: { template } }, { uid: 'a' });
  const b = object(
    'apps/v1',
    'Deployment',
    'shop/b',
    { spec: { template } },
    { uid: 'b', ...controlledBy(a) },
  );
  const cluster = clusterOf({ ...a, metadata: { ...a.metadata, ...controlledBy(b) } }, b);
  expect([...cluster.workloads()].map(({ sourceOfTruth }) => sourceOfTruth.kind)).toEqual([
    'unknown',
    'unknown',
  ]);
});

test('an owner reference that no controller writes does not hide a workload behind another', () => {
  const hidden = object(
    'apps/v1',
    'Deployment',
    'shop/miner',
    { spec: { template } },
    controlledBy(deployment),
  );
  const cluster = clusterOf(deployment, hidden);
  expect(tops(cluster)).toEqual(['apps/Deployment/shop/api', 'apps/Deployment/shop/miner']);
  expect([...([...cluster.workloads()][0]?.members() ?? [])]).toEqual([]);
});

test('the team is a configured label of the object, else of its namespace', () => {
  const store = createClusterStore({ description: wholeCluster, teamLabels: ['owner-team'] });
  store.apply(object('v1', 'Namespace', 'shop', {}, { labels: { 'owner-team': 'shop-team' } }));
  store.apply(deployment);
  store.apply(
    object('apps/v1', 'Deployment', 'shop/own', {}, { labels: { 'owner-team': 'payments', team: 'x' } }),
  );
  expect([...store.snapshot().workloads()].map(({ object, team }) => [object.name, team])).toEqual([
    ['api', 'shop-team'],
  ]);
});
