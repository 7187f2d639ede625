import type { Cluster } from '../cluster/index.ts';

/** Whether a node of that name is there, or may be because nodes are not known. */
export function mayBeNode(cluster: Cluster, name: string): boolean {
  if (cluster.find({ group: '', kind: 'Node', namespace: '', name }) !== undefined) return true;
  return !cluster.knowledgeOf('', 'Node').complete;
}
