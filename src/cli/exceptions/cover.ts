import {
  type Exception,
  type ExceptionCoverage,
  type ExceptionMatch,
  exceptionMatcher,
} from '../../controls/index.ts';
import type { Finding, Report } from '../../report/index.ts';
import { exceptable } from './judged-findings.ts';

/** A finding that an exception is about. */
export interface Covered {
  readonly finding: Finding;
  readonly state: ExceptionMatch['state'];
}

/**
 * The findings of a report that each exception is about, by its id, whether or not it was there when the report was made, and
 * whether or not it is still in force.
 */
export function coveredFindings(exceptions: readonly Exception[], report: Report): Map<string, Covered[]> {
  const covered = new Map<string, Covered[]>();
  const byCluster = Map.groupBy(exceptable(report), ({ cluster }) => cluster);
  for (const cluster of report.clusters) {
    for (const exception of exceptions) {
      const matcher = exceptionMatcher([exception], cluster, 0);
      const own = covered.get(exception.id) ?? [];
      covered.set(exception.id, own);
      for (const finding of byCluster.get(cluster.id) ?? []) {
        const state = matcher(finding)?.state;
        if (state !== undefined) own.push({ finding, state });
      }
    }
  }
  return covered;
}

/** How many findings of a report each exception is about. */
export function coverage(exceptions: readonly Exception[], report: Report): Map<string, ExceptionCoverage> {
  return new Map(
    Array.from(coveredFindings(exceptions, report), ([id, covered]) => [
      id,
      { findings: covered.length, changed: covered.filter(({ state }) => state === 'changed').length },
    ]),
  );
}
