import { accessOf, type ClusterAccess } from '../../../identity/index.ts';
import { loadConfig } from '../../config/load.ts';
import { CliError } from '../../errors.ts';
import type { ReadFlags } from '../../flags.ts';
import { createProgress } from '../../progress.ts';
import { readFleet, readingContext } from '../../read/fleet.ts';
import { isRead } from '../../read/member.ts';
import { resolveTargets } from '../../target.ts';

/** A cluster that was asked about: its access, or why it could not be reached. */
export type AskedCluster =
  | { readonly name: string; readonly access: ClusterAccess }
  | { readonly name: string; readonly error: string };

/** Reads the targets, and what `-f`, `--context` and the rest name, and the roles and bindings in it. */
export async function readAccess(flags: ReadFlags, texts: readonly string[] = []): Promise<AskedCluster[]> {
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  if (targets.objects.length > 0)
    throw new CliError('usage', 'Files, folders and snapshots can be read here, no single objects');
  const config = loadConfig(flags.config);
  const progress = createProgress(flags.quiet === true);
  try {
    const members = await readFleet(targets, await readingContext(flags, config, progress));
    return members.map((member) =>
      isRead(member)
        ? { name: member.cluster.identity.name, access: accessOf(member.cluster) }
        : { name: member.identity.name, error: member.error },
    );
  } finally {
    progress.done();
  }
}

export function isReached(
  cluster: AskedCluster,
): cluster is Extract<AskedCluster, { access: ClusterAccess }> {
  return 'access' in cluster;
}
