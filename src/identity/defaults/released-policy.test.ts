import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { type KubernetesObject, newestKnownVersion, type Provider } from '../../cluster/index.ts';
import { ownBindings } from '../analyses/everybody.ts';
import { accessOf } from '../cluster-access.ts';
import { modelObject } from '../rbac/index-of-objects.ts';
import { contentDigest } from './released-policy.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const name = 'system:openshift:useroauthaccesstoken-manager';
const operator = 'system:openshift:operator:etcd-operator';

/** https://github.com/openshift/cluster-authentication-operator/tree/release-4.20/bindata/oauth-apiserver/RBAC */
const tokenManager = {
  apiVersion,
  kind: 'ClusterRole',
  metadata: { name },
  rules: [
    {
      apiGroups: ['oauth.openshift.io'],
      resources: ['useroauthaccesstokens'],
      verbs: ['delete', 'watch', 'list', 'get'],
    },
  ],
};
const ofEverybody = bound(name, name, [{ kind: 'Group', name: 'system:authenticated:oauth' }]);

/** https://github.com/openshift/cluster-etcd-operator/tree/release-4.20/manifests */
const etcdOperator = bound(operator, 'cluster-admin', [
  { kind: 'ServiceAccount', namespace: 'openshift-etcd-operator', name: 'etcd-operator' },
]);

function bound(binding: string, role: string, subjects: readonly object[]): KubernetesObject {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role };
  return { apiVersion, kind: 'ClusterRoleBinding', metadata: { name: binding }, roleRef, subjects };
}

function accessIn(objects: readonly KubernetesObject[], provider: Provider = 'openshift', minor = 33) {
  const version = { ...newestKnownVersion, minor, gitVersion: `v1.${minor}.0` };
  return accessOf(clusterOf(objects, { identity: { id: 'x', name: 'x', provider }, version }));
}

const own = (...given: Parameters<typeof accessIn>) =>
  [...ownBindings(accessIn(...given))].map((binding) => binding.name);
const state = (object: KubernetesObject, ...given: [Provider?, number?]) =>
  accessIn([object], ...given).stateOfObject(modelObject(object));

describe('what a release of OpenShift makes', () => {
  test('is a default there, in any order of its lists, and nowhere else', () => {
    expect(own([tokenManager, ofEverybody, etcdOperator])).toEqual([]);
    expect(own([tokenManager, ofEverybody, etcdOperator], 'aks')).toEqual([operator, name]);
  });

  test('is modified with anything more, and its bindings are shown', () => {
    const rules = [...tokenManager.rules, { apiGroups: [''], resources: ['secrets'], verbs: ['list'] }];
    expect(state({ ...tokenManager, rules })).toBe('modified');
    expect(own([{ ...tokenManager, rules }, ofEverybody])).toEqual([name]);
    const subjects = [...(etcdOperator['subjects'] as object[]), { kind: 'User', name: 'mallory' }];
    expect(state({ ...etcdOperator, subjects })).toBe('modified');
    expect(own([{ ...etcdOperator, subjects }])).toEqual([operator]);
  });

  test('to another role is not of it, though somebody named it so', () => {
    expect(state(bound(name, 'cluster-admin', [{ kind: 'Group', name: 'system:authenticated:oauth' }]))).toBe(
      'modified',
    );
  });

  test('in a version whose releases are not known is shown, and not called changed', () => {
    expect(own([etcdOperator], 'openshift', 29)).toEqual([]);
    const changed = { ...etcdOperator, subjects: [{ kind: 'User', name: 'other' }] };
    expect(state(changed, 'openshift', 29)).toBe('unknown-version');
    expect(own([changed], 'openshift', 29)).toEqual([operator]);
  });

  // https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/building_applications/projects
  test('taken away from everybody, as hardening says, is no change', () => {
    expect(state({ ...ofEverybody, subjects: [] })).toBe('default');
  });

  test('with a role that nobody released is not of it', () => {
    const manager = { ...tokenManager, metadata: { name: 'mine' } };
    expect(
      own([manager, bound(name, 'mine', [{ kind: 'Group', name: 'system:authenticated:oauth' }])]),
    ).toEqual([name]);
  });
});

test('neither requests without a credential nor people with everything are in it', () => {
  const digestsOf = (binding: KubernetesObject) => state(binding);
  for (const role of ['cluster-admin', 'system:openshift:discovery', 'system:webhook'])
    for (const binding of ['cluster-admins', 'system:openshift:discovery', 'system:webhooks'])
      for (const group of ['system:unauthenticated', 'system:cluster-admins'])
        expect(digestsOf(bound(binding, role, [{ kind: 'Group', name: group }]))).not.toBe('default');
});

test('a digest is of all that is allowed, and of nothing else', () => {
  const labelled = { ...tokenManager, metadata: { name, labels: { a: 'b' } } };
  expect(contentDigest(labelled)).toBe(contentDigest(tokenManager));
  expect(contentDigest({ ...tokenManager, rules: [] })).not.toBe(contentDigest(tokenManager));
  expect(contentDigest({ ...tokenManager, aggregationRule: { clusterRoleSelectors: [{}] } })).not.toBe(
    contentDigest(tokenManager),
  );
});
