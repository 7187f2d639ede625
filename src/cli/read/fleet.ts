import { visibleText } from '../../cluster/index.ts';
import { loadRedactionKey } from '../../sources/redaction-key.ts';
import type { LoadedConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import type { Progress } from '../progress.ts';
import type { Targets } from '../target.ts';
import { withEvidence } from './evidence.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import { type FleetMember, isRead, type ReadingContext } from './member.ts';

/**
 * Reads every target into a cluster of its own: all manifests together are one, each snapshot and each context is one.
 * A cluster that cannot be read is a member with the reason, so that it is a row of the report and never absent.
 */
export async function readFleet(targets: Targets, context: ReadingContext): Promise<FleetMember[]> {
  // A version that means nothing is a mistake also where every target says its own.
  kubernetesVersion(context.flags);
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
    members.push(...(await readLiveTargets(context, members.length > 0)));
  }
  refuseTwice(members);
  // With --onto it is about what the manifests are laid over.
  return context.flags.onto === undefined ? withEvidence(members, context.flags.evidence) : members;
}

/** One cluster twice in one report would count everything twice. */
function refuseTwice(members: readonly FleetMember[]): void {
  const seen = new Map<string, FleetMember>();
  for (const member of members) {
    const { id, name } = identityOf(member);
    const other = seen.get(id);
    seen.set(id, member);
    if (other === undefined) continue;
    const names = visibleText(`${identityOf(other).name} and ${name}`);
    throw new CliError(
      'cluster-twice',
      `${names} are the same cluster (${id})`,
      'Name it once; what changed between two readings of it says plimsoll diff. Clusters without a uid are told apart by --cluster-name.',
    );
  }
}

function identityOf(member: FleetMember): { id: string; name: string } {
  return isRead(member) ? member.cluster.identity : member.identity;
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
