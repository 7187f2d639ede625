import type {
  Cause,
  Finding,
  Report,
  ReportCluster,
  ReportControl,
  ReportWorkload,
} from '../../../src/report/schema.ts';
import { permissionText } from './permission.ts';
import { findingSubjectKey, workloadKey } from './subject.ts';

export type Severity = Finding['severity'];
export type Verdict = Finding['verdict'];

export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
/** In the order in which a person wants to read them. */
export const verdicts: readonly Verdict[] = [
  'fail',
  'unknown',
  'excepted',
  'provider-managed',
  'attested',
  'not-applicable',
  'pass',
];

/** A finding with everything a row, a filter or a sort looks up, joined once. */
export interface FindingRow {
  readonly finding: Finding;
  readonly control: ReportControl | undefined;
  readonly cause: Cause | undefined;
  readonly workload: ReportWorkload | undefined;
  readonly subjectKey: string;
  readonly clusterName: string;
  /** The permission that would cure an unknown, as a sentence part; empty otherwise. */
  readonly permission: string;
}

/** The report with its indexes. Components get it by context: from a file today, from a hub tomorrow. */
export interface ReportModel {
  readonly report: Report;
  /** Every finding except those that wait for a source that is not connected: that is said once, never per row. */
  readonly rows: readonly FindingRow[];
  readonly rowById: ReadonlyMap<string, FindingRow>;
  readonly controlById: ReadonlyMap<string, ReportControl>;
  readonly clusterById: ReadonlyMap<string, ReportCluster>;
  readonly workloadByKey: ReadonlyMap<string, ReportWorkload>;
  /** Per control, how many of its unknown verdicts are rows: what could not be read. The others wait for a source. */
  readonly unreadByControl: ReadonlyMap<string, number>;
}

/** Joins a report: time and memory in proportion to the findings. */
export function modelOf(report: Report): ReportModel {
  const controlById = new Map(report.controls.map((control) => [control.id, control]));
  const clusterById = new Map(report.clusters.map((cluster) => [cluster.id, cluster]));
  const workloadByKey = new Map(report.workloads.map((workload) => [workloadKey(workload), workload]));
  const rows: FindingRow[] = [];
  const rowById = new Map<string, FindingRow>();
  const unreadByControl = new Map<string, number>();
  for (const finding of report.findings) {
    if (finding.unknown?.state === 'not-connected') continue;
    const key = findingSubjectKey(finding);
    const row: FindingRow = {
      finding,
      control: controlById.get(finding.control),
      cause: finding.cause === undefined ? undefined : report.causes[finding.cause],
      workload: workloadByKey.get(key),
      subjectKey: key,
      clusterName: clusterById.get(finding.cluster)?.name ?? finding.cluster,
      permission: finding.unknown?.permission ? permissionText(finding.unknown.permission) : '',
    };
    rows.push(row);
    rowById.set(finding.instanceId, row);
    if (finding.verdict === 'unknown')
      unreadByControl.set(finding.control, (unreadByControl.get(finding.control) ?? 0) + 1);
  }
  return { report, rows, rowById, controlById, clusterById, workloadByKey, unreadByControl };
}
