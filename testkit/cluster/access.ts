import type { TestUserName } from './credentials.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

const read = ['get', 'list'];
const workloads: Rule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'namespaces', 'nodes', 'pods', 'serviceaccounts', 'services'],
    verbs: read,
  },
  { apiGroups: ['apps', 'batch', 'networking.k8s.io'], resources: ['*'], verbs: read },
];
const everythingButSecrets: Rule[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'limitranges',
      'namespaces',
      'nodes',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'podtemplates',
      'replicationcontrollers',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: read,
  },
];

/** Cluster-wide rights of the test users; RBAC has no deny, so "all but Secrets" names what is granted. */
const rights: Partial<Record<TestUserName, readonly Rule[]>> = {
  reader: [{ apiGroups: ['*'], resources: ['*'], verbs: read }],
  'limited-reader': workloads,
};

/** Groups that a cluster's own definitions may use in tests. */
const laterGroups = ['example.com'];

/** Objects that give the test users their rights. `groups` are all API groups that the server knows. */
export function accessObjects(groups: readonly string[]): object[] {
  const named = [...groups, ...laterGroups];
  const all = {
    ...rights,
    'reader-without-secrets': [...everythingButSecrets, { apiGroups: named, resources: ['*'], verbs: read }],
  };
  const objects: object[] = Object.entries(all).flatMap(([user, rules]) => [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: `test:${user}` },
      rules,
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `test:${user}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `test:${user}` },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
    },
  ]);
  objects.push({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'test:namespace-reader', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'test:reader' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'namespace-reader' }],
  });
  return objects;
}
