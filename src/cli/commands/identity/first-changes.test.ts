import { expect, test } from 'vitest';
import { clusterOf } from '../../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../../cluster/index.ts';
import { accessOf, auditOf } from '../../../identity/index.ts';
import { binding, grant } from '../../../identity/paths/path-fixtures.ts';
import { firstChanges } from './first-changes.ts';

const admin = (subject: string, name: string) => binding(subject, '*', name, 'ClusterRole/cluster-admin');

function changesOf(objects: readonly KubernetesObject[]) {
  const access = accessOf(clusterOf(objects));
  const audit = auditOf(access, { breakGlass: new Set(), awsMappings: [] });
  return firstChanges({ name: 'test', access, audit }, 5).map(({ why, apply }) => [why, apply.split('\n')]);
}

test('a power that two bindings give is taken from both in one change', () => {
  expect(changesOf([admin('user:ann', 'one'), admin('user:ann', 'two')])).toEqual([
    [
      'User ann may do everything, at any time, by 2 bindings that all have to go',
      ['kubectl delete clusterrolebinding one', 'kubectl delete clusterrolebinding two'],
    ],
  ]);
});

test('a group of unknown members is asked for before single steps, and everybody before all', () => {
  const mint = { verbs: ['create'], resources: ['serviceaccounts/token'] };
  const found = changesOf([
    ...grant('user:ann', '*', 'mint', mint),
    admin('group:team', 'team'),
    ...grant('group:other', '*', 'other', mint),
    ...grant('group:system:authenticated', '*', 'all', mint),
  ]);
  expect(found.map(([why]) => why)).toEqual([
    'Everybody in group system:authenticated may make tokens of every service account, also who is not thought of yet',
    'Group team may do everything, at any time, and nothing says who is in it',
  ]);
  expect(found[1]?.[1]).toEqual([
    '(test -s groups.csv || echo group,user; echo team,NAME) >> groups.csv   # a row for each member, from your identity provider',
  ]);
});

test('a change says what other bindings leave of the power', () => {
  const mint = grant('user:ann', '*', 'mint', {
    verbs: ['create'],
    resources: ['serviceaccounts/token'],
  });
  expect(changesOf([admin('user:ann', 'one'), ...mint])).toEqual([
    [
      'User ann may do everything, at any time; then it still may make tokens of every service account, by ClusterRoleBinding mint',
      ['kubectl delete clusterrolebinding one'],
    ],
  ]);
});
