import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { ClusterDescription, KubernetesObject } from '../../cluster/index.ts';
import { wholeCluster } from '../../cluster/object-fixtures.ts';
import { parseConfig } from '../config/load.ts';
import { deployment } from '../e2e/fixtures.ts';
import { subjectFacts } from './subject-facts.ts';

const noConfig = parseConfig(Buffer.from(''), 'plimsoll.yaml');
const api = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api' };
const workload = (pod: object = {}) => deployment('api', 'shop', {}, pod) as KubernetesObject;
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'all' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'ops' }],
} as KubernetesObject;

function factsIn(
  objects: readonly KubernetesObject[],
  description?: Partial<ClusterDescription>,
  config = noConfig,
) {
  return subjectFacts(clusterOf(objects, description), config)(api);
}

describe('what makes a workload weigh more', () => {
  it('is nothing for one that nobody reaches, with an account like any other, undeclared', () => {
    expect(factsIn([workload()])).toEqual({
      internetReachable: false,
      powerfulIdentity: false,
      production: false,
    });
  });

  it('is an account that may do everything, as long as the pods get its token', () => {
    const powerful = (automountServiceAccountToken: boolean) =>
      factsIn([workload({ serviceAccountName: 'ops', automountServiceAccountToken }), binding])
        ?.powerfulIdentity;
    expect(powerful(true)).toBe(true);
    expect(powerful(false)).toBe(false);
  });

  it('is what the configuration declares to be production', () => {
    const config = parseConfig(
      Buffer.from('scopes: {live: {namespaces: [shop]}}\nscore: {production: [live]}\n'),
      'plimsoll.yaml',
    );
    expect(factsIn([workload()], undefined, config)?.production).toBe(true);
  });

  it('is not known where what would show it was denied', () => {
    const denied = (group: string, kind: string, resource: string) => ({
      group,
      version: 'v1',
      resource,
      kind,
      namespaced: true,
      state: 'denied' as const,
      at: '2026-11-25T08:00:00Z',
      objects: 0,
    });
    const resources = [
      denied('', 'Service', 'services'),
      denied('rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings'),
    ];
    const facts = factsIn([workload()], { ...wholeCluster, coverage: { resources, notConnected: [] } });
    expect(facts).toEqual({ production: false });
  });

  it('has no say about what is no workload', () => {
    expect(
      subjectFacts(clusterOf([binding]), noConfig)({ ...api, kind: 'Service', group: '' }),
    ).toBeUndefined();
  });
});
