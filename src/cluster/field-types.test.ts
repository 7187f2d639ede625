import { describe, expect, test } from 'vitest';
import { wrongTypes } from './field-types.ts';
import type { KubernetesObject } from './object.ts';

const metadata = { name: 'a', namespace: 'x' };
const deployment = (spec: unknown): KubernetesObject =>
  ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }) as KubernetesObject;
const pod = (spec: object): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata, spec }) as KubernetesObject;
const of = (object: KubernetesObject) =>
  wrongTypes(object).map(({ path, expected }) => `${path.join('.')}: ${expected}`);
const container = { name: 'a', image: 'r/a:1' };

// The API server refuses all of these: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
describe('types that the API does not have', () => {
  test.each<[string, KubernetesObject, string[]]>([
    ['text of a template for a spec', deployment('{{ .Values.spec }}'), ['spec: a map']],
    ['no spec', deployment(undefined), ['spec: a map']],
    ['null for a spec', deployment(null), ['spec: a map']],
    ['a workload without a template', deployment({ replicas: 5 }), ['spec.template: a map']],
    ['a text for a template', deployment({ template: 'x' }), ['spec.template: a map']],
    ['a template without a spec', deployment({ template: {} }), ['spec.template.spec: a map']],
    [
      'text for a security context',
      pod({ containers: [{ ...container, securityContext: '{{ toYaml .Values.sc }}' }] }),
      ['spec.containers.0.securityContext: a map'],
    ],
    [
      'text for that of the pod',
      pod({ containers: [container], securityContext: 'x' }),
      ['spec.securityContext: a map'],
    ],
    [
      'a map for ports',
      pod({ containers: [{ ...container, ports: { hostPort: 80 } }] }),
      ['spec.containers.0.ports: a list'],
    ],
    [
      'a text for true',
      pod({ containers: [container], hostNetwork: 'true' }),
      ['spec.hostNetwork: true or false'],
    ],
    ['a container that is none', pod({ containers: ['a'] }), ['spec.containers.0: a map']],
    [
      'subjects as a map',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata,
        subjects: { kind: 'Group', name: 'system:authenticated' },
        roleRef: {},
      } as KubernetesObject,
      ['subjects: a list'],
    ],
    [
      'a list for the type of a Service',
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: ['NodePort'] } } as KubernetesObject,
      ['spec.type: a string'],
    ],
  ])('%s', (_title, object, expected) => {
    expect(of(object)).toEqual(expected);
  });

  test('nulls are absent, and what is sound has none', () => {
    expect(
      of(pod({ containers: [{ ...container, ports: null, securityContext: null }], volumes: null })),
    ).toEqual([]);
    expect(
      of({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } } as KubernetesObject),
    ).toEqual([]);
    expect(of({ apiVersion: 'v1', kind: 'ServiceAccount', metadata })).toEqual([]);
  });

  test('custom resources take what they like', () => {
    expect(
      of({ apiVersion: 'example.com/v1', kind: 'Thing', metadata, spec: 'x' } as KubernetesObject),
    ).toEqual([]);
  });
});
