import type { Problem } from '../../cluster/index.ts';
import type { Exception } from '../../controls/index.ts';
import type { Finding, Report } from '../../report/index.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { readReport } from '../read/report-file.ts';
import type { LoadedExceptions } from './load.ts';

export interface ExceptionFlags extends ReadFlags {
  readonly report?: string;
}

/** What exceptions are held against, and the exceptions that its objects carry themselves. */
export interface JudgedFindings {
  readonly report: Report;
  readonly annotated: readonly Exception[];
  /** Annotations that are no exceptions, though they should be. */
  readonly problems: readonly Problem[];
}

/**
 * The report that exceptions are held against: of a file, or judged now; undefined when neither is asked for.
 * @throws CliError `usage` for a report and something to read: what is read would not be looked at
 */
export async function judgedFindings(
  targets: readonly string[],
  flags: ExceptionFlags,
  loaded: Pick<LoadedExceptions, 'annotatedIn'>,
): Promise<JudgedFindings | undefined> {
  if (flags.report !== undefined) return fromReport(readReport(alone(flags.report, targets, flags)));
  if (!isTargetNamed(targets, flags)) return undefined;
  const { report, clusters } = await readAndJudge(targets, flags);
  const carried = clusters.map((cluster) => loaded.annotatedIn(cluster));
  return {
    report,
    annotated: carried.flatMap(({ exceptions }) => exceptions),
    problems: carried.flatMap(({ problems }) => problems),
  };
}

function isTargetNamed(targets: readonly string[], { filename, context, allContexts }: ReadFlags): boolean {
  return targets.length + (filename?.length ?? 0) + (context?.length ?? 0) > 0 || allContexts === true;
}

const filters = ['namespace', 'selector', 'scope', 'control', 'onto'] as const;

function alone(report: string, targets: readonly string[], flags: ExceptionFlags): string {
  const filter = filters.find((name) => flags[name] !== undefined && flags[name].length > 0);
  if (filter === undefined && !isTargetNamed(targets, flags)) return report;
  const what = filter === undefined ? 'a target' : `--${filter}`;
  throw new CliError(
    'usage',
    `--report ${report} takes the place of reading: ${what} beside it would say nothing`,
    'Leave out one of the two; plimsoll scan makes a report of just what you ask for.',
  );
}

/** A report says of the exceptions on objects what is needed to list and check them. */
function fromReport(report: Report): JudgedFindings {
  const annotated = report.exceptions
    .filter(({ source }) => source === 'annotation')
    .map(({ id, owner, reason, expires, controls, ticket, approver, file, line }): Exception => {
      const covered = report.findings.filter(({ exception }) => exception === id);
      return {
        id,
        owner,
        reason,
        expires,
        objectIds: [...new Set(covered.map(({ objectId }) => objectId))],
        ...(controls && { controls }),
        ...(ticket !== undefined && { ticket }),
        ...(approver !== undefined && { approver }),
        origin: {
          kind: 'annotation',
          ...(file !== undefined && { file }),
          ...(line !== undefined && { line }),
        },
      };
    });
  const problems = report.problems.filter(({ code }) => code === 'exception-annotation');
  return { report, annotated, problems };
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
