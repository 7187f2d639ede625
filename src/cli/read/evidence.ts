import path from 'node:path';
import type { Problem } from '../../cluster/index.ts';
import { connectEvidence, readEvidence } from '../../identity/index.ts';
import { readEvidenceFolder } from '../../sources/evidence/index.ts';
import { readYaml } from '../../sources/yaml/index.ts';
import { type FleetMember, isRead, type ReadMember } from './member.ts';

/**
 * Connects saved answers with the clusters that were read: those of `--evidence`, or where no folder is named those that a
 * snapshot carries. What is wrong with a file of a folder is a problem of the first cluster, for a folder is of no single one.
 */
export function withEvidence(members: readonly FleetMember[], folder: string | undefined): FleetMember[] {
  if (folder === undefined) return members.map((member) => (isRead(member) ? withCarried(member) : member));
  const { files, problems: unreadable } = readEvidenceFolder(folder);
  const { evidence, problems: unknown } = readEvidence(files, Date.now());
  const read = members.filter(isRead);
  const others = connectEvidence(
    evidence,
    read.map(({ cluster }) => cluster),
    parseYaml,
  );
  const problems: Problem[] = [...unreadable, ...unknown, ...others];
  const [first] = read;
  return members.map((member) =>
    isRead(member)
      ? {
          ...member,
          answers: files,
          problems: [...withoutFiles(member.problems, files), ...(member === first ? problems : [])],
        }
      : member,
  );
}

/** A file of evidence inside a folder of manifests was read as what it is, and is no manifest that could not be judged. */
function withoutFiles(problems: readonly Problem[], files: readonly { readonly file: string }[]): Problem[] {
  const read = new Set(files.map(({ file }) => path.resolve(file)));
  return problems.filter(({ file }) => file === undefined || !read.has(path.resolve(file)));
}

function parseYaml(text: string): unknown {
  return readYaml(text, 'aws-auth').documents[0]?.value;
}

/** A snapshot may carry answers about other clusters of its account: they are of no use here, and no mistake. */
function withCarried(member: ReadMember): ReadMember {
  if (member.answers === undefined) return member;
  const { evidence, problems } = readEvidence(member.answers, Date.now());
  connectEvidence(evidence, [member.cluster], parseYaml);
  return { ...member, problems: [...member.problems, ...problems] };
}
