/** A name as a code span; a span is fenced with more backticks than it holds. */
export function inlineCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text.replaceAll(/[\r\n]+/g, ' ')}${padding}${fence}`;
}

/** Prose in which nothing becomes markup, a link, a mention or an issue reference. */
export function plainText(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll(/([@#])(?=\w)/g, '$1\u200b');
}

/** Inside a table a bar ends the cell, even in a code span. */
export function tableCell(markdown: string): string {
  return markdown.replaceAll('|', '\\|');
}

/** Prose of the catalogue, which marks fields and commands as code; everything else in it is plain. */
export function catalogueText(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? inlineCode(part.slice(1, -1)) : plainText(part)))
    .join('');
}
