import { createHash } from 'node:crypto';
import type { Problem } from '../../cluster/index.ts';
import { reviewExceptions } from '../../controls/index.ts';
import { type Baseline, buildReport, type Report } from '../../report/index.ts';
import { withoutValues } from '../command-line.ts';
import { exceptionRow, issueProblem } from '../exceptions/load.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { toolVersion } from '../version.ts';
import { type Judged, judgedControls, judgeFleet } from './judge-fleet.ts';
import { networkOnto } from './network-changes.ts';
import { judgeOnto } from './onto.ts';
import type { RunPlan } from './plan-run.ts';
import { powerOnto } from './power-changes.ts';
import { configuredScopes } from './scopes.ts';

/** A plan with what was read by it. */
export interface ReportRequest extends RunPlan {
  readonly command: string;
  readonly startedAt: string;
  readonly members: readonly FleetMember[];
  /** With `--onto`: what runs where the manifests are laid. */
  readonly base?: FleetMember;
  /** With `--baseline`: only what it does not have fails the gate. */
  readonly baseline?: Baseline;
}

/** Judges what was read and builds the report that every output is made from. */
export function produceReport(request: ReportRequest): Report {
  const { base, loaded, config, exceptions, baseline, flags, options, filter, gate } = request;
  const report = buildReport({
    toolVersion: toolVersion(),
    run: {
      command: request.command,
      startedAt: request.startedAt,
      endedAt: new Date().toISOString(),
      flagsDigest: digest(JSON.stringify({ ...flags, set: flags.set?.map(withoutValues) })),
      configDigest: digest(config.text),
      catalogueDigest: loaded.digest,
    },
    clusters: judgeAll(request),
    ...landingOf(request),
    controls: judgedControls(loaded.catalogue, options),
    scopes: configuredScopes(config),
    ...(filter && { filter }),
    exceptions: exceptions.exceptions.map((exception) => exceptionRow(exception, options.now)),
    gate: { ...gate, newOnly: base !== undefined, ...(baseline && { baseline }) },
    problems: problemsOf(request),
  });
  return withExceptionIssues(report, request, options.now);
}

/** Judges each cluster that was read, or with `--onto` the one world that the manifests make. */
export function judgeAll(request: ReportRequest): Judged[] {
  const { members, base, loaded, flags, targets } = request;
  const { options, exceptions, config } = request;
  const rules = { options, exceptions, config };
  if (base !== undefined) return [judgeOnto(members, base, loaded.catalogue, rules)];
  const asked = { objects: targets.objects, namespaces: flags.namespace ?? [] };
  return judgeFleet(members, loaded.catalogue, rules, asked);
}

/** What manifests do where they land, to the power of subjects and to what can reach what. */
function landingOf({ members: [manifests], base }: ReportRequest): Pick<Report, 'power' | 'network'> {
  if (manifests === undefined || base === undefined || !isRead(manifests) || !isRead(base)) return {};
  return {
    power: powerOnto(base.cluster, manifests.cluster),
    network: networkOnto(base.cluster, manifests.cluster),
  };
}

function problemsOf({ members, base, loaded, exceptions }: ReportRequest): Problem[] {
  const read = [...members, ...(base === undefined ? [] : [base])].filter(isRead);
  return [
    ...loaded.problems,
    ...read.flatMap(({ problems }) => problems),
    ...read.flatMap(({ cluster }) => exceptions.annotatedIn(cluster).problems),
  ];
}

/** What is wrong with the exceptions is said beside the findings; how much each covers is known only now. */
function withExceptionIssues(report: Report, { members, exceptions }: ReportRequest, now: number): Report {
  const { maxFindings, maxDays } = exceptions;
  const annotated = members
    .filter(isRead)
    .flatMap(({ cluster }) => exceptions.annotatedIn(cluster).exceptions);
  const covered = new Map(
    report.exceptions.map(({ id, matched, changed = 0 }) => [id, { findings: matched, changed }]),
  );
  const issues = reviewExceptions([...exceptions.exceptions, ...annotated], {
    now,
    covered,
    ...(maxFindings !== undefined && { maxFindings }),
    ...(maxDays !== undefined && { maxDays }),
  });
  if (issues.length === 0) return report;
  return { ...report, problems: [...report.problems, ...issues.map(issueProblem)] };
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
