import { evidenceAbout, membersOf, subjectKey } from '../../../identity/index.ts';
import { csvCell } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';

const head =
  'cluster,subject,human or machine,direct or group,role,scope,power,binding,created,owner,decision,reviewer,date';

/**
 * The access review that auditors know, as CSV (RFC 4180): one row for each subject of each binding of one's own, and three
 * empty columns for who decides.
 */
export function* reviewSheet(audited: readonly AuditedCluster[]): Iterable<string> {
  yield `${head}\r\n`;
  for (const { name, access, audit } of audited) {
    const evidence = evidenceAbout(access.cluster);
    for (const row of audit.review) {
      const { subject } = row;
      const group = subject.kind === 'Group';
      const members = group && evidence !== undefined ? membersOf(evidence, subject.name) : [];
      const unresolved = group && evidence !== undefined && members.length === 0 && row.nature === 'human';
      const how = unresolved ? 'group (members not known)' : group ? 'group' : 'direct';
      yield reviewLine(name, row, subjectKey(subject), how);
      for (const member of members)
        yield reviewLine(name, row, `User/${member.name}`, `group ${subject.name}`);
    }
  }
}

function reviewLine(
  cluster: string,
  { nature, binding, created, owner, power }: AuditedCluster['audit']['review'][number],
  subject: string,
  how: string,
): string {
  return line([
    cluster,
    subject,
    nature === 'unknown' ? 'not known' : nature,
    how,
    `${binding.role.kind}/${binding.role.name}`,
    binding.namespace === '' ? 'whole cluster' : `namespace ${binding.namespace}`,
    power === 'one-step' ? 'one step from everything' : power,
    `${binding.object.kind}/${binding.name}`,
    created ?? '',
    binding.outside?.file ?? owner.name ?? owner.kind,
    '',
    '',
    '',
  ]);
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
