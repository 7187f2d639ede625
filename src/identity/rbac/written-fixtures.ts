/** A role or binding as somebody wrote it, with the fields of it that the API server refuses. */
export interface WrittenCase {
  readonly what: string;
  readonly kind: 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding';
  readonly fields: object;
  readonly refused: readonly string[];
}

const group = 'rbac.authorization.k8s.io';
const toView = { roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' } };
const get = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const subject = (fields: object) => ({ ...toView, subjects: [fields] });

/** Held against a real API server by api-server.test.ts. */
export const writtenCases: readonly WrittenCase[] = [
  { what: 'a rule', kind: 'Role', fields: { rules: [get] }, refused: [] },
  {
    what: 'a rule for nothing',
    kind: 'Role',
    fields: { rules: [{ ...get, resources: [] }] },
    refused: ['rules[0].resources'],
  },
  {
    what: 'a rule of verbs alone',
    kind: 'ClusterRole',
    fields: { rules: [get, { verbs: ['get'] }] },
    refused: ['rules[1].apiGroups', 'rules[1].resources'],
  },
  {
    what: 'a rule without verbs',
    kind: 'ClusterRole',
    fields: { rules: [{ ...get, verbs: [] }] },
    refused: ['rules[0].verbs'],
  },
  {
    what: 'paths',
    kind: 'ClusterRole',
    fields: { rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }] },
    refused: [],
  },
  {
    what: 'paths in a namespace',
    kind: 'Role',
    fields: { rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }] },
    refused: ['rules[0].nonResourceURLs'],
  },
  {
    what: 'resources and paths',
    kind: 'ClusterRole',
    fields: { rules: [{ ...get, nonResourceURLs: ['/metrics'] }] },
    refused: ['rules[0].nonResourceURLs'],
  },
  {
    what: 'verbs and groups that nothing has',
    kind: 'ClusterRole',
    fields: {
      rules: [{ apiGroups: ['core', 'apps/v1'], resources: ['pods/*'], verbs: ['liste', 'GET', 'get '] }],
    },
    refused: [],
  },
  {
    what: 'an aggregation of nothing',
    kind: 'ClusterRole',
    fields: { aggregationRule: { clusterRoleSelectors: [] } },
    refused: ['aggregationRule.clusterRoleSelectors'],
  },
  { what: 'nobody', kind: 'RoleBinding', fields: toView, refused: [] },
  {
    what: 'no role',
    kind: 'RoleBinding',
    fields: { roleRef: { apiGroup: group, kind: 'Role' } },
    refused: ['roleRef.name'],
  },
  {
    what: 'a Role for the whole cluster',
    kind: 'ClusterRoleBinding',
    fields: { roleRef: { apiGroup: group, kind: 'Role', name: 'view' } },
    refused: ['roleRef.kind'],
  },
  {
    what: 'a role of another group',
    kind: 'ClusterRoleBinding',
    fields: { roleRef: { ...toView.roleRef, apiGroup: 'example.com' } },
    refused: ['roleRef.apiGroup'],
  },
  {
    what: 'a user without a group',
    kind: 'ClusterRoleBinding',
    fields: subject({ kind: 'User', name: 'ann' }),
    refused: [],
  },
  {
    what: 'a user without a name',
    kind: 'ClusterRoleBinding',
    fields: subject({ kind: 'User', apiGroup: group }),
    refused: ['subjects[0].name'],
  },
  {
    what: 'a user of another group',
    kind: 'ClusterRoleBinding',
    fields: subject({ kind: 'User', name: 'ann', apiGroup: 'example.com' }),
    refused: ['subjects[0].apiGroup'],
  },
  {
    what: 'a kind in small letters',
    kind: 'RoleBinding',
    fields: subject({ kind: 'user', name: 'ann', apiGroup: group }),
    refused: ['subjects[0].kind'],
  },
  {
    what: 'an account of its own namespace',
    kind: 'RoleBinding',
    fields: subject({ kind: 'ServiceAccount', name: 'api' }),
    refused: [],
  },
  {
    what: 'an account of no namespace',
    kind: 'ClusterRoleBinding',
    fields: subject({ kind: 'ServiceAccount', name: 'api' }),
    refused: ['subjects[0].namespace'],
  },
  {
    what: 'an account with a group',
    kind: 'RoleBinding',
    fields: subject({ kind: 'ServiceAccount', name: 'api', namespace: 'alpha', apiGroup: group }),
    refused: ['subjects[0].apiGroup'],
  },
  {
    what: 'a name that looks like another',
    kind: 'RoleBinding',
    fields: subject({ kind: 'User', name: '\u0430dmin' }),
    refused: [],
  },
];
