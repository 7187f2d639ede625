import { expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import type { Coverage } from '../cluster/index.ts';
import { unreadKinds } from './unread-kinds.ts';

const row = (group: string, kind: string, state: 'read' | 'denied'): Coverage['resources'][number] => ({
  group,
  version: 'v1',
  resource: `${kind.toLowerCase()}s`,
  kind,
  namespaced: true,
  state,
  at: '2026-11-25T00:00:00Z',
  objects: 0,
});
const always = [
  row('', 'Pod', 'read'),
  row('', 'Namespace', 'read'),
  row('networking.k8s.io', 'NetworkPolicy', 'read'),
];
const cilium = row('cilium.io', 'CiliumNetworkPolicy', 'denied');
const unreadOf = (coverage: Coverage) => unreadKinds(clusterOf([], { coverage })).map(({ kind }) => kind);

test('policies of plugins that could not be read are unread as NetworkPolicies are', () => {
  expect(unreadOf({ resources: always, notConnected: [] })).toEqual([]);
  expect(unreadOf({ resources: [...always, cilium], notConnected: [] })).toEqual(['CiliumNetworkPolicy']);
  expect(unreadOf({ resources: [...always.slice(1), row('', 'Pod', 'denied')], notConnected: [] })).toEqual([
    'Pod',
  ]);
});

test('kinds of a group that the server could not tell are unread, and those that nobody serves are not', () => {
  const discovery = { complete: true, failedGroups: ['cilium.io'] };
  const live = clusterOf([], {
    provenance: { source: 'live', startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:00Z' },
    coverage: { resources: always, notConnected: [], discovery },
  });
  expect(new Set(unreadKinds(live).map(({ group }) => group))).toEqual(new Set(['cilium.io']));
});

test('manifests that are a part of a cluster are not unread', () => {
  const notConnected = [{ source: 'whole-cluster', meaning: 'a part' }] as const;
  expect(unreadOf({ resources: [], notConnected })).toEqual([]);
});
