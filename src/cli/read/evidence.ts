import type { Problem } from '../../cluster/index.ts';
import { connectEvidence, readEvidence } from '../../identity/index.ts';
import { readEvidenceFolder } from '../../sources/evidence/index.ts';
import { type FleetMember, isRead } from './member.ts';

/**
 * Reads the folder of `--evidence` and connects it with the clusters that were read. What is wrong with a file is a problem
 * of the first of them, for a folder is of no single cluster.
 */
export function withEvidence(members: readonly FleetMember[], folder: string | undefined): FleetMember[] {
  if (folder === undefined) return [...members];
  const { files, problems: unreadable } = readEvidenceFolder(folder);
  const { evidence, problems: unknown } = readEvidence(files, Date.now());
  const read = members.filter(isRead);
  const others = connectEvidence(
    evidence,
    read.map(({ cluster }) => cluster),
  );
  const problems: Problem[] = [...unreadable, ...unknown, ...others];
  const [first] = read;
  return members.map((member) =>
    member === first ? { ...first, problems: [...first.problems, ...problems] } : member,
  );
}
