import { describe, expect, it, test } from 'vitest';
import { unknownPodTemplate } from './unknown-pod-template.ts';

const pod = { containers: [{ name: 'a', image: 'a:1' }] };
const custom = (fields: object) => ({ apiVersion: 'example.com/v1', kind: 'Engine', ...fields });

test.each([
  [{ spec: { worker: { podSpec: pod } } }, ['spec', 'worker', 'podSpec']],
  [{ spec: pod }, ['spec']],
  [{ spec: { pools: [{}, { template: { spec: pod } }] } }, ['spec', 'pools', 1, 'template', 'spec']],
  [{ spec: { x: { initContainers: pod.containers } } }, ['spec', 'x']],
  [
    { objects: [{ kind: 'Deployment', spec: { template: { spec: pod } } }] },
    ['objects', 0, 'spec', 'template', 'spec'],
  ],
])('%j holds a pod spec', (fields, path) => {
  expect(unknownPodTemplate(custom(fields))).toEqual(path);
});

test.each([
  {},
  { spec: null },
  { spec: { containers: [] } },
  { spec: { containers: ['a:1'] } },
  { spec: { containers: [{ name: 'a' }] } },
  { spec: { containers: { image: 'a:1' } } },
  { status: pod, metadata: pod },
])('%j holds none', (fields) => {
  expect(unknownPodTemplate(custom(fields))).toBeUndefined();
});

describe('kinds that are not asked', () => {
  it.each([
    ['apps/v1', 'Deployment'],
    ['v1', 'ConfigMap'],
    ['argoproj.io/v1alpha1', 'Rollout'],
    // Patterns of pods that are allowed: https://kyverno.io/docs/policy-types/cluster-policy/validate/
    ['kyverno.io/v1', 'ClusterPolicy'],
  ])('%s %s', (apiVersion, kind) => {
    expect(unknownPodTemplate({ apiVersion, kind, spec: pod })).toBeUndefined();
  });
});

test('an object of any size costs little', () => {
  let deep: object = pod;
  for (let level = 0; level < 100; level++) deep = { deep };
  expect(unknownPodTemplate(custom({ spec: deep }))).toBeUndefined();
  const wide = Array.from({ length: 200_000 }, () => ({ a: {} }));
  const started = performance.now();
  expect(unknownPodTemplate(custom({ spec: { wide, pod } }))).toEqual(['spec', 'pod']);
  expect(performance.now() - started).toBeLessThan(1000);
});
