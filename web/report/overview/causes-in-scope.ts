import type { Cause } from '../../../src/report/schema.ts';
import type { FindingRow } from '../model/model.ts';

export interface CauseInScope {
  readonly cause: Cause;
  readonly findings: number;
  readonly workloads: number;
  readonly clusters: number;
}

/** The causes of the failures among `rows`, counted over those rows alone, first things first. */
export function causesOf(rows: readonly FindingRow[]): readonly CauseInScope[] {
  const found = new Map<Cause, { findings: number; workloads: Set<string>; clusters: Set<string> }>();
  for (const row of rows) {
    if (!row.cause || row.finding.verdict !== 'fail') continue;
    const entry = found.get(row.cause) ?? { findings: 0, workloads: new Set(), clusters: new Set() };
    entry.findings++;
    entry.workloads.add(row.subjectKey);
    entry.clusters.add(row.finding.cluster);
    found.set(row.cause, entry);
  }
  return [...found]
    .map(([cause, { findings, workloads, clusters }]) => ({
      cause,
      findings,
      workloads: workloads.size,
      clusters: clusters.size,
    }))
    .sort((a, b) => b.cause.priority - a.cause.priority);
}
