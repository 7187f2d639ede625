import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../object.ts';
import { unknownFields, wrongTypes } from './wrong-types.ts';

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

const object = (apiVersion: string, kind: string, fields: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata,
  ...fields,
});

describe('all kinds of Kubernetes, at every depth', () => {
  const rbac = 'rbac.authorization.k8s.io/v1';
  test.each<[string, KubernetesObject, string[]]>([
    [
      'a name for a subject',
      object(rbac, 'ClusterRoleBinding', { subjects: ['system:authenticated'] }),
      ['subjects.0: a map'],
    ],
    ['a verb for verbs', object(rbac, 'Role', { rules: [{ verbs: 'get' }] }), ['rules.0.verbs: a list']],
    [
      'a map for ingress rules of a policy',
      object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: {} } }),
      ['spec.ingress: a list'],
    ],
    [
      'a map for rules of an Ingress',
      object('networking.k8s.io/v1', 'Ingress', { spec: { rules: { host: 'x' } } }),
      ['spec.rules: a list'],
    ],
    [
      'a text for true',
      object('v1', 'ServiceAccount', { automountServiceAccountToken: 'x' }),
      ['automountServiceAccountToken: true or false'],
    ],
    [
      'texts for ports and variables',
      pod({ containers: [{ ...container, ports: ['x'], env: ['A=b'] }] }),
      ['spec.containers.0.ports.0: a map', 'spec.containers.0.env.0: a map'],
    ],
    [
      'a text for a port',
      pod({ containers: [{ ...container, ports: [{ hostPort: '80' }] }] }),
      ['spec.containers.0.ports.0.hostPort: a whole number'],
    ],
    [
      'a number for the value of a variable',
      pod({ containers: [{ ...container, env: [{ name: 'PORT', value: 8080 }] }] }),
      ['spec.containers.0.env.0.value: a string'],
    ],
    [
      'a fraction for a user',
      pod({ containers: [container], securityContext: { runAsUser: 1.5 } }),
      ['spec.securityContext.runAsUser: a whole number'],
    ],
    [
      'more than 32 bits for replicas',
      deployment({ replicas: 3e9, template: { spec: { containers: [container] } } }),
      ['spec.replicas: a whole number of 32 bits'],
    ],
    [
      'a template for a quantity',
      pod({ containers: [{ ...container, resources: { limits: { cpu: '{{ .cpu }}' } } }] }),
      ['spec.containers.0.resources.limits.cpu: a quantity such as 100m or 1Gi'],
    ],
    [
      'a truth for a label',
      deployment({ template: { metadata: { labels: { a: true } }, spec: {} } }),
      ['spec.template.metadata.labels.a: a string'],
    ],
  ])('%s', (_title, wrong, expected) => {
    expect(of(wrong)).toEqual(expected);
  });

  test('quantities, ports and surges are numbers or texts', () => {
    const limits = { cpu: 1.5, memory: '1Gi', 'example.com/gpu': 1 };
    const sound = deployment({
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        spec: {
          containers: [{ ...container, resources: { limits }, livenessProbe: { httpGet: { port: 'web' } } }],
        },
      },
    });
    expect(of(sound)).toEqual([]);
  });

  test('what is kept as JSON takes anything, and unknown fields are another matter', () => {
    const schema = { openAPIV3Schema: { type: 'object', default: 5, enum: ['a', 1, null], items: {} } };
    const definition = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      spec: { versions: [{ name: 'v1', schema }] },
    });
    expect(of(definition)).toEqual([]);
    expect(of(object('apps/v1', 'ControllerRevision', { data: [1, 'x'] }))).toEqual([]);
    expect(of(object('v1', 'Service', { spec: { tpye: ['NodePort'] } }))).toEqual([]);
  });

  test('a place that is told is the place of the value that is wrong', () => {
    const kinds = ['v1/Pod', 'apps/v1/Deployment', 'networking.k8s.io/v1/Ingress', 'argoproj.io/v1/Workflow'];
    const named = fc.constantFrom(
      'spec',
      'template',
      'containers',
      'rules',
      'templates',
      'ports',
      'metadata',
    );
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'large', withCrossShrink: true },
        fc.constantFrom('x', 5, 1.5, true, null),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(named, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.constantFrom(...kinds), json, (name, spec) => {
        const slash = name.lastIndexOf('/');
        const made = object(name.slice(0, slash), name.slice(slash + 1), { spec });
        for (const { path, value } of wrongTypes(made)) {
          const found = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], made);
          expect(found).toBe(value);
        }
      }),
    );
  });
});

