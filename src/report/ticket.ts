import { explainCommand } from './commands.ts';
import { fixDiff } from './fix-diff.ts';
import { catalogueText, inlineCode, plainText } from './formats/markdown-escape.ts';
import type { Finding, Report } from './schema.ts';
import { type Story, storyOf } from './story.ts';
import { evidenceText } from './text/evidence-value.ts';
import { sentence, subjectText } from './text/phrases.ts';

const diffLinesAtMost = 14;

/** The ticket a person pastes: everything to act on in under 40 lines of Markdown. */
export function ticketMarkdown(report: Report, finding: Finding): string {
  const story = storyOf(report, finding);
  const lines = [
    `# ${plainText(story.title)}: ${plainText(subjectText(finding))}`,
    '',
    `**${story.verdict}** ${plainText(sentence(finding.message))}`,
    '',
    ...factLines(story, finding),
    '',
    ...sections(story),
    ...diffLines(report, finding),
    '',
    `**Verify** with ${inlineCode(story.verify)}, which exits 0 once it is cured and 3 while it cannot be judged.`,
  ];
  return `${lines.join('\n')}\n`;
}

function factLines({ clusters, position, owner, changeAt, reverts }: Story, finding: Finding): string[] {
  const evidence = finding.evidence[0];
  return [
    `- Id ${inlineCode(finding.objectId)}, control ${inlineCode(finding.control)}`,
    `- Where: ${inlineCode(subjectText(finding))}${position === undefined ? '' : ` at ${inlineCode(position)}`}${clusters === '' ? '' : `, ${plainText(clusters)}`}`,
    ...(owner === undefined ? [] : [`- Owner: ${plainText(owner)}`]),
    ...(changeAt === undefined
      ? []
      : [
          `- Change it at ${plainText(changeAt)}${reverts ? '; a change to the object itself is reverted' : ''}`,
        ]),
    ...(evidence === undefined ? [] : [`- Field: ${inlineCode(evidenceText(evidence))}`]),
  ];
}

function sections({ attack, cure, mayBreak, undo }: Story): string[] {
  return [
    ...(attack === '' ? [] : [`- **How it is used** ${catalogueText(attack)}`]),
    ...(cure === '' ? [] : [`- **Cure** ${catalogueText(cure)}`]),
    ...(mayBreak === undefined ? [] : [`- **May break** ${catalogueText(mayBreak)}`]),
    ...(undo === undefined ? [] : [`- **Undo** ${catalogueText(undo)}`]),
  ];
}

function diffLines(report: Report, finding: Finding): string[] {
  if (finding.fix === undefined) return [];
  const lines = fixDiff(finding.fix, finding.evidence, finding.subject.container);
  if (lines.length === 0) return [];
  const shown = lines.slice(0, diffLinesAtMost);
  const more = lines.length - shown.length;
  return [
    '',
    '```diff',
    ...shown,
    ...(more > 0 ? [` # and ${more} more lines: ${explainCommand(report, finding.objectId)}`] : []),
    '```',
  ];
}
