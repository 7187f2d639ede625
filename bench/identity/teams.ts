import type { KubernetesObject } from '../../src/cluster/index.ts';

const rbac = 'rbac.authorization.k8s.io';
const harmless = { apiGroups: [''], resources: ['configmaps', 'services'], verbs: ['get', 'list', 'watch'] };
/** What roles of teams and operators hold besides: one in four of them leads somewhere. */
const telling = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'create', 'update', 'patch'] },
  { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: [rbac], resources: ['rolebindings'], verbs: ['create', 'update'] },
  { apiGroups: [rbac], resources: ['clusterroles', 'roles'], verbs: ['bind'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete'] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'], resourceNames: ['account-3'] },
];

/** A cluster of teams: a fifth as many roles as bindings, two fifths as many accounts, three fifths as many pods, fifty bindings a namespace. */
export function* teams(bindings: number): Iterable<KubernetesObject> {
  const namespaces = Math.ceil(bindings / 50);
  const roles = Math.ceil(bindings / 5);
  const space = (index: number) => `team-${index % namespaces}`;
  for (let index = 0; index < namespaces; index++) {
    const labels: Record<string, string> =
      index % 3 === 0 ? {} : { 'pod-security.kubernetes.io/enforce': 'restricted' };
    yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name: space(index), labels } };
  }
  for (let index = 0; index < roles; index++) {
    const kind = index % 10 === 0 ? 'ClusterRole' : 'Role';
    const metadata = { name: `role-${index}`, ...(kind === 'Role' && { namespace: space(index) }) };
    const extra = index % 4 === 0 ? telling[(index / 4) % telling.length] : undefined;
    yield { apiVersion: `${rbac}/v1`, kind, metadata, rules: [harmless, ...(extra ? [extra] : [])] };
  }
  for (let index = 0; index < bindings; index++) {
    const role = index % roles;
    const cluster = role % 10 === 0;
    const whole = cluster && index % 250 === 0;
    const namespace = cluster ? space(index) : space(role);
    yield {
      apiVersion: `${rbac}/v1`,
      kind: whole ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { name: `binding-${index}`, ...(!whole && { namespace }) },
      roleRef: {
        apiGroup: rbac,
        kind: cluster ? 'ClusterRole' : 'Role',
        name: index % 2500 === 0 ? 'cluster-admin' : `role-${role}`,
      },
      subjects: [
        index % 7 === 0
          ? { kind: 'Group', apiGroup: rbac, name: `group-${index % 2000}` }
          : { kind: 'ServiceAccount', namespace, name: `account-${Math.floor(index / namespaces) % 20}` },
      ],
    };
  }
  for (let index = 0; index < bindings * 0.4; index++) {
    const metadata = { name: `account-${Math.floor(index / namespaces)}`, namespace: space(index) };
    yield { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
  }
  for (let index = 0; index < bindings * 0.6; index++) yield pod(index, space(index), namespaces);
}

function pod(index: number, namespace: string, namespaces: number): KubernetesObject {
  const securityContext = index % 100 === 0 ? { privileged: true } : { runAsNonRoot: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace, labels: { app: `app-${index % 7}` } },
    spec: {
      serviceAccountName: `account-${Math.floor(index / namespaces) % 20}`,
      containers: [{ name: 'app', image: 'app:1', securityContext }],
    },
  };
}