// pod-template-kinds.ts says where; what stands there is a PodTemplateSpec, as in the Go types of these projects.
describe('pod templates of custom kinds', () => {
  const bad = { containers: 'x' };
  test.each<[string, KubernetesObject, string[]]>([
    ['text for a spec', object('argoproj.io/v1alpha1', 'Rollout', { spec: '{{ x }}' }), ['spec: a map']],
    [
      'no template',
      object('argoproj.io/v1alpha1', 'Rollout', { spec: { replicas: 1 } }),
      ['spec.template: a map'],
    ],
    [
      'text for a template',
      object('serving.knative.dev/v1', 'Service', { spec: { template: 'x' } }),
      ['spec.template: a map'],
    ],
    [
      'text for containers',
      object('serving.knative.dev/v1', 'Revision', { spec: bad }),
      ['spec.containers: a list'],
    ],
    [
      'containers of a predictor',
      object('serving.kserve.io/v1beta1', 'InferenceService', {
        spec: { predictor: { minReplicas: 0, model: { env: 'x' }, workerSpec: bad } },
      }),
      ['spec.predictor.model.env: a list', 'spec.predictor.workerSpec.containers: a list'],
    ],
    [
      'groups of Ray',
      object('ray.io/v1', 'RayCluster', {
        spec: { headGroupSpec: { template: { spec: bad } }, workerGroupSpecs: [{ template: [] }] },
      }),
      ['spec.headGroupSpec.template.spec.containers: a list', 'spec.workerGroupSpecs.0.template: a map'],
    ],
    [
      'replicas of a training job',
      object('kubeflow.org/v1', 'PyTorchJob', {
        spec: { pytorchReplicaSpecs: { Worker: { template: { spec: bad } }, Master: 'x' } },
      }),
      [
        'spec.pytorchReplicaSpecs.Worker.template.spec.containers: a list',
        'spec.pytorchReplicaSpecs.Master: a map',
      ],
    ],
    [
      'steps of a workflow',
      object('argoproj.io/v1alpha1', 'Workflow', {
        spec: { hostNetwork: 'true', templates: [{ name: 'a', sidecars: {}, script: { image: 5 } }] },
      }),
      [
        'spec.hostNetwork: true or false',
        'spec.templates.0.sidecars: a list',
        'spec.templates.0.script.image: a string',
      ],
    ],
  ])('%s', (_title, wrong, expected) => {
    expect(of(wrong)).toEqual(expected);
  });

  test('are sound where the kind is another, or the template stands elsewhere', () => {
    const workflow = {
      templates: [
        { name: 'a', activeDeadlineSeconds: '{{inputs.parameters.limit}}', steps: [[{ name: 'b' }]] },
      ],
    };
    expect(of(object('argoproj.io/v1alpha1', 'Workflow', { spec: workflow }))).toEqual([]);
    const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };
    expect(of(object('argoproj.io/v1alpha1', 'Rollout', { spec: { workloadRef } }))).toEqual([]);
    expect(of(object('serving.kserve.io/v1beta1', 'InferenceService', { spec: {} }))).toEqual([]);
  });

  test('of versions that no server has any more are looked at too', () => {
    expect(of(object('batch/v1beta1', 'CronJob', { spec: { jobTemplate: 'x' } }))).toEqual([
      'spec.jobTemplate: a map',
    ]);
  });
});

// The API server drops them, or refuses them with fieldValidation=Strict: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
describe('fields that the API does not have', () => {
  const unknown = (object: KubernetesObject) => unknownFields(object).map(({ path }) => path.join('.'));

  test.each<[string, KubernetesObject, string[]]>([
    [
      'a slip of the pen',
      pod({ containers: [{ ...container, securityContexts: { privileged: true } }] }),
      ['spec.containers.0.securityContexts'],
    ],
    [
      'a field of the pod in a container',
      pod({ containers: [{ ...container, hostPID: true }] }),
      ['spec.containers.0.hostPID'],
    ],
    ['another case', pod({ Containers: [container] }), ['spec.Containers']],
    [
      'a field at the root',
      { ...pod({ containers: [container] }), 'x-common': {} } as KubernetesObject,
      ['x-common'],
    ],
  ])('%s is told', (_, object, expected) => {
    expect(unknown(object)).toEqual(expected);
  });

  test.each<[string, KubernetesObject]>([
    ['keys of maps', pod({ containers: [container], nodeSelector: { anything: 'x' } })],
    ['a patch that says how to merge', pod({ containers: [{ name: 'a', $patch: 'delete' }] })],
    [
      'kinds that only their definition knows',
      {
        apiVersion: 'serving.knative.dev/v1',
        kind: 'Service',
        metadata,
        spec: { template: { spec: { containers: [container], containerConcurrency: 5 } } },
      } as KubernetesObject,
    ],
  ])('%s are not', (_, object) => {
    expect(unknown(object)).toEqual([]);
  });
});
