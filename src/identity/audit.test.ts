import { expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../cluster/index.ts';
import { auditOf } from './audit.ts';
import { accessOf } from './cluster-access.ts';
import { account, binding, namespace, workload } from './paths/path-fixtures.ts';

const stale = (objects: readonly KubernetesObject[]) =>
  auditOf(accessOf(clusterOf(objects)), { breakGlass: new Set(), awsMappings: [] }).stale.map(
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
