import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import type { ClusterDescription, KubernetesObject } from '../cluster/index.ts';
import { auditOf } from './audit.ts';
import { accessOf } from './cluster-access.ts';
import { account, binding, grant, namespace, workload } from './paths/path-fixtures.ts';

const stale = (objects: readonly KubernetesObject[], description: Partial<ClusterDescription> = {}) =>
  auditOf(accessOf(clusterOf(objects, description)), { breakGlass: new Set(), awsMappings: [] }).stale.map(
    ({ account: { namespace: place, name }, reason }) => [`${place}/${name}`, reason],
  );
const bound = (name: string) => binding(`sa:${name}`, '*', 'view', 'ClusterRole/view');

test('an account that a workload waits for is needed, whether it is there or not', () => {
  const base = [namespace('shop'), bound('shop/api')];
  expect(stale(base)).toEqual([['shop/api', 'does-not-exist']]);
  expect(stale([...base, account('shop/api')])).toEqual([['shop/api', 'nothing-runs-as-it']]);
  const api = workload('Deployment', 'shop/api', { serviceAccountName: 'api' });
  expect(stale([...base, api])).toEqual([]);
  expect(stale([...base, api, account('shop/api')])).toEqual([]);
});

test('an account of a controller of Kubernetes is needed', () => {
  expect(stale([bound('kube-system/horizontal-pod-autoscaler')])).toEqual([]);
});

describe('an account beside an operator', () => {
  const operator = [
    namespace('rook'),
    account('rook/mgr'),
    bound('rook/mgr'),
    account('rook/operator'),
    workload('Deployment', 'rook/operator', { serviceAccountName: 'operator' }),
  ];
  const own = { verbs: ['watch'], apiGroups: ['ceph.rook.io'], resources: ['cephclusters'] };
  const daemons = { verbs: ['create'], apiGroups: ['apps'], resources: ['daemonsets'] };

  // Manifests do not show the pods that an operator makes: https://kubernetes.io/docs/concepts/extend-kubernetes/operator/
  test('may be for pods that it makes', () => {
    expect(stale([...operator, ...grant('sa:rook/operator', 'rook', 'operator', own, daemons)])).toEqual([]);
  });

  test('is stale where the operator can make none, where it runs elsewhere, or where a cluster shows its pods', () => {
    const mgr = [['rook/mgr', 'nothing-runs-as-it']];
    expect(stale([...operator, ...grant('sa:rook/operator', 'rook', 'operator', own)])).toEqual(mgr);
    expect(stale([...operator, ...grant('sa:rook/operator', 'shop', 'operator', own, daemons)])).toEqual(mgr);
    const live = { provenance: { source: 'live', startedAt: '', endedAt: '' } } as const;
    expect(
      stale([...operator, ...grant('sa:rook/operator', 'rook', 'operator', own, daemons)], live),
    ).toEqual(mgr);
  });

  test('is stale where what may make pods is no operator', () => {
    const admin = binding('sa:rook/operator', '*', 'admin', 'ClusterRole/cluster-admin');
    expect(stale([...operator, admin])).toEqual([['rook/mgr', 'nothing-runs-as-it']]);
  });
});
