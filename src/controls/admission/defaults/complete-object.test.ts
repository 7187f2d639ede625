import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KubernetesObject, splitApiVersion } from '../../../cluster/index.ts';
import { UndecidedField } from '../unknown-value.ts';
import { completedKinds, completeObject } from './index.ts';
import { manifests } from './manifest-arbitrary.ts';

type Kind = readonly [group: string, version: string, kind: string];

/** The value at a dotted path of the completed object. */
function completed(kind: Kind, spec: object, path: string, minor = 37): unknown {
  let value: unknown = completeObject({ metadata: { name: 'x' }, spec }, kind, minor);
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step];
  return value;
}

const job: Kind = ['batch', 'v1', 'Job'];
const service: Kind = ['', 'v1', 'Service'];
const statefulSet: Kind = ['apps', 'v1', 'StatefulSet'];

describe('a manifest is completed', () => {
  // https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['registry.example:5000/nginx', 'Always'],
    ['nginx:1.29', 'IfNotPresent'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
    [`nginx:latest@sha256:${'0'.repeat(64)}`, 'Always'],
    ['{{ .Values.image }}', 'IfNotPresent'],
  ])('image %s is pulled %s', (image, policy) => {
    const spec = { containers: [{ name: 'a', image }] };
    expect(completed(['', 'v1', 'Pod'], spec, 'spec.containers.0.imagePullPolicy')).toBe(policy);
  });

  test('as the version does it', () => {
    expect(completed(statefulSet, {}, 'spec.updateStrategy.rollingUpdate', 37)).toEqual({
      partition: 0,
      maxUnavailable: 1,
    });
    expect(completed(statefulSet, {}, 'spec.updateStrategy.rollingUpdate', 36)).toEqual({ partition: 0 });
    expect(completed(job, {}, 'spec.podReplacementPolicy', 29)).toBe('TerminatingOrFailed');
    expect(completed(job, {}, 'spec.podReplacementPolicy', 28)).toBeUndefined();
    const external = { externalIPs: ['203.0.113.1'] };
    expect(completed(service, external, 'spec.externalTrafficPolicy', 29)).toBe('Cluster');
    expect(completed(service, external, 'spec.externalTrafficPolicy', 28)).toBeUndefined();
  });

  test('zero is unset where the Go type has no pointer, and a value where it has one', () => {
    const pod: Kind = ['', 'v1', 'Pod'];
    const container = {
      name: 'a',
      image: 'a',
      tty: false,
      securityContext: { runAsUser: 0, privileged: false },
    };
    const spec = { hostNetwork: false, containers: [container] };
    expect(completed(pod, spec, 'spec.hostNetwork')).toBeUndefined();
    expect(completed(pod, spec, 'spec.containers.0.tty')).toBeUndefined();
    expect(completed(pod, spec, 'spec.containers.0.securityContext')).toEqual({
      runAsUser: 0,
      privileged: false,
    });
  });

  test('what is allocated or named by the cluster is undecided', () => {
    for (const path of ['spec.clusterIP', 'spec.clusterIPs', 'spec.ipFamilies', 'metadata.uid'])
      expect(completed(service, { ports: [] }, path)).toBeInstanceOf(UndecidedField);
    expect(completed(service, { clusterIP: 'None', selector: { a: 'b' } }, 'spec.clusterIPs')).toEqual([
      'None',
    ]);
  });

  test('kinds whose defaults are not known come back as they are', () => {
    const widget = { spec: {} };
    expect(completeObject(widget, ['x.example', 'v1', 'Widget'], 37)).toBe(widget);
  });

  // https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass
  test('the priority of a pod is known for the classes that every cluster has', () => {
    const priority = (priorityClassName: string) =>
      completed(['', 'v1', 'Pod'], { containers: [], priorityClassName }, 'spec.priority');
    expect(priority('system-node-critical')).toBe(2_000_001_000);
    for (const name of ['mine', 'constructor', '']) expect(priority(name)).toBeInstanceOf(UndecidedField);
  });

  test('what has the wrong form is left to the API server to refuse', () => {
    for (const spec of ['x', [], 1, { containers: {}, volumes: 'x', tolerations: [1] }])
      for (const kind of completedKinds) {
        const [group = '', version = '', name = ''] = kind.split('/');
        expect(() =>
          completeObject({ metadata: { labels: [] }, spec }, [group, version, name], 37),
        ).not.toThrow();
      }
  });

  test('without a change to what was given', () => {
    fc.assert(
      fc.property(manifests, (manifest) => {
        const before = structuredClone(manifest);
        completeObject(deepFrozen(manifest), kindOf(manifest), 37);
        expect(manifest).toEqual(before);
      }),
    );
  });
});

function kindOf({ apiVersion, kind }: KubernetesObject): Kind {
  const { group, version } = splitApiVersion(apiVersion);
  return [group, version, kind];
}

function deepFrozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') for (const item of Object.values(value)) deepFrozen(item);
  return Object.freeze(value);
}
