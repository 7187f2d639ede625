import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { accessOf } from '../cluster-access.ts';
import { type Ability, abilities } from './ability.ts';
import { holdersIn } from './holders.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const mayBy = (ability: Ability, rule: object) => {
  const objects = [
    { apiVersion, kind: 'ClusterRole', metadata: { name: 'role' }, rules: [rule] },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'role' },
      roleRef: { kind: 'ClusterRole', name: 'role' },
      subjects: [{ kind: 'User', name: 'ann' }],
    },
  ] as KubernetesObject[];
  return holdersIn(accessOf(clusterOf(objects)))
    .of(ability)
    .map(({ what }) => what);
};

// https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
test('tokens by way of Secrets are told as that, so that nobody looks for serviceaccounts/token', () => {
  expect(
    mayBy(abilities.mintTokens, {
      apiGroups: [''],
      resources: ['serviceaccounts/token'],
      verbs: ['create'],
    }),
  ).toEqual(['make tokens of every service account']);
  expect(
    mayBy(abilities.mintTokens, { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'get'] }),
  ).toEqual(['have tokens of every service account written into Secrets, and read them']);
});

// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
test('a validating webhook sees and refuses, it rewrites nothing', () => {
  const writing = (resource: string) =>
    mayBy(abilities.changeAdmission, {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: [resource],
      verbs: ['update'],
    });
  expect(writing('mutatingwebhookconfigurations')).toEqual([
    'change what admission lets in, sees and rewrites',
  ]);
  expect(writing('validatingwebhookconfigurations')).toEqual(['change what admission lets in and sees']);
  expect(writing('validatingadmissionpolicies')).toEqual(['change what admission lets in']);
});

const rules = {
  everything: { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  bind: {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterroles'],
    verbs: ['bind'],
    resourceNames: ['admin'],
  },
  writeBindings: {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterrolebindings'],
    verbs: ['create'],
  },
  pods: { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
  deployments: { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create'] },
} as const;

/** Bindings in the whole cluster, each of a role of its own with these rules; `group/…` names everybody. */
function holderOf(grants: Readonly<Record<string, readonly object[]>>, ability?: Ability) {
  const objects = Object.entries(grants).flatMap(([name, listed]): KubernetesObject[] => [
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules: listed } as KubernetesObject,
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { kind: 'ClusterRole', name },
      subjects: [
        name.startsWith('group')
          ? { kind: 'Group', name: 'system:authenticated' }
          : { kind: 'User', name: 'ann' },
      ],
    },
  ]);
  const holders = holdersIn(accessOf(clusterOf(objects)));
  const found = (ability === undefined ? holders.ofEverything() : holders.of(ability)).find(
    ({ subject }) => subject.name === 'ann',
  );
  return {
    ways: found?.ways.map(({ bindings }) => bindings.map(({ name }) => name)),
    cut: found?.cut.map(({ name }) => name),
  };
}

// https://kubernetes.io/docs/reference/access-authn-authz/rbac/: permissions are purely additive
describe('a power that several bindings give', () => {
  test('has a way for each, and ends with the last', () => {
    expect(holderOf({ a: [rules.everything], b: [rules.everything], c: [rules.pods] })).toEqual({
      ways: [['a'], ['b']],
      cut: ['a', 'b'],
    });
  });

  test('together ends where one part of it ends', () => {
    const { bindRoles } = abilities;
    const whole = { a: [rules.bind], b: [rules.writeBindings], c: [rules.writeBindings] };
    expect(holderOf(whole, bindRoles)).toEqual({
      ways: [
        ['a', 'b'],
        ['a', 'c'],
      ],
      cut: ['a'],
    });
    expect(holderOf({ ...whole, d: [rules.bind, rules.writeBindings] }, bindRoles)).toEqual({
      ways: [['a', 'b'], ['a', 'c'], ['d']],
      cut: ['a', 'd'],
    });
  });

  test('in different ways is one power', () => {
    expect(
      holderOf({ a: [rules.deployments], b: [rules.pods], c: [rules.pods] }, abilities.createWorkloads),
    ).toEqual({ ways: [['b'], ['c'], ['a']], cut: ['b', 'c', 'a'] });
  });

  test('and one binding in several ways is one way', () => {
    expect(holderOf({ a: [rules.deployments, rules.pods] }, abilities.createWorkloads)).toEqual({
      ways: [['a']],
      cut: ['a'],
    });
  });

  test('that a group has as well is named for the group', () => {
    expect(holderOf({ a: [rules.everything], group: [rules.everything] })).toEqual({});
    expect(
      holderOf(
        { a: [rules.bind], b: [rules.writeBindings], group: [rules.writeBindings] },
        abilities.bindRoles,
      ),
    ).toEqual({ ways: [['a', 'b']], cut: ['a'] });
  });
});
