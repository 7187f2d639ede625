import { subjectKey } from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { csvCell } from './who-can.ts';

const head =
  'cluster,subject,human or machine,direct or group,role,scope,power,binding,created,owner,decision,reviewer,date';

/**
 * The access review that auditors know, as CSV (RFC 4180): one row for each subject of each binding of one's own, and three
 * empty columns for who decides.
 */
export function* reviewSheet(audited: readonly AuditedCluster[]): Iterable<string> {
  yield `${head}\r\n`;
  for (const { name, audit } of audited) {
    for (const { subject, nature, binding, created, owner, power } of audit.review) {
      yield line([
        name,
        subjectKey(subject),
        nature === 'everybody' ? 'everybody' : nature,
        subject.kind === 'Group' ? 'group' : 'direct',
        `${binding.role.kind}/${binding.role.name}`,
        binding.namespace === '' ? 'whole cluster' : `namespace ${binding.namespace}`,
        power === 'one-step' ? 'one step from everything' : power,
        `${binding.object.kind}/${binding.name}`,
        created ?? '',
        owner.name ?? owner.kind,
        '',
        '',
        '',
      ]);
    }
  }
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
