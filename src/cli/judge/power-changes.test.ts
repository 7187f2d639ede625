import { expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { type KubernetesObject, parseKubernetesVersion } from '../../cluster/index.ts';
import { powerBetween, powerOnto } from './power-changes.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const role = (name: string, ...rules: object[]) =>
  ({ apiVersion, kind: 'ClusterRole', metadata: { name }, rules }) as KubernetesObject;
const bound = (name: string, to: string, namespace?: string) =>
  ({
    apiVersion,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { kind: 'ClusterRole', name: to },
    subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'bot' }],
  }) as KubernetesObject;
const secrets = role('reader', { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] });
const sentences = (before: KubernetesObject[], after: KubernetesObject[]) =>
  powerBetween(clusterOf(before), clusterOf(after)).changes.map(({ text }) => text);

test('says who gains and loses what, where, by which binding', () => {
  const gives =
    'service account ci/bot get and list secrets in namespace kube-system, by RoleBinding kube-system/bot';
  const after = [secrets, bound('bot', 'reader', 'kube-system')];
  expect(sentences([secrets], after)).toEqual([`gives ${gives}`]);
  expect(sentences(after, [secrets])).toEqual([`takes from ${gives}`]);
  expect(
    sentences([], [role('all', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }), bound('bot', 'all')]),
  ).toEqual([
    'gives service account ci/bot every verb on everything in the whole cluster, by ClusterRoleBinding bot',
  ]);
});

test('what moves to another binding is no change, and neither are the defaults of another version', () => {
  expect(sentences([secrets, bound('a', 'reader', 'shop')], [secrets, bound('b', 'reader', 'shop')])).toEqual(
    [],
  );
  const version = parseKubernetesVersion('1.34');
  expect(
    powerBetween(clusterOf([], version === undefined ? {} : { version }), clusterOf([])).changes,
  ).toEqual([]);
});

test('manifests laid over a cluster give only what they name', () => {
  const base = clusterOf([secrets, bound('old', 'reader', 'shop')]);
  const { changes } = powerOnto(base, clusterOf([bound('bot', 'reader', 'kube-system')]));
  expect(changes.map(({ change, namespace }) => [change, namespace])).toEqual([['gains', 'kube-system']]);
});

test('a binding that could not be read is no binding that is not there', () => {
  const row = {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    resource: 'rolebindings',
    kind: 'RoleBinding',
  };
  const denied = {
    ...row,
    namespaced: true,
    state: 'denied',
    at: '2026-11-25T00:00:00Z',
    objects: 0,
  } as const;
  const provenance = {
    source: 'live',
    startedAt: '2026-11-25T00:00:00Z',
    endedAt: '2026-11-25T00:00:00Z',
  } as const;
  const blind = clusterOf([], { provenance, coverage: { resources: [denied], notConnected: [] } });
  const seen = clusterOf([secrets, bound('bot', 'reader')]);
  const notKnown = { known: false, changes: [] };
  expect(powerBetween(blind, seen)).toEqual(notKnown);
  expect(powerBetween(seen, blind)).toEqual(notKnown);
  expect(powerOnto(blind, seen)).toEqual(notKnown);
});
