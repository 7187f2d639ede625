import type { Palette } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
import { auditStory } from './audit-sections.ts';
import type { AuditedCluster } from './audited-cluster.ts';

/** The audit as one page of text. */
export function auditPage(audited: AuditedCluster, { strong, command, unknown }: Palette): string[] {
  const { title, headline, sections, changes, unread, closing } = auditStory(audited);
  const lines = [strong(title), '', headline, ''];
  for (const section of sections)
    lines.push(
      strong(section.title),
      ...(section.sentence === undefined ? [] : [`  ${section.sentence}`]),
      ...columns(section.rows, '  '),
      ...(section.notes ?? []).map((note) => `  ${note}`),
      '',
    );
  if (changes.length > 0) {
    lines.push(strong(changes.length === 1 ? 'Change this first' : `Change these ${changes.length} first`));
    for (const [index, { why, apply, undo, breaks, lasting, otherwise }] of changes.entries()) {
      const [undone, ...more] = undo.split('\n');
      lines.push(
        `  ${index + 1}. ${why}.`,
        ...apply.split('\n').map((line) => `     ${command(line)}`),
        `     undo: ${undone}`,
        ...more.map((line) => `           ${line}`),
      );
      if (breaks !== undefined) lines.push(`     breaks: ${breaks}.`);
      if (otherwise !== undefined) lines.push(`     or ${otherwise}.`);
      if (lasting !== undefined) lines.push(`     ${lasting.replace(/\.$/, '')}.`);
    }
    lines.push('');
  }
  return [...lines, ...unread.map(unknown), ...closing];
}
