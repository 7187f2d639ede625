/** One case of a JUnit report. */
export interface JunitCase {
  readonly name: string;
  readonly file?: string;
  readonly status: 'passed' | 'failure' | 'error' | 'skipped';
  readonly summary?: string;
  readonly detail?: string;
}

/** A `testcase` element, as Jenkins and GitLab read it. */
export function junitCaseText({ name, status, summary, detail, file }: JunitCase, suite: string): string {
  const attributes = `name="${xmlText(name)}" classname="${xmlText(suite)}"${file === undefined ? '' : ` file="${xmlText(file)}"`} time="0"`;
  if (status === 'passed') return `    <testcase ${attributes}/>\n`;
  const open = `${status}${summary === undefined ? '' : ` message="${xmlText(summary)}"`}`;
  const inner = detail === undefined ? `<${open}/>` : `<${open}>${xmlText(detail)}</${status}>`;
  return `    <testcase ${attributes}>${inner}</testcase>\n`;
}

/** How many cases ended so. */
export function countJunitCases(cases: readonly JunitCase[], status: JunitCase['status']): number {
  return cases.filter((each) => each.status === status).length;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML. XML 1.0 has no way to write most control characters and no lone surrogates, so they become U+FFFD. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
