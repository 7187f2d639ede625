import { visibleText } from '../../cluster/index.ts';
import type { Finding, Report } from '../schema.ts';
import { valueText } from '../text/evidence-value.ts';
import { clusterNames, permissionText, sentence } from '../text/phrases.ts';

type Cell = string | number | undefined;

const columns = [
  'cluster',
  'cluster_id',
  'server_version',
  'read_by',
  'read_at',
  'verdict',
  'severity',
  'control',
  'title',
  'group',
  'kind',
  'namespace',
  'name',
  'container',
  'message',
  'path',
  'value',
  'expected',
  'file',
  'line',
  'change_at',
  'team',
  'scopes',
  'reason',
  'permission',
  'object_id',
  'instance_id',
  'tool_version',
  'catalogue',
  'excepted_by',
  'exception',
  'exception_owner',
  'exception_expires',
  'exception_ticket',
  'exception_approver',
] as const;

type Row = Partial<Readonly<Record<(typeof columns)[number], Cell>>>;

/**
 * RFC 4180: CRLF, quotes doubled. Every row carries its provenance, because rows are copied into other sheets. A cell that
 * a spreadsheet would run as a formula starts with an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function* formatCsv(report: Report): Generator<string> {
  yield `${columns.join(',')}\r\n`;
  for (const row of rows(report)) yield `${columns.map((column) => csvCell(row[column])).join(',')}\r\n`;
}

function* rows(report: Report): Generator<Row> {
  const names = clusterNames(report);
  const titles = new Map(report.controls.map(({ id, title }) => [id, title]));
  const workloads = new Map(
    report.workloads.map((each) => [workloadKey(each.cluster, each.reference), each]),
  );
  const shared = { tool_version: report.tool.version, catalogue: report.run.catalogueDigest };
  const provenance = new Map(
    report.clusters.map((cluster) => [
      cluster.id,
      {
        ...shared,
        cluster: cluster.name,
        cluster_id: cluster.id,
        server_version: cluster.version.gitVersion,
        read_by: cluster.reader,
        read_at: cluster.endedAt,
      },
    ]),
  );

  const exceptions = new Map(report.exceptions.map((exception) => [exception.id, exception]));
  for (const { id, state, error } of report.clusters) {
    if (state === 'unreachable') yield { ...provenance.get(id), verdict: 'unknown', message: error };
  }
  for (const { severity, message, file, line, hint } of report.problems) {
    if (severity === 'error')
      yield { ...shared, verdict: 'unknown', message: sentence(message), file, line, reason: hint };
  }
  for (const finding of report.findings) {
    const workload = workloads.get(workloadKey(finding.cluster, finding.subject));
    yield {
      ...(provenance.get(finding.cluster) ?? {
        ...shared,
        cluster: names.get(finding.cluster) ?? finding.cluster,
      }),
      ...factsOf(finding),
      ...decisionOf(exceptions.get(finding.exception ?? '')),
      title: titles.get(finding.control),
      change_at: workload?.sourceOfTruth.changeAt ?? causeOf(report, finding)?.changeAt,
      team: workload?.team,
    };
  }
}

function factsOf(finding: Finding): Row {
  const { subject, unknown } = finding;
  const evidence = finding.evidence[0];
  return {
    verdict: finding.verdict,
    severity: finding.severity,
    control: finding.control,
    group: subject.group,
    kind: subject.kind,
    namespace: subject.namespace,
    name: subject.name,
    container: subject.container,
    message: finding.message,
    path: evidence?.path,
    value: evidence?.value === undefined ? undefined : valueText(evidence.value),
    expected: evidence?.expected,
    file: evidence?.position?.template ?? evidence?.position?.file,
    line: evidence?.position?.line,
    scopes: finding.scopes.join(' '),
    reason: unknown === undefined ? finding.reason : `${unknown.state}: ${unknown.message}`,
    permission: unknown?.permission && permissionText(unknown.permission),
    object_id: finding.objectId,
    instance_id: finding.instanceId,
    excepted_by: finding.exceptedBy,
    exception: finding.exception,
  };
}

/** Who decided to live with it, until when, and who agreed: what an auditor asks of each row. */
function decisionOf(exception: Report['exceptions'][number] | undefined): Row {
  return {
    exception_owner: exception?.owner,
    exception_expires: exception?.expires,
    exception_ticket: exception?.ticket,
    exception_approver: exception?.approver,
  };
}

function causeOf(report: Report, { cause }: Finding) {
  return cause === undefined ? undefined : report.causes[cause];
}

function workloadKey(cluster: string, { group, kind, namespace, name }: Finding['subject']): string {
  return `${cluster}\n${group}/${kind}/${namespace}/${name}`;
}

/** Quoted where needed, without lines of its own; what a spreadsheet would run as a formula is text. */
export function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = visibleText(value);
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
