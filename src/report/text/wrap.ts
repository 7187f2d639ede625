/**
 * Breaks a text into lines of at most `width` characters. A word that is longer than a line is continued on the next one,
 * after a separator where it has one, so that a long name is never lost. At least one line, possibly empty.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    let rest = word;
    if (line !== '' && length(line) + 1 + length(rest) <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (length(rest) > width) {
      const at = breakAt(rest, width);
      lines.push(rest.slice(0, at));
      rest = rest.slice(at);
    }
    line = rest;
  }
  lines.push(line);
  return lines;
}

/** Wraps behind a label: `label` on the first line, its width in spaces on the others. */
export function hang(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(length(label));
  return wrap(text, Math.max(20, width - length(label))).map(
    (line, index) => `${index === 0 ? label : indent}${line}`,
  );
}

function breakAt(word: string, width: number): number {
  const head = word.slice(0, width);
  const separator = Math.max(...['/', '.', '-', ':', '@', ',', '_'].map((mark) => head.lastIndexOf(mark)));
  return separator >= width / 3 ? separator + 1 : width;
}

/** Names in Kubernetes are ASCII and the marks used here are one cell wide, so characters are cells. */
function length(text: string): number {
  return text.length;
}
