/**
 * A shell command in lines that can be copied as they stand: broken between words, with a backslash. A quoted word with
 * spaces in it stays whole.
 */
export function commandLines(command: string, indent: string, width: number): string[] {
  const words = command.match(/(?:'[^']*'|\S)+/g) ?? [];
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length + 2 > width) {
      lines.push(`${line} \\`);
      line = `${indent}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}
