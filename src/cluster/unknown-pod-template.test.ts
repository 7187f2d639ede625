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
  // https://tekton.dev/docs/pipelines/tasks/#defining-steps
  [{ spec: { steps: [{ image: 'a:1', script: 'make' }] } }, ['spec']],
  [{ spec: { steps: [{ name: 'a', image: 'a:1' }] } }, ['spec']],
  [{ spec: { steps: [{ ref: { name: 'x' } }], sidecars: [{ name: 'a', image: 'a:1' }] } }, ['spec']],
  [{ spec: { steps: [{ name: 'a', script: 'make' }], stepTemplate: { image: 'a:1' } } }, ['spec']],
  [{ spec: { taskSpec: { steps: [{ image: 'a:1', command: ['make'] }] } } }, ['spec', 'taskSpec']],
  [
    { spec: { pipelineSpec: { tasks: [{ taskSpec: { steps: [{ image: 'a', args: [] }] } }] } } },
    ['spec', 'pipelineSpec', 'tasks', 0, 'taskSpec'],
  ],
  // https://tekton.dev/docs/pipelines/stepactions/
  [{ spec: { image: 'a:1', script: 'make' } }, ['spec']],
  // https://tekton.dev/docs/pipelines/podtemplates/
  [{ spec: { taskRunTemplate: { podTemplate: { hostNetwork: true } } } }, ['spec', 'taskRunTemplate']],
  [{ spec: { components: [{ container: { image: 'a:1', env: [] } }] } }, ['spec', 'components', 0]],
  [{ spec: { agents: [{ image: 'a:1', securityContext: { privileged: true } }] } }, ['spec']],
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
  { spec: { steps: [{ name: 'a', uses: 'b' }] } },
  { spec: { steps: [{ name: 'a', image: { repository: 'a' } }] } },
  { images: [{ name: 'a', newTag: '1' }] },
  // A catalogue of images runs none: https://cloudnative-pg.io/documentation/current/image_catalog/
  { spec: { images: [{ name: 'a', major: 16, image: 'a:16' }] } },
  // Machines have images too: https://kubevirt.io/user-guide/storage/disks_and_volumes/
  { spec: { disks: [{ name: 'root', image: 'ubuntu' }] } },
  // An operator fills in the pod that it makes of its own image: its pods are judged where they run
  { spec: { image: 'a:1', resources: {}, securityContext: {} } },
  { spec: { podTemplate: { metadata: { labels: { a: 'b' } } } } },
  { spec: { podTemplate: {} } },
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
