import { expect, test } from 'vitest';
import { clusterOf } from '../../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../../cluster/index.ts';
import { accessOf, auditOf } from '../../../identity/index.ts';
import { account, binding, grant, namespace, workload } from '../../../identity/paths/path-fixtures.ts';
import { reviewSheet } from './review-sheet.ts';

const masters = { arn: 'arn:aws:iam::1:user/old', username: 'old', groups: ['system:masters'] };

/** Subject, power and binding of each row. */
function rowsOf(objects: readonly KubernetesObject[]): string[] {
  const access = accessOf(clusterOf(objects));
  const audit = auditOf(access, { breakGlass: new Set(), awsMappings: [masters] });
  return [...reviewSheet([{ name: 'one', access, audit }])].slice(1).map((line) => {
    const cells = line.split(',');
    return [cells[1], cells[6], cells[7]].join(' | ');
  });
}

test('a review has whom aws-auth makes administrators, and says which limited grants lead to everything', () => {
  const rows = rowsOf([
    namespace('ci'),
    account('ci/boss'),
    workload('Deployment', 'ci/app', { serviceAccountName: 'boss' }),
    binding('sa:ci/boss', '*', 'boss', 'ClusterRole/cluster-admin'),
    ...grant('group:release', 'ci', 'release', { verbs: ['create'], resources: ['pods'] }),
    ...grant('group:auditors', 'ci', 'auditors', { verbs: ['list'], resources: ['pods'] }),
    binding('group:system:masters', '*', 'odd', 'ClusterRole/view'),
  ]);
  expect(rows.sort()).toEqual(
    [
      'User/arn:aws:iam::1:user/old | everything | ConfigMap/kube-system/aws-auth',
      'ServiceAccount/ci/boss | everything | ClusterRoleBinding/boss',
      'Group/release | a path to everything (easy) | RoleBinding/release',
      'Group/auditors | limited | RoleBinding/auditors',
      'Group/system:masters | everything | ClusterRoleBinding/odd',
    ].sort(),
  );
});
