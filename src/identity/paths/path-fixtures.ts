import type { KubernetesObject, ObjectMetadata } from '../../cluster/index.ts';

const rbac = 'rbac.authorization.k8s.io/v1';

export interface RuleFields {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

type SubjectFields = { readonly kind: string; readonly name: string; readonly namespace?: string };

/** `user:ann`, `group:team`, `sa:shop/api` as a subject of a binding. */
export function subjectFields(text: string): SubjectFields {
  const [kind = '', name = ''] = text.split(/:(.*)/s);
  if (kind !== 'sa') return { kind: kind === 'user' ? 'User' : 'Group', name };
  const [namespace = '', account = ''] = name.split('/');
  return { kind: 'ServiceAccount', namespace, name: account };
}

/**
 * A role with these rules and a binding of it; in a namespace a Role and RoleBinding, with `*` a ClusterRole and
 * ClusterRoleBinding. Rules without groups are of the core group.
 */
export function grant(
  subject: string,
  place: string,
  name: string,
  ...rules: readonly RuleFields[]
): KubernetesObject[] {
  const cluster = place === '*';
  const metadata: ObjectMetadata = { name, ...(!cluster && { namespace: place }) };
  const full = rules.map((rule) => ({ apiGroups: [''], ...rule }));
  return [
    { apiVersion: rbac, kind: cluster ? 'ClusterRole' : 'Role', metadata, rules: full },
    binding(subject, place, name, `${cluster ? 'ClusterRole' : 'Role'}/${name}`),
  ];
}

/** A binding of a role that is there: `ClusterRole/cluster-admin`. */
export function binding(subject: string, place: string, name: string, role: string): KubernetesObject {
  const [kind = '', roleName = ''] = role.split('/');
  return {
    apiVersion: rbac,
    kind: place === '*' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(place !== '*' && { namespace: place }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName },
    subjects: [subjectFields(subject)],
  };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function account(place: string, fields: Readonly<Record<string, unknown>> = {}): KubernetesObject {
  const [space = '', name = ''] = place.split('/');
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: space }, ...fields };
}

/** The Secret `NAME-token` with a token of an account. */
export function tokenSecret(place: string): KubernetesObject {
  const [space = '', name = ''] = place.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `${name}-token`,
      namespace: space,
      annotations: { 'kubernetes.io/service-account.name': name },
    },
    type: 'kubernetes.io/service-account-token',
  };
}

/** A workload of one container; `spec` is added to the pod's. */
export function workload(
  kind: 'Deployment' | 'DaemonSet' | 'StatefulSet',
  place: string,
  spec: Readonly<Record<string, unknown>> = {},
): KubernetesObject {
  const [space = '', name = ''] = place.split('/');
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: space },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
      },
    },
  };
}
