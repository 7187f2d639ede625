/** A text as an id or label of Graphviz. https://graphviz.org/doc/info/lang.html */
export function dotQuoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
