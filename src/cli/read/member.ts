import type { Cluster, Problem, RedactionKey } from '../../cluster/index.ts';
import type { EvidenceDocument } from '../../identity/index.ts';
import type { UnreachableCluster } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ReadFlags } from '../flags.ts';
import type { Progress } from '../progress.ts';

/** One cluster that was asked for: what was read of it, or why nothing could be. */
export type FleetMember = ReadMember | UnreachableCluster;

export interface ReadMember {
  readonly cluster: Cluster;
  readonly problems: readonly Problem[];
  /** Which key the hashes of secret values were made with. */
  readonly redactionKeyId: string;
  /** Saved answers of clouds that go with it: those of `--evidence`, else those of the snapshot. */
  readonly answers?: readonly EvidenceDocument[];
}

/** What every reading needs. */
export interface ReadingContext {
  readonly flags: ReadFlags;
  readonly config: LoadedConfig;
  readonly key: RedactionKey;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** What standard input holds, where it was read before; else it is read when a target says `-`. */
  readonly stdin?: Buffer;
}

export function isUnreachable(member: FleetMember): member is UnreachableCluster {
  return !isRead(member);
}

export function isRead(member: FleetMember): member is ReadMember {
  return 'cluster' in member;
}
