import { explainCommand } from '../commands.ts';
import type { Finding, Problem, Report, ReportCluster, ReportControl } from '../schema.ts';
import { evidenceText } from '../text/evidence-value.ts';
import { permissionText, positionText, problemPlace, sentence, subjectText } from '../text/phrases.ts';
import { countJunitCases, type JunitCase, junitCaseText, xmlText } from './junit-case.ts';

/**
 * JUnit XML as Jenkins and GitLab read it: one suite per cluster and control, one case per finding. A failure is a
 * failure, what could not be judged is an error, accepted risk is skipped. Controls without findings have one case, which
 * passes, or is skipped where there was nothing to judge or no source for it. A suite of its own says what of the input
 * could not be read.
 */
export function* formatJunit(report: Report): Generator<string> {
  const suites = [
    ...inputSuites(report.problems),
    ...report.clusters.flatMap((cluster) => suitesOf(report, cluster)),
  ];
  const total = (status: JunitCase['status']) =>
    suites.reduce((sum, { cases }) => sum + countJunitCases(cases, status), 0);
  const tests = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="plimsoll" tests="${tests}" failures="${total('failure')}" errors="${total('error')}" skipped="${total('skipped')}" time="0">\n`;
  for (const suite of suites) yield suiteText(report, suite);
  yield '</testsuites>\n';
}

interface Suite {
  readonly name: string;
  /** Without: not of one cluster. */
  readonly cluster?: ReportCluster;
  readonly cases: readonly JunitCase[];
}

function inputSuites(problems: readonly Problem[]): Suite[] {
  if (problems.length === 0) return [];
  const cases = problems.map((problem): JunitCase => {
    const { code, message, hint, severity } = problem;
    const position = problemPlace(problem);
    return {
      name: position === undefined ? code : `${position} ${code}`,
      ...(position !== undefined && { file: position }),
      status: severity === 'error' ? 'error' : 'skipped',
      summary: sentence(message),
      ...(hint !== undefined && { detail: hint }),
    };
  });
  return [{ name: 'input', cases }];
}

function suitesOf(report: Report, cluster: ReportCluster): Suite[] {
  if (cluster.state === 'unreachable') {
    const summary = cluster.error ?? 'The cluster could not be reached.';
    return [
      { name: cluster.name, cluster, cases: [{ name: 'cluster is reachable', status: 'error', summary }] },
    ];
  }
  const findings = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    if (finding.cluster !== cluster.id || finding.change === 'cured') continue;
    const list = findings.get(finding.control);
    if (list === undefined) findings.set(finding.control, [finding]);
    else list.push(finding);
  }
  return report.controls.map((control) => {
    const own = findings.get(control.id) ?? [];
    const cases =
      own.length === 0 ? [quietCase(control)] : own.map((finding) => caseOf(report, finding, control));
    return { name: `${cluster.name}/${control.id}`, cluster, cases };
  });
}

function quietCase({ title, counts }: ReportControl): JunitCase {
  if (counts.pass > 0 || counts.fail > 0) return { name: title, status: 'passed' };
  const summary =
    counts.unknown > 0
      ? 'Not judged: a source is not connected.'
      : 'Nothing here that this control applies to.';
  return { name: title, status: 'skipped', summary };
}

function caseOf(report: Report, finding: Finding, control: ReportControl): JunitCase {
  const file = positionText(finding);
  const shared = { name: subjectText(finding), ...(file !== undefined && { file }) };
  if (finding.verdict === 'excepted' || finding.verdict === 'provider-managed')
    return { ...shared, status: 'skipped', summary: notHeldAgainst(finding) };
  if (finding.verdict === 'unknown') {
    const { unknown } = finding;
    const cure = unknown?.permission === undefined ? '' : ` Grant ${permissionText(unknown.permission)}.`;
    return {
      ...shared,
      status: 'error',
      summary: `${unknown?.state ?? 'error'}: ${sentence(unknown?.message ?? finding.message)}${cure}`,
    };
  }
  const lines = [
    ...(file === undefined ? [] : [file]),
    ...finding.evidence.map((evidence) => evidenceText(evidence)),
    ...(finding.reason === undefined ? [] : [finding.reason]),
    control.remediation.summary,
    explainCommand(report, finding.objectId),
  ];
  return {
    ...shared,
    status: 'failure',
    summary: `${finding.severity}: ${finding.message}`,
    detail: lines.join('\n'),
  };
}

/** Who decided, then why. */
function notHeldAgainst({ verdict, exceptedBy, reason = 'excepted' }: Finding): string {
  if (verdict === 'provider-managed') return `run by the provider: ${reason}`;
  return `${exceptedBy === 'catalogue' ? 'excepted by the catalogue' : 'excepted by people'}: ${reason}`;
}

function suiteText(report: Report, { name, cluster, cases }: Suite): string {
  const attributes = [
    `name="${xmlText(name)}"`,
    `tests="${cases.length}"`,
    `failures="${countJunitCases(cases, 'failure')}"`,
    `errors="${countJunitCases(cases, 'error')}"`,
    `skipped="${countJunitCases(cases, 'skipped')}"`,
    'time="0"',
    `timestamp="${xmlText(cluster?.endedAt ?? report.run.endedAt)}"`,
  ];
  const control = cluster === undefined ? name : name.slice(cluster.name.length + 1) || 'cluster';
  const body = cases.map((each) => junitCaseText(each, control)).join('');
  const properties = cluster === undefined ? '' : propertiesText(report, cluster);
  return `  <testsuite ${attributes.join(' ')}>\n${properties}${body}  </testsuite>\n`;
}

function propertiesText({ tool, run }: Report, cluster: ReportCluster): string {
  const properties = {
    clusterId: cluster.id,
    serverVersion: cluster.version.gitVersion,
    reader: cluster.reader ?? 'unknown',
    toolVersion: tool.version,
    catalogue: run.catalogueDigest,
  };
  const lines = Object.entries(properties).map(
    ([key, value]) => `      <property name="${key}" value="${xmlText(value)}"/>\n`,
  );
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}
