import { expect, test } from 'vitest';
import { readCatalogueFiles } from '../../../../testkit/catalogue/read-catalogue.ts';
import { createClusterStore, type KubernetesObject } from '../../../cluster/index.ts';
import { wholeCluster } from '../../../cluster/object-fixtures.ts';
import { loadCatalogue } from '../../catalogue/load-catalogue.ts';
import type { Control } from '../../control.ts';
import { readPolicies } from '../read-policies.ts';
import { compareExport, type ExportedObject, type ExportOptions, exportControls } from './index.ts';

const catalogue = loadCatalogue(readCatalogueFiles(), { skipBroken: true, cases: false });
const withParameters = catalogue.control('floating-image-tag');
const without = catalogue.control('privileged-container');
const controls = [withParameters, without].flatMap((control) => control ?? []);

function exported(options: Partial<ExportOptions> = {}) {
  return exportControls(controls, { mode: 'warn', minor: 37, ...options });
}

const ofKind = (objects: readonly ExportedObject[], kind: string) =>
  objects.filter((each) => each.kind === kind);
const specs = (objects: readonly ExportedObject[], kind: string) =>
  ofKind(objects, kind).map((each) => each['spec'] as Record<string, unknown>);

test('what a binding needs comes before it', () => {
  expect(exported().objects.map(({ kind }) => kind)).toEqual([
    'Namespace',
    'ConfigMap',
    ...controls.map(() => 'ValidatingAdmissionPolicy'),
    ...controls.map(() => 'ValidatingAdmissionPolicyBinding'),
  ]);
});

// Missing parameters deny whatever the actions of the binding are, unless the policy ignores failures: proved on a real
// server by ../scenarios/param-scenarios.ts, param-missing-deny and param-missing-ignored.
test.each([
  ['warn', 'Ignore', ['Warn', 'Audit']],
  ['audit', 'Ignore', ['Audit']],
  ['enforce', 'Fail', ['Deny']],
] as const)('%s: failures %s', (mode, failurePolicy, validationActions) => {
  const { objects } = exported({ mode });
  for (const spec of specs(objects, 'ValidatingAdmissionPolicy'))
    expect(spec).toMatchObject({ failurePolicy });
  for (const spec of specs(objects, 'ValidatingAdmissionPolicyBinding'))
    expect(spec).toMatchObject({ validationActions });
});

test('bindings name the namespace of their parameters, and miss them loudly', () => {
  const [spec] = specs(exported({ paramNamespace: 'rules' }).objects, 'ValidatingAdmissionPolicyBinding');
  expect(spec).toMatchObject({
    paramRef: { name: 'plimsoll-floating-image-tag', namespace: 'rules', parameterNotFoundAction: 'Deny' },
  });
});

test('parameters of the configuration come before the defaults', () => {
  const { objects } = exported({ parameters: { 'floating-image-tag': { floatingTags: 'edge' } } });
  expect(ofKind(objects, 'ConfigMap')[0]?.['data']).toEqual({ floatingTags: 'edge' });
});

const providerNamespaces = catalogue.providers.flatMap(({ workloads }) =>
  workloads.map(({ namespace }) => namespace),
);

test('namespaces of the system and of providers are left out, and said', () => {
  const { objects, excludedNamespaces, unexpressedNamespaces } = exported({ providerNamespaces });
  expect(excludedNamespaces).toEqual(
    expect.arrayContaining(['calico-system', 'cilium', 'cilium-system', 'kube-node-lease', 'kube-system']),
  );
  expect(excludedNamespaces).toEqual([...new Set(excludedNamespaces)].sort());
  expect(unexpressedNamespaces).toEqual(['*']);
  const [spec] = specs(objects, 'ValidatingAdmissionPolicyBinding');
  expect(spec?.['matchResources']).toEqual({
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: excludedNamespaces },
      ],
    },
  });
  const all = exported({ includeSystem: true, providerNamespaces });
  expect(all).toMatchObject({ excludedNamespaces: [], unexpressedNamespaces: [] });
  expect(specs(all.objects, 'ValidatingAdmissionPolicyBinding')[0]).not.toHaveProperty('matchResources');
});

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
test('a selector holds names of namespaces alone; what cannot be one is said', () => {
  const unnameable = [
    'gke-*',
    'Upper',
    'with_underscore',
    '-first',
    'last-',
    'a.b',
    '{a',
    'x'.repeat(64),
    '',
  ];
  const longest = 'x'.repeat(63);
  const { excludedNamespaces, unexpressedNamespaces } = exported({
    providerNamespaces: [...unnameable, '{one,two-*}', longest, '1'],
  });
  expect(unexpressedNamespaces).toEqual([...unnameable, 'two-*'].toSorted());
  expect(excludedNamespaces).toEqual(
    ['1', 'kube-node-lease', 'kube-public', 'kube-system', longest, 'one'].toSorted(),
  );
});

