import { type Exception, exceptionMatcher } from '../../controls/index.ts';
import type { Report } from '../../report/index.ts';
import { exceptable } from './judged-findings.ts';

/**
 * How many findings of a report each exception covers, by its id, whether or not it was there when the report was made,
 * and whether or not it is still in force.
 */
export function coverage(exceptions: readonly Exception[], report: Report): Map<string, number> {
  const covered = new Map<string, number>();
  for (const cluster of report.clusters) {
    const findings = exceptable(report).filter((finding) => finding.cluster === cluster.id);
    for (const exception of exceptions) {
      const matcher = exceptionMatcher([exception], cluster, 0);
      const count = findings.filter((finding) => matcher(finding) !== undefined).length;
      covered.set(exception.id, (covered.get(exception.id) ?? 0) + count);
    }
  }
  return covered;
}
