import { visibleText } from '../../cluster/index.ts';
import { readSnapshot } from '../../sources/snapshot/index.ts';
import type { ReadingContext, ReadMember } from './member.ts';

/** One snapshot file. */
export async function readSnapshotTarget(file: string, context: ReadingContext): Promise<ReadMember> {
  const { flags, config, key, progress, signal } = context;
  progress.update(visibleText(`Reading ${file}`));
  const reading = await readSnapshot(file, {
    redactionKey: key,
    ...(flags.clusterName !== undefined && { clusterName: flags.clusterName }),
    ...(config.config.teams && { teamLabels: config.config.teams.labels }),
    signal,
  });
  return {
    cluster: reading.store.snapshot(),
    problems: reading.problems,
    redactionKeyId: reading.redactionKeyId,
    ...(reading.answers.length > 0 && { answers: reading.answers }),
  };
}
