import type { KubernetesObject } from '../../cluster/index.ts';
import { rbacGroup } from '../rbac/role.ts';

/** Whom a binding names. */
export interface Who {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

/** `ClusterRole/NAME` or, in the namespace of the binding, `Role/NAME`. */
export function binding(
  name: string,
  role: string,
  subjects: readonly Who[],
  namespace?: string,
): KubernetesObject {
  const [kind = '', ...rest] = role.split('/');
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: rbacGroup, kind, name: rest.join('/') },
    subjects,
  };
}

/** The namespace of the platform's own. */
export const system = 'kube-system';
export const user = (name: string): Who => ({ kind: 'User', name });
export const account = (name: string): Who => ({ kind: 'ServiceAccount', name, namespace: system });
export const nodes: Who = { kind: 'Group', name: 'system:nodes' };

export function clusterRole(name: string, rules: readonly object[]): KubernetesObject {
  return { apiVersion: `${rbacGroup}/v1`, kind: 'ClusterRole', metadata: { name }, rules };
}

export function role(name: string, rules: readonly object[], namespace: string): KubernetesObject {
  return { apiVersion: `${rbacGroup}/v1`, kind: 'Role', metadata: { name, namespace }, rules };
}
