import type { Cluster } from '../../../cluster/index.ts';
import { entraGroupName, evidenceAbout, isObjectId } from '../../../identity/index.ts';

/** A group at the start of a sentence part: `group shop:sre`, `group 3f0c… (loyalty-platform in Entra)`. */
export function namedGroup(cluster: Cluster, group: string): string {
  const note = groupNote(cluster, group);
  return note === undefined ? `group ${group}` : `group ${group} (${note})`;
}

/** What people call a group that Kubernetes knows by an object id, or that it is one; undefined for other groups. */
export function groupNote(cluster: Cluster, group: string): string | undefined {
  if (!isObjectId(group)) return undefined;
  const evidence = evidenceAbout(cluster);
  const name = evidence === undefined ? undefined : entraGroupName(evidence, group);
  return name === undefined ? 'an object id, as Entra names groups' : `${name} in Entra`;
}
