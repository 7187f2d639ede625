import { gzipSync } from 'node:zlib';
import { type CelType, formatType, kubernetesEnvironment, types } from '@plimsoll/cel';
import { describe, expect, test } from 'vitest';
import { loadShippedCatalogue } from '../../../testkit/catalogue/read-catalogue.ts';
import { publishedTypes as compact } from '../../cluster/schema/index.ts';
import type { Control } from '../control.ts';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import { checkTypes, KubernetesTypes } from './index.ts';

const newest = new KubernetesTypes(compact, '1.37');

function typed(group: string, version: string, kind: string, kubernetes = newest): CelType {
  const type = kubernetes.ofKind(group, version, kind);
  if (type === undefined) throw new Error(`no kind ${group}/${version}/${kind}`);
  return type;
}

function typeOf(source: string, object: CelType, kubernetes = newest): string {
  const environment = kubernetesEnvironment({ variables: { object }, provider: kubernetes });
  return formatType(environment.compile(source).resultType);
}

describe('types of Kubernetes', () => {
  test.each([
    ['object.spec.replicas', 'int'],
    ['object.spec.template.spec.containers[0].image', 'string'],
    ['object.spec.template.spec.containers[0].resources.limits', 'map(string, dyn)'],
    ['object.spec.strategy.rollingUpdate.maxSurge', 'dyn'],
    ['object.metadata.labels', 'map(string, string)'],
    ['object.metadata.creationTimestamp', 'timestamp'],
    ['object.spec.template.spec.containers[0].securityContext.privileged', 'bool'],
  ])('%s of a Deployment is %s', (source, type) => {
    expect(typeOf(source, typed('apps', 'v1', 'Deployment'))).toBe(type);
  });

  test('a Secret holds bytes', () => {
    expect(typeOf('object.data', typed('', 'v1', 'Secret'))).toBe('map(string, bytes)');
  });

  test('a misspelt field is found before anything runs', () => {
    expect(() => typeOf('object.spec.hostNetwrk', typed('', 'v1', 'Pod'))).toThrow(
      "undefined field 'hostNetwrk'",
    );
  });

  test('a field is there from the version on that has it', () => {
    const changed = Object.values(compact.definitions)
      .flat()
      .filter((line) => line.split(' ').length > 2);
    expect(changed.length).toBeGreaterThan(10);
    const named = Object.entries(compact.definitions).flatMap(([name, lines]) =>
      lines
        .filter((line) => /^\w+ \S+ 1\.37$/.test(line))
        .map((line) => [name, line.split(' ')[0] ?? ''] as const),
    );
    const [name = '', field = ''] = named[0] ?? [];
    expect(newest.findField(name, field)).toBeDefined();
    expect(new KubernetesTypes(compact, '1.34').findField(name, field)).toBeUndefined();
  });

  test('a version that is not known is read as the nearest that is', () => {
    const old = new KubernetesTypes(compact, '1.29');
    expect(typeOf('object.spec.replicas', typed('apps', 'v1', 'Deployment', old), old)).toBe('int');
    expect(new KubernetesTypes(compact, '1.50').ofKind('', 'v1', 'Pod')).toEqual(typed('', 'v1', 'Pod'));
  });

  test('kinds that are not of Kubernetes, lists and options have no type', () => {
    for (const [group, kind] of [
      ['', 'PodList'],
      ['meta.k8s.io', 'DeleteOptions'],
      ['example.com', 'Widget'],
      ['', '__proto__'],
    ] as const)
      expect(newest.ofKind(group, 'v1', kind)).toBeUndefined();
  });

  test('the file stays small', () => {
    expect(gzipSync(JSON.stringify(compact)).length).toBeLessThan(40_000);
  });
});

const podSpec = types.object('io.k8s.api.core.v1.PodSpec');
/** What the shared variables of a policy over pod templates are, whatever the kind. */
const templateVariables = {
  podSpec,
  podMetadata: types.object('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
  podAnnotations: types.map(types.string, types.string),
  containers: types.list(types.object('io.k8s.api.core.v1.Container')),
};

/** The kinds of Kubernetes that the rules of a policy name. */
function kindsOf({ matchConstraints }: ValidatingAdmissionPolicySpec): string[] {
  const rules = matchConstraints?.resourceRules ?? [];
  return Object.keys(compact.kinds).filter((key) => {
    const [group = '', version = '', kind = ''] = key.split('/');
    const singular = kind.toLowerCase();
    const plurals = [`${singular}s`, `${singular}es`, singular.replace(/y$/, 'ies')];
    return rules.some(
      ({ apiGroups, apiVersions, resources }) =>
        apiGroups.includes(group) &&
        (apiVersions.includes(version) || apiVersions.includes('*')) &&
        resources.some((resource) => plurals.includes(resource)),
    );
  });
}

const { controls } = loadShippedCatalogue({ cases: false });
const withPolicy = controls.flatMap((control: Control) =>
  control.policy === undefined ? [] : [{ id: control.id, control, policy: control.policy }],
);

const nullable = 'compares a list with null, which the server itself writes for an empty one';

/** Right at run time, where no object has a type, but not to a checker of types. */
const dynamicOnly: Readonly<Record<string, string>> = {
  'admission-configuration-role': nullable,
  'anonymous-binding': nullable,
  'certificate-approval-role': nullable,
  'cluster-admin-binding': nullable,
  'default-account-binding': nullable,
  'escalation-role': nullable,
  'everyone-binding': nullable,
  'impersonation-role': nullable,
  'kubelet-access-role': nullable,
  'persistent-volume-role': nullable,
  'sensitive-aggregated-role': nullable,
  'system-masters-subject': nullable,
  'token-minting-role': nullable,
  'wildcard-role': nullable,
  'dra-admin-access': 'chooses a field by the kind of the object',
  'restricted-volume-types': 'walks through the fields of a volume as if it were a map',
};

describe('the policies of the catalogue fit the types of the kinds they judge', () => {
  test.each(withPolicy)('$id', ({ control, policy }) => {
    const given = control.appliesTo === 'pod-templates' ? templateVariables : {};
    const warnings = kindsOf(policy).flatMap((key) => {
      const [group = '', version = '', kind = ''] = key.split('/');
      return checkTypes(policy, typed(group, version, kind), newest, '1.37', given).map(
        ({ field, error }) => `${kind}: ${field}: ${error.message}`,
      );
    });
    expect(warnings.length > 0, warnings.join('\n')).toBe(Object.hasOwn(dynamicOnly, control.id));
  });

  test('each broken expression is found, variables included', () => {
    const warnings = checkTypes(
      {
        matchConditions: [{ name: 'a', expression: 'object.metdata.name != ""' }],
        variables: [
          { name: 'names', expression: 'object.spec.containers.map(c, c.nme)' },
          { name: 'images', expression: 'object.spec.containers.map(c, c.image)' },
        ],
        validations: [
          { expression: 'variables.images.all(i, i > 1)' },
          {
            expression: 'object.spec.containers.all(c, c.image != "")',
            messageExpression: 'object.spec.nope',
          },
        ],
      },
      typed('', 'v1', 'Pod'),
      newest,
      '1.37',
    );
    expect(warnings.map(({ field }) => field)).toEqual([
      'matchConditions[0].expression',
      'variables[0].expression',
      'validations[0].expression',
      'validations[1].messageExpression',
    ]);
  });
});
