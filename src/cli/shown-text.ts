import { visibleText } from '../cluster/index.ts';

/** The colours of the palette, and nothing else that begins with an escape. */
const ownColour = String.raw`\u001b\[(?:1;31|22;39|22|3[1-6]|39|1|2)m`;
/** Everything {@link visibleText} shows, but the line breaks that a page is made of. */
const obeyed = new RegExp(
  String.raw`${ownColour}|\r\n|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]`,
  'g',
);

/**
 * Workflow commands of GitHub (`::error::` as the first of a line, `##[error]` anywhere), Azure Pipelines (`##vso[`) and
 * TeamCity (`##teamcity[`): a CI system obeys them wherever they are printed.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands,
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
const commands = /^(?<indent>[ \t]*)::|##(?=(?:vso|teamcity)?\[)/gm;

/**
 * A text as it may reach a terminal or the log of a CI system. What either would obey is shown as an escape, which inside
 * the strings of JSON is JSON's own, so that a reader gets the same string back.
 *
 * @param coloured whether colours of the palette are in it
 */
export function shownText(text: string, coloured: boolean): string {
  return text
    .replace(obeyed, (found) =>
      found === '\r\n' || (coloured && found.length > 1) ? found : visibleText(found),
    )
    .replace(commands, (found, indent: string | undefined) =>
      found === '##' ? String.raw`\u0023#` : String.raw`${indent ?? ''}\u003a:`,
    );
}

/** Lines, none of which may become two because of a name in it. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line.replaceAll('\n', String.raw`\n`)}\n`).join('');
}
