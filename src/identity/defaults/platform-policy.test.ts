import { expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject, Provider } from '../../cluster/index.ts';
import { ownBindings } from '../analyses/everybody.ts';
import { accessOf } from '../cluster-access.ts';
import { modelObject } from '../rbac/index-of-objects.ts';
import { makerOf } from './default-policy.ts';
import { platformPolicy } from './platform-policy.ts';

const accessIn = (objects: readonly KubernetesObject[], provider?: Provider) =>
  accessOf(clusterOf(objects, { identity: { id: 'x', name: 'x', ...(provider && { provider }) } }));
const madeBy = (maker: string) =>
  platformPolicy.filter((each) => each.maker === maker).map(({ object }) => object);
const own = (objects: readonly KubernetesObject[], provider?: Provider) =>
  [...ownBindings(accessIn(objects, provider))].map(({ name }) => name);
const objectNamed = (kind: string, name: string): KubernetesObject => {
  const found = platformPolicy.find(
    ({ object }) => object.kind === kind && object.metadata.name === name,
  )?.object;
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
};

test('what a platform makes is a default in its clusters, and in no other', () => {
  expect(own(madeBy('kubeadm'))).toEqual([]);
  expect(own(madeBy('Amazon EKS'), 'eks')).toEqual([]);
  expect(own(madeBy('Amazon EKS')).length).toBeGreaterThan(15);
  expect(own(madeBy('Amazon EKS'), 'gke').length).toBeGreaterThan(15);
  expect(own(madeBy('k3s'), 'k3s')).toEqual([]);
  expect(makerOf(modelObject(objectNamed('ClusterRoleBinding', 'eks:addon-manager'))).maker).toBe(
    'Amazon EKS',
  );
  expect(own(madeBy('Google GKE'), 'gke')).toEqual([]);
  expect(own(madeBy('Google GKE'), 'aks').length).toBeGreaterThan(10);
});

test('a binding of that name that names anybody else is modified', () => {
  const addon = objectNamed('ClusterRoleBinding', 'eks:addon-cluster-admin');
  const subjects = [...(addon['subjects'] as object[]), { kind: 'User', name: 'mallory' }];
  const changed = { ...addon, subjects };
  expect(accessIn([changed], 'eks').stateOfObject(modelObject(changed))).toBe('modified');
  expect(own([changed], 'eks')).toEqual(['eks:addon-cluster-admin']);
});

test('the API group of users and groups may be written or not, and order does not count', () => {
  const config = objectNamed('RoleBinding', 'kubeadm:nodes-kubeadm-config');
  const apiGroup = 'rbac.authorization.k8s.io';
  const subjects = (config['subjects'] as object[]).map((subject) => ({ apiGroup, ...subject })).reverse();
  expect(own([{ ...config, subjects }])).toEqual([]);
});

// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#configmap-signing
test('requests without a credential are named in one binding, and only while its role reads one ConfigMap', () => {
  const named = platformPolicy.filter(({ object }) =>
    /anonymous|unauthenticated|authenticated/.test(JSON.stringify(object['subjects'] ?? [])),
  );
  expect(named.map(({ object }) => object.metadata.name)).toEqual(['kubeadm:bootstrap-signer-clusterinfo']);
  const role = objectNamed('Role', 'kubeadm:bootstrap-signer-clusterinfo');
  const bound = objectNamed('RoleBinding', 'kubeadm:bootstrap-signer-clusterinfo');
  expect(own([role, bound])).toEqual([]);
  const rules = [{ apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get'] }];
  expect(own([{ ...role, rules }, bound])).toEqual(['kubeadm:bootstrap-signer-clusterinfo']);
});

test('no binding that gives people everything is left out', () => {
  const toAdmin = platformPolicy.filter(
    ({ object }) => (object['roleRef'] as { name?: string } | undefined)?.name === 'cluster-admin',
  );
  expect(toAdmin.map(({ object }) => object.metadata.name)).toEqual(['eks:addon-cluster-admin']);
});

test('an account of GKE in a role that somebody widened is shown', () => {
  const made = madeBy('Google GKE');
  const rules = [{ apiGroups: [''], resources: ['events', 'secrets'], verbs: ['create', 'list'] }];
  const changed = made.map((object) =>
    object.kind === 'ClusterRole' && object.metadata.name === 'gce:cloud-provider'
      ? { ...object, rules }
      : object,
  );
  expect(own(changed, 'gke')).toEqual(['gce:cloud-provider']);
});
