import { podTemplateKinds } from '../../cluster/index.ts';
import type { ReadKind } from '../../controls/index.ts';
import { rbacGroup } from '../rbac/role.ts';

const rbac = (...kinds: readonly string[]): ReadKind[] => kinds.map((kind) => ({ group: rbacGroup, kind }));

/** What gives rights in the whole cluster. */
export const clusterWideAccess = rbac('ClusterRoleBinding', 'ClusterRole');

/** What gives rights anywhere. */
export const allAccess = [...clusterWideAccess, ...rbac('RoleBinding', 'Role')];

export const allBindings = rbac('ClusterRoleBinding', 'RoleBinding');

export const namespacedBindings = rbac('RoleBinding');

export const serviceAccounts: readonly ReadKind[] = [{ group: '', kind: 'ServiceAccount' }];

const built = new Set(['', 'apps', 'batch']);

/** What runs. The pods of custom resources are read, and nothing runs from a PodTemplate. */
export const workloads: readonly ReadKind[] = podTemplateKinds
  .filter(({ group, kind }) => built.has(group) && kind !== 'PodTemplate')
  .map(({ group, kind }) => ({ group, kind }));
