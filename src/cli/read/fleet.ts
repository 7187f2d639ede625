import type { Cluster, Problem, RedactionKey } from '../../cluster/index.ts';
import type { UnreachableCluster } from '../../report/index.ts';
import { loadRedactionKey } from '../../sources/redaction-key.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ReadFlags } from '../flags.ts';
import type { Progress } from '../progress.ts';
import type { Targets } from '../target.ts';

/** One cluster that was asked for: what was read of it, or why nothing could be. */
export type FleetMember = ReadMember | UnreachableCluster;

export interface ReadMember {
  readonly cluster: Cluster;
  readonly problems: readonly Problem[];
  /** Which key the hashes of secret values were made with. */
  readonly redactionKeyId: string;
}

/** What every reading needs. */
export interface ReadingContext {
  readonly flags: ReadFlags;
  readonly config: LoadedConfig;
  readonly key: RedactionKey;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Reads every target into a cluster of its own: all manifests together are one, each snapshot and each context is one.
 * A cluster that cannot be read is a member with the reason, so that it is a row of the report and never absent.
 */
export async function readFleet(targets: Targets, context: ReadingContext): Promise<FleetMember[]> {
  const members: FleetMember[] = [];
  if (targets.manifests.length > 0) {
    const { readManifestTargets } = await import('./manifests.ts');
    members.push(await readManifestTargets(targets.manifests, context));
  }
  if (targets.snapshots.length > 0) {
    const { readSnapshotTarget } = await import('./snapshots.ts');
    for (const file of targets.snapshots) members.push(await readSnapshotTarget(file, context));
  }
  if (targets.live) {
    const { readLiveTargets } = await import('./live.ts');
    members.push(...(await readLiveTargets(context)));
  }
  return members;
}

/** The context of a reading; Ctrl-C aborts it. */
export async function readingContext(
  flags: ReadFlags,
  config: LoadedConfig,
  progress: Progress,
): Promise<ReadingContext> {
  const abort = new AbortController();
  process.once('SIGINT', () => {
    abort.abort();
    // A second Ctrl-C ends the process at once, whatever it waits for.
    process.once('SIGINT', () => process.exit(130));
  });
  return { flags, config, key: await loadRedactionKey(), progress, signal: abort.signal };
}

export function isUnreachable(member: FleetMember): member is UnreachableCluster {
  return !isRead(member);
}

export function isRead(member: FleetMember): member is ReadMember {
  return 'cluster' in member;
}
