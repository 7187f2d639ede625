import { beforeAll, describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import {
  type ClusterDescription,
  type KubernetesObject,
  liveCoverage,
  manifestCoverage,
} from '../../cluster/index.ts';
import { type Catalogue } from '../../controls/index.ts';
import { adviceFor } from './advice.ts';
import { type AssessmentOptions, assessPodSecurity } from './assess-cluster.ts';
import type { NamespaceAssessment } from './assessment.ts';

let catalogue: Catalogue;
beforeAll(() => {
  catalogue = loadShippedCatalogue({ cases: false });
});

const hardened = {
  name: 'app',
  image: 'app',
  securityContext: {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const plain = { name: 'app', image: 'app' };
const privileged = { ...plain, securityContext: { privileged: true } };

const whole = { coverage: manifestCoverage({ complete: true }) };
const namespace = (labels: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
});
const enforce = (level: string, version?: string) =>
  namespace({
    'pod-security.kubernetes.io/enforce': level,
    ...(version && { 'pod-security.kubernetes.io/enforce-version': version }),
  });

function object(kind: string, name: string, spec: object, more: object = {}): KubernetesObject {
  const apiVersion = kind === 'Pod' ? 'v1' : kind === 'Job' ? 'batch/v1' : 'apps/v1';
  return { apiVersion, kind, metadata: { name, namespace: 'shop', uid: name }, spec, ...more };
}
const deployment = (container: object, name = 'api', pod: object = {}) =>
  object('Deployment', name, { template: { spec: { containers: [container], ...pod } } });
const belowOf = (owner: KubernetesObject, child: KubernetesObject): KubernetesObject => ({
  ...child,
  metadata: {
    ...child.metadata,
    ownerReferences: [
      {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: owner.metadata.name,
        uid: owner.metadata.uid ?? '',
        controller: true,
      },
    ],
  },
});

function assess(
  objects: readonly KubernetesObject[],
  description: Partial<ClusterDescription> = whole,
  options: Partial<AssessmentOptions> = {},
): NamespaceAssessment {
  const cluster = clusterOf(objects, description);
  const found = assessPodSecurity(cluster, catalogue, { systemNamespaces: ['kube-system'], ...options });
  const [first] = found.namespaces.filter(({ name }) => name === 'shop');
  if (first === undefined) throw new Error('no namespace shop');
  return first;
}
const names = (workloads: NamespaceAssessment['breaks']) => workloads.map(({ reference }) => reference.name);

// https://kubernetes.io/docs/concepts/security/pod-security-standards/
describe('the strictest level that everything in a namespace meets', () => {
  test.for([
    { pods: [], meets: 'restricted' },
    { pods: [hardened], meets: 'restricted' },
    { pods: [hardened, plain], meets: 'baseline' },
    { pods: [plain, privileged], meets: 'privileged' },
  ])('$meets', ({ pods, meets }) => {
    const workloads = pods.map((container, index) => deployment(container, `d-${index}`));
    expect(assess([namespace(), ...workloads])).toMatchObject({ atLeast: meets, atMost: meets });
  });

  test('a running Pod counts with what a webhook put into it', () => {
    const api = deployment(hardened);
    const pod = belowOf(
      api,
      object('Pod', 'api-1', { containers: [hardened, { ...privileged, name: 'mesh' }] }),
    );
    // A Pod names its ReplicaSet, not the Deployment.
    const set = belowOf(
      api,
      object('ReplicaSet', 'api', { replicas: 1, template: { spec: { containers: [hardened] } } }),
    );
    const found = assess([namespace(), api, set, { ...pod, ...belowOf(set, pod) }]);
    expect(found).toMatchObject({ atLeast: 'privileged', target: 'baseline' });
    expect(names(found.breaks)).toEqual(['api']);
    expect(found.breaks[0]?.templates.map(({ verdicts }) => verdicts.baseline.allowed)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('what makes no pods any more does not count', () => {
    const api = deployment(hardened);
    const old = belowOf(
      api,
      object('ReplicaSet', 'old', { replicas: 0, template: { spec: { containers: [privileged] } } }),
    );
    const done = object(
      'Job',
      'done',
      { template: { spec: { containers: [privileged] } } },
      {
        status: { conditions: [{ type: 'Complete', status: 'True' }] },
      },
    );
    const ended = object('Pod', 'ended', { containers: [privileged] }, { status: { phase: 'Succeeded' } });
    expect(assess([namespace(), api, old, done, ended]).atLeast).toBe('restricted');
    const running = { ...done, status: { conditions: [{ type: 'Complete', status: 'False' }] } };
    expect(assess([namespace(), running]).atLeast).toBe('privileged');
  });

  test('the version decides', () => {
    const rmem = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '4096' }] } };
    const objects = [namespace(), deployment(plain, 'api', rmem)];
    expect(assess(objects, whole, { minor: 31 }).atLeast).toBe('privileged');
    expect(assess(objects, whole, { minor: 32 }).atLeast).toBe('baseline');
  });
});

describe('what could not be read never meets anything', () => {
  const denied = (kind: string, resource: string, group = 'apps') => ({
    coverage: liveCoverage(
      [
        {
          group: '',
          version: 'v1',
          resource: 'namespaces',
          kind: 'Namespace',
          namespaced: false,
          state: 'read',
          at: '',
          objects: 1,
        },
        {
          group,
          version: 'v1',
          resource,
          kind,
          namespaced: true,
          state: 'denied',
          reason: 'forbidden',
          permission: { verbs: ['list'], apiGroup: group, resource },
          at: '',
          objects: 0,
        },
      ],
      { complete: true, failedGroups: [] },
    ),
    provenance: { source: 'live' as const, startedAt: '', endedAt: '' },
  });

  test.for([
    ['StatefulSet', 'statefulsets', 'apps'],
    ['Pod', 'pods', ''],
    ['Workflow', 'workflows', 'argoproj.io'],
  ])('%s', ([kind = '', resource = '', group = '']) => {
    const found = assess([namespace(), deployment(hardened)], denied(kind, resource, group));
    expect(found).toMatchObject({ atLeast: 'privileged', atMost: 'restricted' });
    expect(found.unread).toMatchObject([{ kind, state: 'denied', permission: { resource } }]);
    expect(adviceFor(found, { minor: 37 })).toEqual({ action: 'read', safe: false });
  });

  test('what is seen to violate Baseline does, whatever is hidden', () => {
    const found = assess([namespace(), deployment(privileged)], denied('StatefulSet', 'statefulsets'));
    expect(found).toMatchObject({ atLeast: 'privileged', atMost: 'privileged' });
    expect(adviceFor(found, { minor: 37 }).action).toBe('cure');
  });

  test('a template that is broken is undecided', () => {
    const found = assess([
      namespace(),
      object('Deployment', 'api', { template: { spec: { containers: [] } } }),
    ]);
    expect(found).toMatchObject({ atLeast: 'privileged', atMost: 'restricted' });
    expect(adviceFor(found, { minor: 37 })).toEqual({ action: 'read', safe: false });
  });

  test('manifests that are a part say so once, and are judged by what is there', () => {
    const part = { coverage: manifestCoverage({ complete: false }) };
    expect(assess([deployment(plain)], part)).toMatchObject({ atLeast: 'baseline', unread: [] });
    expect(assess([deployment(plain)], part).policy).toBeUndefined();
  });
});

describe('advice', () => {
  const advice = (objects: readonly KubernetesObject[], level?: 'baseline' | 'restricted') =>
    adviceFor(assess(objects, whole, level ? { level } : {}), { minor: 37, level });

  test('raise to what is met, with the version pinned', () => {
    expect(advice([namespace(), deployment(plain)])).toEqual({
      action: 'raise',
      labels: {
        'pod-security.kubernetes.io/enforce': 'baseline',
        'pod-security.kubernetes.io/enforce-version': 'v1.37',
      },
      safe: true,
    });
    expect(advice([namespace(), deployment(hardened)], 'baseline').labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
  });

  test('cure before the next level, and warn until then', () => {
    expect(advice([enforce('baseline'), deployment(plain)])).toMatchObject({
      action: 'cure',
      labels: {
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/audit-version': 'v1.37',
      },
    });
    expect(advice([enforce('restricted'), deployment(hardened)])).toEqual({ action: 'keep', safe: true });
    expect(advice([enforce('baseline'), deployment(plain)], 'baseline')).toEqual({
      action: 'keep',
      safe: true,
    });
  });

  test('mend what the namespace refuses already, by the version that it enforces', () => {
    const refused = assess([enforce('restricted'), deployment(plain), deployment(hardened, 'web')]);
    expect(names(refused.refused)).toEqual(['api']);
    expect(adviceFor(refused, { minor: 37 })).toEqual({ action: 'mend', safe: false });
    const host = deployment({ ...plain, livenessProbe: { httpGet: { port: 1, host: '10.0.0.1' } } });
    expect(names(assess([enforce('baseline', 'v1.33'), host]).refused)).toEqual([]);
    expect(names(assess([enforce('baseline', 'v1.34'), host]).refused)).toEqual(['api']);
    expect(names(assess([enforce('baseline'), host]).refused)).toEqual(['api']);
  });

  test('leave what is operated with the cluster', () => {
    const found = assess([namespace(), deployment(privileged)], whole, { systemNamespaces: ['shop'] });
    expect(adviceFor(found, { minor: 37 })).toEqual({ action: 'leave', safe: true });
  });
});
