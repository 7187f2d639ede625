import { expect, test } from 'vitest';
import {
  type ClusterDescription,
  createClusterStore,
  createDoor,
  type KubernetesObject,
  manifestCoverage,
} from '../../cluster/index.ts';
import { object, wholeCluster } from '../../cluster/object-fixtures.ts';
import { type PolicyPreview, type PreviewOptions, previewPolicies, readPolicies } from './index.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';
const rule = (resources: string[], operations = ['CREATE']) => [
  { apiGroups: ['*'], apiVersions: ['*'], operations, resources },
];

function policy(name: string, spec: object, resources = ['configmaps', 'secrets', 'pods']) {
  const whole = { matchConstraints: { resourceRules: rule(resources) }, ...spec };
  return { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: whole };
}

function binding(policyName: string, more: object = {}) {
  const spec = { policyName, validationActions: ['Deny'], ...more };
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: `${policyName}-bound` },
    spec,
  };
}

function preview(
  policies: readonly object[],
  objects: readonly KubernetesObject[],
  options: Omit<PreviewOptions, 'policies'> & { readonly description?: ClusterDescription } = {},
): PolicyPreview {
  const door = createDoor({ keyId: 'test', key: new Uint8Array(32) });
  const store = createClusterStore({ description: options.description ?? wholeCluster });
  for (const each of objects) {
    const { object: admitted } = door.admit(each);
    if (admitted !== undefined) store.apply(admitted);
  }
  const documents = policies.map((content, index) => ({ file: `${index}.yaml`, content }));
  return previewPolicies(store.snapshot(), { ...options, policies: readPolicies(documents, 37) });
}

const config = object('v1', 'ConfigMap', 'shop/settings', { data: { a: '1' } });
const bound = (expression: string) => [policy('p', { validations: [{ expression }] }), binding('p')];
const outcomes = ({ rows }: PolicyPreview) => rows.map(({ outcome }) => outcome);
const codes = ({ problems }: PolicyPreview) => problems.map(({ code }) => code);

test('who sends the request is unknown until it is said', () => {
  const policies = bound("request.userInfo.username == 'ann' && 'dev' in request.userInfo.groups");
  const [row] = preview(policies, [config]).rows;
  expect(row?.outcome).toBe('unknown');
  expect(row?.message).toContain('--as');
  expect(preview(policies, [config], { requester: { username: 'ann', groups: ['dev'] } }).rows).toEqual([]);
  expect(outcomes(preview(policies, [config], { requester: { username: 'bob', groups: [] } }))).toEqual([
    'denied',
  ]);
});

test('what is decided without asking who sends the request is known', () => {
  expect(preview(bound("object.data.a == '1' || request.userInfo.username == 'ann'"), [config]).rows).toEqual(
    [],
  );
});

test('the authorizer is not answered', () => {
  const policies = bound("authorizer.requestResource.check('delete').allowed()");
  expect(outcomes(preview(policies, [config]))).toEqual(['unknown']);
});

test('an exemption that cannot be decided leaves the object unknown, one that turns it away does not', () => {
  const conditions = [
    { name: 'by-user', expression: "request.userInfo.username != 'system:admin'" },
    { name: 'by-data', expression: "object.data.a != '1'" },
  ];
  const spec = { matchConditions: conditions, validations: [{ expression: 'false' }] };
  expect(preview([policy('p', spec), binding('p')], [config]).rows).toEqual([]);
  const open = { ...spec, matchConditions: conditions.slice(0, 1) };
  expect(outcomes(preview([policy('p', open), binding('p')], [config]))).toEqual(['unknown']);
});

test('a value that was secret is never judged by what stands in its place', () => {
  const secret = object('v1', 'Secret', 'shop/key', {
    data: { password: 'c2VjcmV0LXZhbHVl', other: 'b3RoZXI=' },
  });
  expect(outcomes(preview(bound("object.data.password.startsWith('c2Vj')"), [secret]))).toEqual(['unknown']);
  expect(preview(bound("has(object.data) && object.metadata.name == 'key'"), [secret]).rows).toEqual([]);
});

test('a namespace that was not read is unknown only where something besides its name is asked', () => {
  const select = (namespaceSelector: object) => [
    policy('p', {
      matchConstraints: { resourceRules: rule(['configmaps']), namespaceSelector },
      validations: [{ expression: 'false' }],
    }),
    binding('p'),
  ];
  const named = (operator: string, values: string[]) => ({
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator, values }],
  });
  expect(preview(select(named('NotIn', ['shop'])), [config]).rows).toEqual([]);
  expect(outcomes(preview(select(named('In', ['shop'])), [config]))).toEqual(['denied']);
  expect(outcomes(preview(select({ matchLabels: { team: 'x' } }), [config]))).toEqual(['unknown']);
  expect(outcomes(preview(bound("namespaceObject.metadata.name == 'x'"), [config]))).toEqual(['unknown']);
});

