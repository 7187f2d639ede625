import type { Finding } from '../../../src/report/schema.ts';

export type Permission = NonNullable<NonNullable<Finding['unknown']>['permission']>;

/** `list, watch secrets in kube-system`, `get roles.rbac.authorization.k8s.io in every namespace`. */
export function permissionText(permission: Permission): string {
  const resource = permission.apiGroup
    ? `${permission.resource}.${permission.apiGroup}`
    : permission.resource;
  return `${permission.verbs.join(', ')} ${resource} in ${permission.namespace ?? 'every namespace'}`;
}

/**
 * The ClusterRole that grants what was denied. Namespaced grants stay namespaced: they are written as one Role per
 * namespace (https://kubernetes.io/docs/reference/access-authn-authz/rbac/).
 */
export function curingRoles(permissions: readonly Permission[]): string {
  const byNamespace = Map.groupBy(permissions, (permission) => permission.namespace ?? '');
  return [...byNamespace.keys()]
    .sort()
    .map((namespace) => roleText(namespace, byNamespace.get(namespace) ?? []))
    .join('---\n');
}

function roleText(namespace: string, permissions: readonly Permission[]): string {
  const byGroupAndVerbs = Map.groupBy(
    permissions,
    (permission) => `${permission.apiGroup}\0${permission.verbs.join()}`,
  );
  const rules = [...byGroupAndVerbs.values()].map((same) => {
    const resources = [...new Set(same.map((permission) => permission.resource))].sort();
    const first = same[0];
    return `  - apiGroups: ["${first?.apiGroup ?? ''}"]\n    resources: [${quoted(resources)}]\n    verbs: [${quoted(first?.verbs ?? [])}]\n`;
  });
  const metadata = namespace
    ? `kind: Role\nmetadata:\n  name: plimsoll-reader\n  namespace: ${namespace}\n`
    : 'kind: ClusterRole\nmetadata:\n  name: plimsoll-reader\n';
  return `apiVersion: rbac.authorization.k8s.io/v1\n${metadata}rules:\n${rules.join('')}`;
}

function quoted(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
