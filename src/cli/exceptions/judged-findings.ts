import type { Finding, Report } from '../../report/index.ts';
import type { ReadFlags } from '../flags.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { readReport } from '../read/report-file.ts';

export interface ExceptionFlags extends ReadFlags {
  readonly report?: string;
}

/** The report that exceptions are held against: of a file, or judged now; undefined when neither is asked for. */
export async function reportFor(
  targets: readonly string[],
  flags: ExceptionFlags,
): Promise<Report | undefined> {
  if (flags.report !== undefined) return readReport(flags.report);
  return isTargetNamed(targets, flags) ? (await readAndJudge(targets, flags)).report : undefined;
}

function isTargetNamed(targets: readonly string[], { filename, context, allContexts }: ReadFlags): boolean {
  return targets.length + (filename?.length ?? 0) + (context?.length ?? 0) > 0 || allContexts === true;
}

/** Failures, and what would be failures without exceptions of people. */
export function exceptable({ findings }: Report): Finding[] {
  return findings.filter(
    ({ verdict, exceptedBy, change }) =>
      change !== 'cured' && (verdict === 'fail' || (verdict === 'excepted' && exceptedBy !== 'catalogue')),
  );
}

/** Whether a report shows all that exceptions may be about. */
export function isWhole({ clusters, run, gate, notConnected }: Report): boolean {
  return (
    !gate.incomplete &&
    !gate.errors &&
    run.filters.length === 0 &&
    clusters.every(({ state }) => state === 'complete') &&
    !notConnected.some(({ source }) => source === 'whole-cluster')
  );
}
