import { type Exception, type ExceptionCoverage, exceptionMatcher } from '../../controls/index.ts';
import type { Report } from '../../report/index.ts';
import { exceptable } from './judged-findings.ts';

/**
 * How many findings of a report each exception is about, by its id, whether or not it was there when the report was made,
 * and whether or not it is still in force.
 */
export function coverage(exceptions: readonly Exception[], report: Report): Map<string, ExceptionCoverage> {
  const covered = new Map<string, ExceptionCoverage>();
  for (const cluster of report.clusters) {
    const findings = exceptable(report).filter((finding) => finding.cluster === cluster.id);
    for (const exception of exceptions) {
      const matcher = exceptionMatcher([exception], cluster, 0);
      const states = findings.flatMap((finding) => matcher(finding)?.state ?? []);
      const before = covered.get(exception.id) ?? { findings: 0, changed: 0 };
      covered.set(exception.id, {
        findings: before.findings + states.length,
        changed: before.changed + states.filter((state) => state === 'changed').length,
      });
    }
  }
  return covered;
}
