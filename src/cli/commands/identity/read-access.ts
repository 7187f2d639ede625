import { accessOf, type ClusterAccess } from '../../../identity/index.ts';
import type { ReadFlags } from '../../flags.ts';
import { sayText } from '../../output.ts';
import { isRead } from '../../read/member.ts';
import { type NamespaceUse, readClusters } from '../../read/read-clusters.ts';
import { sayProblems } from '../../read/say-problems.ts';
import { linesText } from '../../shown-text.ts';

export interface ReachedCluster {
  readonly name: string;
  readonly access: ClusterAccess;
}

export interface UnreachedCluster {
  readonly name: string;
  readonly error: string;
}

/** A cluster that was asked about: its access, or why it could not be reached. */
export type AskedCluster = ReachedCluster | UnreachedCluster;

/**
 * Reads the targets, and what `-f`, `--context` and the rest name, and the roles and bindings in it. Says on standard error
 * what is wrong with them: it may hide who has power, and stands in none of the answers.
 */
export async function readAccess(
  flags: ReadFlags,
  texts: readonly string[] = [],
  namespaceUse: NamespaceUse = 'to-read',
): Promise<AskedCluster[]> {
  const members = await readClusters(flags, texts, namespaceUse);
  sayProblems(members.filter(isRead).flatMap(({ problems }) => problems));
  return members.map((member) =>
    isRead(member)
      ? { name: member.cluster.identity.name, access: accessOf(member.cluster) }
      : { name: member.identity.name, error: member.error },
  );
}

export function isReached(cluster: AskedCluster): cluster is ReachedCluster {
  return 'access' in cluster;
}

export function unreached(clusters: readonly AskedCluster[]): readonly UnreachedCluster[] {
  return clusters.filter((cluster) => 'error' in cluster);
}

/** Says which clusters could not be read; whether there were any. */
export function sayUnreached(clusters: readonly AskedCluster[]): boolean {
  const failed = unreached(clusters);
  for (const { name, error } of failed) sayText(linesText([`${name}: not read: ${error}`]));
  return failed.length > 0;
}
