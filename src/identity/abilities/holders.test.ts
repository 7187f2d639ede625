import { expect, test } from 'vitest';
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
