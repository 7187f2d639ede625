import type { FindingRow, Severity } from '../model/model.ts';
import { changeAtOf } from '../model/sort.ts';
import { subjectPath } from '../model/subject.ts';

/** One object with its failures per severity. */
export interface SubjectRow extends Readonly<Record<Severity | 'unknown', number>> {
  readonly key: string;
  readonly path: readonly string[];
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly changeAt: string;
}

export function subjectRows(rows: readonly FindingRow[]): readonly SubjectRow[] {
  return [...Map.groupBy(rows, (row) => row.subjectKey)].flatMap(([key, members]) => {
    const [first] = members;
    if (!first) return [];
    const { subject, cluster } = first.finding;
    const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
    for (const { finding } of members) {
      if (finding.verdict === 'fail') counts[finding.severity]++;
      if (finding.verdict === 'unknown') counts.unknown++;
    }
    const changeAt = first.workload?.sourceOfTruth.changeAt ?? changeAtOf(first);
    return [
      {
        key,
        path: subjectPath(cluster, subject),
        name: subject.name,
        kind: subject.kind,
        namespace: subject.namespace,
        cluster: first.clusterName,
        changeAt,
        ...counts,
      },
    ];
  });
}

export const subjectSortValues: Readonly<Record<string, (row: SubjectRow) => string | number>> = {
  name: (row) => row.name,
  kind: (row) => row.kind,
  namespace: (row) => row.namespace,
  cluster: (row) => row.cluster,
  changeAt: (row) => row.changeAt,
  critical: (row) => row.critical,
  high: (row) => row.high,
  medium: (row) => row.medium,
  low: (row) => row.low,
  unknown: (row) => row.unknown,
};