test('several choices of namespaces are one binding each', () => {
  const namespaces = [{ matchLabels: { team: 'red' } }, { matchLabels: { team: 'blue' } }];
  const bindings = ofKind(exported({ namespaces }).objects, 'ValidatingAdmissionPolicyBinding');
  expect(bindings.map(({ metadata }) => metadata.name)).toEqual(
    controls.flatMap(({ id }) => [`plimsoll-${id}`, `plimsoll-${id}-2`]),
  );
});

test('there is no ValidatingAdmissionPolicy v1 before 1.30', () => {
  expect(() => exported({ minor: 29 })).toThrow(expect.objectContaining({ code: 'export-version' }));
});

test('what cannot be exported is named with its reason', () => {
  const { policy: _policy, ...about } = controls[0] ?? {};
  const analysed = { ...about, id: 'analysed', analysis: 'reachable-from-internet' } as Control;
  const { objects, leftOut } = exportControls([analysed], { mode: 'warn', minor: 37 });
  expect(objects).toEqual([]);
  expect(leftOut).toMatchObject([{ control: 'analysed', reason: expect.stringContaining('analysis') }]);
});

test('a rule over what detectors found while reading could never deny anything in an API server', () => {
  const ids = ['credential-in-workload', 'credential-in-config-map', 'credential-in-annotation'];
  const rules = catalogue.controls.filter(({ id }) => ids.includes(id));
  const { objects, leftOut } = exportControls(rules, { mode: 'enforce', minor: 37 });
  expect(objects).toEqual([]);
  expect(leftOut.map(({ control }) => control).toSorted()).toEqual(ids.toSorted());
});

// https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go
test.each([30, 31, 34, 37])(
  'everything that is exported for 1.%s is taken there as a new policy',
  (minor) => {
    const all = catalogue.controls.filter(({ policy }) => policy !== undefined);
    const { objects } = exportControls(all, { mode: 'enforce', minor });
    const { problems, policies } = readPolicies(
      objects.map((content) => ({ file: content.metadata.name, content })),
      minor,
    );
    expect(problems).toEqual([]);
    expect(policies.size).toBeGreaterThan(50);
  },
);

function clusterWith(objects: readonly object[]) {
  const store = createClusterStore({ description: wholeCluster });
  for (const object of objects) store.apply(object as KubernetesObject);
  return store.snapshot();
}

test('a cluster that has the export, as the API server fills it in, does not differ', () => {
  const { objects } = exported({ mode: 'enforce' });
  const served = objects.map((object) => {
    const spec = object['spec'] as Record<string, Record<string, unknown>> | undefined;
    if (object.kind !== 'ValidatingAdmissionPolicy' || spec === undefined) return object;
    const { matchConstraints } = spec;
    const rules = ((matchConstraints ?? {})['resourceRules'] as object[]).map((rule) => ({
      ...rule,
      scope: '*',
    }));
    const filled = {
      ...matchConstraints,
      resourceRules: rules,
      matchPolicy: 'Equivalent',
      objectSelector: {},
      namespaceSelector: {},
    };
    return { ...object, spec: { ...spec, matchConstraints: filled } };
  });
  expect(compareExport(objects, clusterWith(served))).toEqual({ differences: [], unknown: [] });
});

test('missing, different and left over are told apart, field by field', () => {
  const { objects } = exported({ mode: 'enforce' });
  const [, first] = ofKind(objects, 'ValidatingAdmissionPolicy');
  const changed = {
    ...first,
    spec: { ...(first?.['spec'] as object), validations: [{ expression: 'true' }] },
  };
  const old = { ...first, metadata: { ...first?.metadata, name: 'plimsoll-gone' } };
  const { differences } = compareExport(objects, clusterWith([changed, old]));
  expect(differences.filter(({ state }) => state === 'missing')).toHaveLength(objects.length - 1);
  expect(differences.find(({ state }) => state === 'different')?.fields).toContain(
    'spec.validations[0].expression',
  );
  expect(differences.find(({ state }) => state === 'extra')?.name).toBe('plimsoll-gone');
});

test('what could not be read is unknown, not missing', () => {
  const at = '2026-11-25T08:00:00Z';
  const group = 'admissionregistration.k8s.io';
  const kind = 'ValidatingAdmissionPolicy';
  const row = {
    group,
    version: 'v1',
    resource: 'validatingadmissionpolicies',
    kind,
    namespaced: false,
    at,
    objects: 0,
  };
  const coverage = { resources: [{ ...row, state: 'denied' as const }], notConnected: [] };
  const cluster = createClusterStore({ description: { ...wholeCluster, coverage } }).snapshot();
  const { differences, unknown } = compareExport(exported().objects, cluster);
  expect(differences.some((each) => each.kind === kind)).toBe(false);
  expect(unknown).toMatchObject([{ state: 'denied' }]);
});
