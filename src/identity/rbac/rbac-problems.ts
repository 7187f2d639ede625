import type { Cluster, Problem } from '../../cluster/index.ts';
import { isBinding } from './binding.ts';
import { checkBinding } from './check-binding.ts';
import { checkRole } from './check-role.ts';
import { Checks } from './checks.ts';
import { isRole, rbacGroup } from './role.ts';

/**
 * What is wrong with the roles and bindings of manifests: what the API server refuses, so that it grants nothing, and words
 * that match nothing. A cluster was asked for its objects, and has taken them.
 */
export function rbacProblems(cluster: Cluster): Problem[] {
  return ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
    [...cluster.ofKind(rbacGroup, kind)].flatMap((object) => {
      const checks = new Checks(object);
      if (isRole(object)) checkRole(checks);
      else if (isBinding(object)) checkBinding(checks);
      return checks.problems;
    }),
  );
}
