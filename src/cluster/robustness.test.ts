import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClusterStore } from './cluster-store.ts';
import { createDoor } from './door.ts';
import { entryPointsOf } from './entry-points.ts';
import { wholeCluster } from './object-fixtures.ts';
import { overlay } from './overlay.ts';
import { podTemplateKinds } from './pod-template-kinds.ts';

/** Field names that the model reads, so that random objects reach its code and not only its type checks. */
const field = fc.constantFrom(
  'spec',
  'template',
  'metadata',
  'containers',
  'initContainers',
  'env',
  'ports',
  'selector',
  'rules',
  'http',
  'paths',

  'backend',
  'service',
  'labels',
  'annotations',
  'jobTemplate',
  'predictor',
  'headGroupSpec',
  'workerGroupSpecs',

  'type',
  'status',
  'addresses',
  'externalIPs',
  'parentRefs',
  'backendRefs',
  'workloadRef',
  'kind',
  'name',
  'data',

  'hostNetwork',
  'hostPort',
  'containerPort',
  'targetPort',
  'port',
  'templates',
  'ownerReferences',
  'managedFields',
);
const scalar = fc.oneof(
  fc.constantFrom(null, true, 0, 80, '', 'a', 'LoadBalancer', 'Secret', 'Gateway'),
  fc.string({ maxLength: 8 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(field, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const otherKinds = [
  ['', 'Service'],
  ['', 'Node'],
  ['', 'Secret'],
  ['', 'ConfigMap'],
  ['networking.k8s.io', 'Ingress'],
  ['gateway.networking.k8s.io', 'HTTPRoute'],
  ['gateway.networking.k8s.io', 'Gateway'],
  ['argoproj.io', 'Application'],
] as const;
const kinds = [...podTemplateKinds.map(({ group, kind }) => [group, kind] as const), ...otherKinds];
const metadata = fc.oneof(
  fc.record({
    name: fc.constantFrom('a', 'b'),
    namespace: fc.constantFrom('shop', null),
    labels: fc.constantFrom(null, { app: 'a' }),
    annotations: fc.oneof(fc.constant(null), fc.dictionary(field, fc.string(), { noNullPrototype: true })),
    ownerReferences: fc.constantFrom(null, [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a', controller: true },
    ]),
    managedFields: tree,
  }),
  tree,
);
const object = fc
  .record({ of: fc.constantFrom(...kinds), metadata, spec: tree, status: tree, data: tree })
  .map(({ of: [group, kind], ...rest }) => ({
    apiVersion: group === '' ? 'v1' : `${group}/v1`,
    kind,
    ...rest,
  }));

test('whatever an object holds, it is refused with a problem or everything about it can be asked', () => {
  const door = createDoor({ key: Buffer.alloc(32), keyId: 'test' });
  let admitted = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: object }, { weight: 1, arbitrary: tree }), { maxLength: 8 }),
      (raws) => {
        const store = createClusterStore({ description: wholeCluster });
        for (const raw of raws) {
          const { object, problem } = door.admit(raw);
          if (object) store.apply(object);
          else expect(problem?.code).toMatch(/^object-/);
          if (object) admitted += 1;
        }
        const cluster = store.snapshot();
        for (const workload of cluster.workloads()) {
          expect(workload.serviceAccountName).not.toBe('');
          expect(workload.sourceOfTruth.changeAt).not.toBe('');
          expect([...workload.members()]).not.toContain(workload.object);
        }
        entryPointsOf(cluster);
        expect(overlay(cluster, cluster).cluster.size).toBeGreaterThanOrEqual(cluster.size);
      },
    ),
    { numRuns: 300 },
  );
  expect(admitted).toBeGreaterThan(300);
});
