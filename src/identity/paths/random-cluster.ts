import fc from 'fast-check';
import type { KubernetesObject } from '../../cluster/index.ts';
import {
  account,
  binding,
  grant,
  namespace,
  type RuleFields,
  tokenSecret,
  workload,
} from './path-fixtures.ts';

const rbac = ['rbac.authorization.k8s.io'];
const spaces = ['alpha', 'beta'];
const accounts = spaces.flatMap((space) => [`${space}/one`, `${space}/two`]);
const subjects = [...accounts.map((name) => `sa:${name}`), 'user:ann', 'user:bob', 'group:team'];

const rules: readonly RuleFields[] = [
  { verbs: ['create'], resources: ['pods'] },
  { verbs: ['create'], resources: ['pods/exec'] },
  { verbs: ['create'], resources: ['serviceaccounts/token'] },
  { verbs: ['create'], resources: ['serviceaccounts/token'], resourceNames: ['one'] },
  { verbs: ['impersonate'], resources: ['serviceaccounts'], resourceNames: ['two'] },
  { verbs: ['impersonate'], resources: ['users'], resourceNames: ['bob'] },
  { verbs: ['impersonate'], resources: ['groups'] },
  { verbs: ['list'], resources: ['secrets'] },
  { verbs: ['create'], resources: ['secrets'] },
  { verbs: ['list'], resources: ['secrets'], resourceNames: ['one-token'] },
  { verbs: ['patch'], resources: ['pods'] },
  { verbs: ['patch'], resources: ['namespaces'] },
  { verbs: ['patch'], resources: ['namespaces'], resourceNames: ['alpha'] },
  { verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments'] },
  { verbs: ['bind'], apiGroups: rbac, resources: ['clusterroles', 'roles'] },
  { verbs: ['bind'], apiGroups: rbac, resources: ['clusterroles'], resourceNames: ['edit', 'r-1'] },
  { verbs: ['bind'], apiGroups: rbac, resources: ['roles'] },
  { verbs: ['create'], apiGroups: rbac, resources: ['rolebindings'] },
  { verbs: ['patch'], apiGroups: rbac, resources: ['rolebindings'], resourceNames: ['r-0'] },
  { verbs: ['update'], apiGroups: rbac, resources: ['clusterrolebindings'] },
  { verbs: ['escalate'], apiGroups: rbac, resources: ['roles', 'clusterroles'] },
  { verbs: ['escalate', 'patch'], apiGroups: rbac, resources: ['clusterroles'], resourceNames: ['r-1'] },
  { verbs: ['update'], apiGroups: rbac, resources: ['roles', 'clusterroles'] },
  { verbs: ['create'], apiGroups: rbac, resources: ['roles'] },
  { verbs: ['get'], resources: ['nodes/proxy'] },
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
];

const granted = fc.record({
  subject: fc.constantFrom(...subjects),
  place: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...spaces) },
    { weight: 1, arbitrary: fc.constant('*') },
  ),
  rules: fc.uniqueArray(fc.constantFrom(...rules.slice(0, -1)), { minLength: 1, maxLength: 3 }),
});

/** Clusters with few subjects and many ways between them: roles, bindings, accounts, workloads, Pod Security. */
export const randomCluster: fc.Arbitrary<KubernetesObject[]> = fc
  .record({
    grants: fc.array(granted, { minLength: 2, maxLength: 9 }),
    admin: fc.constantFrom(...subjects.slice(0, 4)),
    enforced: fc.subarray(spaces),
    privileged: fc.subarray(accounts),
  })
  .map(({ grants, admin, enforced, privileged }) => [
    ...spaces.map((space) =>
      namespace(
        space,
        enforced.includes(space) ? { 'pod-security.kubernetes.io/enforce': 'restricted' } : {},
      ),
    ),
    ...accounts.map((name) => account(name)),
    ...accounts.map((name) =>
      workload('Deployment', name, {
        serviceAccountName: name.split('/')[1],
        containers: [
          { name: 'app', image: 'app:1', securityContext: { privileged: privileged.includes(name) } },
        ],
      }),
    ),
    binding(admin, '*', 'admin', 'ClusterRole/cluster-admin'),
    tokenSecret('alpha/one'),
    ...grants.flatMap(({ subject, place, rules: given }, at) => grant(subject, place, `r-${at}`, ...given)),
  ]);
