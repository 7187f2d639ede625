/** One case of a JUnit report. */
export interface JunitCase {
  readonly name: string;
  readonly file?: string;
  readonly status: 'passed' | 'failure' | 'error' | 'skipped';
  readonly summary?: string;
  readonly detail?: string;
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** JUnit XML as Jenkins and GitLab read it. */
export function formatJunitSuites(suites: readonly JunitSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const body = suites.map(({ name, cases: own }) => {
    const lines = own.map((each) => caseText(each, name)).join('');
    return `  <testsuite name="${escape(name)}" ${counts(own)} time="0">\n${lines}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plimsoll policy" ${counts(cases)} time="0">\n${body.join('')}</testsuites>\n`;
}

function counts(cases: readonly JunitCase[]): string {
  const of = (status: JunitCase['status']) => cases.filter((each) => each.status === status).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function caseText({ name, file, status, summary, detail }: JunitCase, suite: string): string {
  const attributes = `name="${escape(name)}" classname="${escape(suite)}"${file === undefined ? '' : ` file="${escape(file)}"`} time="0"`;
  if (status === 'passed') return `    <testcase ${attributes}/>\n`;
  const open = `${status}${summary === undefined ? '' : ` message="${escape(summary)}"`}`;
  const inner = detail === undefined ? `<${open}/>` : `<${open}>${escape(detail)}</${status}>`;
  return `    <testcase ${attributes}>${inner}</testcase>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 cannot hold most control characters and no lone surrogates. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
