import type { Cluster } from '../../cluster/index.ts';
import { readBinding } from '../rbac/binding.ts';
import { rbacGroup } from '../rbac/role.ts';
import type { ClusterEvidence } from './cluster-evidence.ts';

/**
 * Whether a name is an object id, by which Kubernetes knows what Entra let in.
 * https://learn.microsoft.com/azure/aks/azure-ad-rbac
 */
export function isObjectId(name: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name);
}

/** What people call a group of Entra; undefined where no answer says it. */
export function entraGroupName(evidence: ClusterEvidence, group: string): string | undefined {
  const id = group.toLowerCase();
  const named = evidence.directoryGroups.find((each) => each.id === id)?.name;
  return (
    named ??
    evidence.azureRoleAssignments.find(
      ({ principalId, principalName, principalType }) =>
        principalType === 'Group' && principalId.toLowerCase() === id && principalName !== principalId,
    )?.principalName
  );
}

/** Groups that bindings of a cluster name by an object id, in the order of their ids. */
export function boundObjectIds(cluster: Cluster): string[] {
  const ids = new Set<string>();
  for (const kind of ['ClusterRoleBinding', 'RoleBinding'])
    for (const object of cluster.ofKind(rbacGroup, kind))
      for (const { subject } of readBinding(object, false).subjects)
        if (subject.kind === 'Group' && isObjectId(subject.name)) ids.add(subject.name);
  return [...ids].sort();
}