test('parameters that a part of a cluster does not show are unknown, and said', () => {
  const description = { ...wholeCluster, coverage: manifestCoverage({ complete: false }) };
  const policies = [
    policy('p', {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [{ expression: 'true' }],
    }),
    binding('p', { paramRef: { name: 'limits', namespace: 'shop', parameterNotFoundAction: 'Deny' } }),
  ];
  const result = preview(policies, [config], { description });
  expect(outcomes(result)).toEqual(['unknown']);
  expect(codes(result)).toEqual(['param-missing']);
  const whole = preview(policies, [config]);
  expect(whole.rows).toMatchObject([{ outcome: 'denied', cause: 'error', actions: ['Deny'] }]);
  expect(whole.problems[0]?.effect).toContain('denies every request');
});

test('what does nothing is said: no binding, no policy, no match, no object', () => {
  const nothing = { validations: [{ expression: 'true' }] };
  const result = preview(
    [
      policy('unbound', nothing),
      binding('absent'),
      policy('idle', nothing, ['deployments']),
      binding('idle'),
      policy('deletes', {
        ...nothing,
        matchConstraints: { resourceRules: rule(['configmaps'], ['DELETE']) },
      }),
      binding('deletes'),
      policy('execs', { ...nothing, matchConstraints: { resourceRules: rule(['pods/exec'], ['CREATE']) } }),
      binding('execs'),
    ],
    [config],
  );
  expect(codes(result).sort()).toEqual([
    'binding-without-policy',
    'policy-matches-nothing',
    'policy-not-previewable',
    'policy-not-previewable',
    'policy-unbound',
  ]);
  expect(result.problems.every(({ severity }) => severity === 'warning')).toBe(true);
});

test('a broken policy says what the API server does, and the others are judged', () => {
  const broken = policy('broken', {
    failurePolicy: 'Ignore',
    validations: [{ expression: 'object.data.x ==' }],
  });
  const result = preview([broken, binding('broken'), ...bound('false')], [config]);
  expect(outcomes(result)).toEqual(['denied']);
  expect(result.problems).toMatchObject([{ code: 'policy-cel', severity: 'error', policy: 'broken' }]);
  expect(result.problems[0]?.effect).toContain('failurePolicy: Ignore');
});

test('a name that YAML reads as a boolean is to be quoted', () => {
  const named = policy('p', { variables: [{ name: false, expression: '1' }], validations: [] });
  const [problem] = preview([named], [config]).problems;
  expect(problem).toMatchObject({ code: 'policy-shape', message: 'spec.variables[0].name: must be string' });
  expect(problem?.hint).toContain('quote it');
});

test('variables that need each other are an error of the policy, not a hang', () => {
  const variables = [
    { name: 'a', expression: 'variables.b' },
    { name: 'b', expression: 'variables.a' },
  ];
  const result = preview(
    [policy('p', { variables, validations: [{ expression: 'variables.a' }] }), binding('p')],
    [config],
  );
  expect(codes(result)).toContain('policy-cel');
});

test('a list of ten thousand in a loop within a loop ends at the cost limit', () => {
  const list = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, image: 'a' }));
  const pod = object('v1', 'Pod', 'shop/large', { spec: { containers: list } });
  const expression = 'object.spec.containers.all(a, object.spec.containers.exists_one(b, a.name == b.name))';
  const started = performance.now();
  const [row] = preview(bound(expression), [pod]).rows;
  expect(row).toMatchObject({ outcome: 'denied', cause: 'error' });
  expect(row?.message).toContain('cost');
  expect(performance.now() - started).toBeLessThan(5000);
});

test('an object of five megabytes is judged, and said to be larger than a request may be', () => {
  const data = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`k${index}`, 'x'.repeat(1000)]),
  );
  const result = preview(bound("object.data.k1 == 'y'"), [object('v1', 'ConfigMap', 'shop/huge', { data })]);
  expect(outcomes(result)).toEqual(['denied']);
  expect(codes(result)).toEqual(['object-too-large']);
});

test('a policy that takes too long leaves the rest unknown', () => {
  const result = preview(bound('false'), [config], { patience: -1 });
  expect(result.rows).toMatchObject([{ outcome: 'unknown', unknown: { state: 'timed-out' } }]);
  expect(codes(result)).toEqual(['policy-too-slow']);
});

test('a version that only a definition could tell apart is unknown without it', () => {
  const widget = object('x.example/v1', 'Widget', 'shop/w');
  const matchConstraints = {
    resourceRules: [
      { apiGroups: ['x.example'], apiVersions: ['v2'], operations: ['CREATE'], resources: ['widgets'] },
    ],
  };
  const policies = [policy('p', { matchConstraints, validations: [{ expression: 'false' }] }), binding('p')];
  expect(outcomes(preview(policies, [widget]))).toEqual(['unknown']);
  const exact = { ...matchConstraints, matchPolicy: 'Exact' };
  expect(
    preview(
      [policy('p', { matchConstraints: exact, validations: [{ expression: 'false' }] }), binding('p')],
      [widget],
    ).rows,
  ).toEqual([]);
});

