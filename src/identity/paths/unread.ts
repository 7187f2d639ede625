import type { ClusterAccess, UnreadKind } from '../cluster-access.ts';

/** Kinds beside roles and bindings that steps are found in. */
const kinds: readonly (readonly [string, string])[] = [
  ['', 'Namespace'],
  ['', 'Pod'],
  ['', 'Secret'],
  ['', 'ServiceAccount'],
  ['apps', 'DaemonSet'],
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
];

/** What was not read of a cluster, so that paths may be missing. */
export function unreadForPaths(access: ClusterAccess): UnreadKind[] {
  const others = kinds.flatMap(([group, kind]): UnreadKind[] => {
    const knowledge = access.cluster.knowledgeOf(group, kind);
    return knowledge.complete ? [] : [{ ...knowledge, kind }];
  });
  return [...access.unread('*'), ...others];
}
