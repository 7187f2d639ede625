import { countJunitCases, type JunitCase, junitCaseText, xmlText } from '../../report/index.ts';

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** JUnit XML as Jenkins and GitLab read it; the name is that of all suites together. */
export function formatJunitSuites(suites: readonly JunitSuite[], name = 'plimsoll policy'): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const body = suites.map(({ name: suite, cases: own }) => {
    const lines = own.map((each) => junitCaseText(each, suite)).join('');
    return `  <testsuite name="${xmlText(suite)}" ${counts(own)} time="0">\n${lines}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xmlText(name)}" ${counts(cases)} time="0">\n${body.join('')}</testsuites>\n`;
}

function counts(cases: readonly JunitCase[]): string {
  const of = (status: JunitCase['status']) => countJunitCases(cases, status);
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}