test('an autoscaler of the other version would be converted first', () => {
  const autoscaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'shop/api', { spec: {} });
  const matchConstraints = {
    resourceRules: [
      {
        apiGroups: ['autoscaling'],
        apiVersions: ['v1'],
        operations: ['CREATE'],
        resources: ['horizontalpodautoscalers'],
      },
    ],
  };
  const [row] = preview(
    [policy('p', { matchConstraints, validations: [{ expression: 'true' }] }), binding('p')],
    [autoscaler],
  ).rows;
  expect(row?.message).toContain('converts');
});

test('policies and webhooks are not asked about each other', () => {
  const all = policy('p', { validations: [{ expression: 'false' }] }, ['*']);
  const webhook = object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'w');
  expect(preview([all, binding('p')], [webhook]).rows).toEqual([]);
});

/** Judges one manifest by one policy over its kind. */
function previewManifest(manifest: KubernetesObject, resource: string, expression: string): PolicyPreview {
  const store = createClusterStore({ description: wholeCluster });
  store.apply(manifest, { ...place, locate: () => place });
  const documents = [policy('p', { validations: [{ expression }] }, [resource]), binding('p')];
  const policies = readPolicies(
    documents.map((content) => ({ file: 'p.yaml', content })),
    37,
  );
  return previewPolicies(store.snapshot(), { policies });
}

const place = { file: 'd.yaml', line: 1, column: 1 };
const deployment = object('apps/v1', 'Deployment', 'shop/api', {
  spec: { template: { spec: { hostNetwork: false, containers: [{ name: 'app', image: 'nginx' }] } } },
});

// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/: defaults come before admission
test('a manifest is judged with the defaults of the API server', () => {
  const isMet = (expression: string) =>
    previewManifest(deployment, 'deployments', expression).rows.length === 0;
  expect(isMet('object.spec.replicas == 1')).toBe(true);
  expect(isMet("object.spec.template.spec.containers.all(c, c.imagePullPolicy == 'Always')")).toBe(true);
  expect(isMet('has(object.spec.template.spec.securityContext)')).toBe(true);
  expect(isMet('has(object.spec.template.spec.hostNetwork)')).toBe(false);
});

test('a field that no default fills in is missing, and an expression that insists on it fails', () => {
  const { rows } = previewManifest(
    deployment,
    'deployments',
    'object.spec.template.spec.hostNetwork == false',
  );
  expect(rows).toMatchObject([{ outcome: 'denied', cause: 'error' }]);
});

test('what only the API server decides is unknown, also whether it is there', () => {
  const service = object('v1', 'Service', 'shop/api', { spec: { ports: [{ port: 80 }] } });
  const ingress = object('networking.k8s.io/v1', 'Ingress', 'shop/api', { spec: {} });
  expect(outcomes(previewManifest(service, 'services', "object.spec.clusterIP != 'None'"))).toEqual([
    'unknown',
  ]);
  expect(outcomes(previewManifest(ingress, 'ingresses', 'has(object.spec.ingressClassName)'))).toEqual([
    'unknown',
  ]);
  const [row] = previewManifest(ingress, 'ingresses', "object.spec.ingressClassName == 'nginx'").rows;
  expect(row?.message).toContain('default IngressClass');
  expect(previewManifest(service, 'services', "object.spec.type == 'ClusterIP'").rows).toEqual([]);
});

test('a pod that is created itself is judged with the token that its ServiceAccount mounts', () => {
  const pod = object('v1', 'Pod', 'shop/api', {
    spec: { containers: [{ name: 'app', image: 'nginx:1.29' }] },
  });
  const expression = 'object.spec.volumes.all(v, !has(v.projected))';
  expect(outcomes(previewManifest(pod, 'pods', expression))).toEqual(['denied']);
  expect(previewManifest(pod, 'pods', "object.spec.serviceAccountName == 'default'").rows).toEqual([]);
});

test('where defaults are not known, a field that a manifest does not set may be filled in', () => {
  const storageClass = object('storage.k8s.io/v1', 'StorageClass', 'fast', { provisioner: 'a' });
  const [row] = previewManifest(storageClass, 'storageclasses', "object.reclaimPolicy == 'Delete'").rows;
  expect(row).toMatchObject({ outcome: 'unknown', unknown: { state: 'error' }, objectPosition: place });
  expect(row?.message).toContain('may fill it in');
});

test('an object of a cluster is judged as it is', () => {
  const deployments = [
    policy('p', { validations: [{ expression: 'object.spec.replicas > 1' }] }, ['deployments']),
    binding('p'),
  ];
  expect(preview(deployments, [deployment]).rows).toMatchObject([{ outcome: 'denied', cause: 'error' }]);
});
