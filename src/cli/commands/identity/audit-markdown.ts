import { inlineCode, plainText } from '../../../report/index.ts';
import type { AuditSection } from './audit-section.ts';
import { auditStory } from './audit-sections.ts';
import type { AuditedCluster } from './audited-cluster.ts';

/** The audit for an issue, a page of a wiki or a step summary: a heading and a table for each part, the changes as a list. */
export function auditMarkdown(audited: AuditedCluster): string {
  const { title, headline, sections, changes, unread, closing } = auditStory(audited);
  const parts = [
    `## ${plainText(title)}`,
    `**${plainText(headline)}**`,
    ...sections.map(sectionText),
    ...(changes.length === 0 ? [] : ['### What to change first', changes.map(changeText).join('\n')]),
    [...unread, ...closing].map((line) => `- ${plainText(line)}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ title, sentence, head, rows, notes = [] }: AuditSection): string {
  // A bar that is escaped ends no cell.
  const cells = (row: readonly string[]) =>
    `| ${head.map((_, at) => plainText(row[at] ?? '')).join(' | ')} |`;
  const table = [cells(head), `|${'---|'.repeat(head.length)}`, ...rows.map(cells)].join('\n');
  return [
    `### ${plainText(title)}`,
    ...(sentence === undefined ? [] : [plainText(sentence)]),
    ...(rows.length === 0 ? [] : [table]),
    ...notes.map(plainText),
  ].join('\n\n');
}

function changeText(
  { why, apply, undo, breaks, lasting, otherwise }: ReturnType<typeof auditStory>['changes'][number],
  index: number,
): string {
  return [
    `${index + 1}. ${plainText(why)}.`,
    ...apply.split('\n').map((line) => `   - ${inlineCode(line)}`),
    ...undo.split('\n').map((line) => `   - undo: ${inlineCode(line)}`),
    ...(breaks === undefined ? [] : [`   - breaks: ${plainText(breaks)}.`]),
    ...(otherwise === undefined ? [] : [`   - or ${plainText(otherwise)}.`]),
    ...(lasting === undefined ? [] : [`   - ${plainText(lasting.replace(/\.$/, ''))}.`]),
  ].join('\n');
}
