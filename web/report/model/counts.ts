import type { ReportControl } from '../../../src/report/schema.ts';
import {
  type FindingRow,
  type ReportModel,
  type Severity,
  severities,
  type Verdict,
  verdicts,
} from './model.ts';
import type { Permission } from './permission.ts';

export type SeverityCounts = Readonly<Record<Severity, Readonly<Record<Verdict, number>>>>;

/** Findings per severity and verdict. */
export function countBySeverity(rows: readonly FindingRow[]): SeverityCounts {
  const counts = Object.fromEntries(
    severities.map((severity) => [severity, Object.fromEntries(verdicts.map((verdict) => [verdict, 0]))]),
  ) as Record<Severity, Record<Verdict, number>>;
  for (const { finding } of rows) counts[finding.severity][finding.verdict]++;
  return counts;
}

export function countVerdict(rows: readonly FindingRow[], verdict: Verdict): number {
  let count = 0;
  for (const { finding } of rows) if (finding.verdict === verdict) count++;
  return count;
}

/** Every verdict of every control in this run, passes included. */
export function totalCounts(controls: readonly ReportControl[]): Readonly<Record<Verdict, number>> {
  const total = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const control of controls) for (const verdict of verdicts) total[verdict] += control.counts[verdict];
  return total;
}

export interface MissingPermission {
  readonly text: string;
  readonly permission: Permission;
  readonly findings: number;
  readonly clusters: readonly string[];
}

/** Unknown verdicts by the permission that would cure them, the most telling first; the rest by state. */
export function unknownByPermission(rows: readonly FindingRow[]): {
  readonly permissions: readonly MissingPermission[];
  readonly others: readonly { readonly message: string; readonly state: string; readonly findings: number }[];
} {
  const permissions = new Map<string, { permission: Permission; findings: number; clusters: Set<string> }>();
  const others = new Map<string, { message: string; state: string; findings: number }>();
  for (const { finding, permission: text, clusterName } of rows) {
    const { unknown } = finding;
    if (finding.verdict !== 'unknown' || !unknown) continue;
    if (unknown.permission) {
      const entry = permissions.get(text) ?? {
        permission: unknown.permission,
        findings: 0,
        clusters: new Set(),
      };
      entry.findings++;
      entry.clusters.add(clusterName);
      permissions.set(text, entry);
    } else {
      const key = `${unknown.state}\0${unknown.message}`;
      const entry = others.get(key) ?? { message: unknown.message, state: unknown.state, findings: 0 };
      entry.findings++;
      others.set(key, entry);
    }
  }
  return {
    permissions: [...permissions]
      .map(([text, entry]) => ({ ...entry, text, clusters: [...entry.clusters].sort() }))
      .sort((a, b) => b.findings - a.findings),
    others: [...others.values()].sort((a, b) => b.findings - a.findings),
  };
}

export interface FrameworkSummary {
  readonly framework: string;
  readonly requirements: number;
  readonly failing: number;
  readonly unknown: number;
  /** Requirements with controls that were judged and none that fails or is unknown. */
  readonly passing: number;
  /** Requirements whose controls had nothing to judge. */
  readonly notJudged: number;
}

/** A requirement fails when a mapped control fails, is unknown when one could not be judged, passes only when all that judged passed. */
export function frameworkSummaries(model: ReportModel): readonly FrameworkSummary[] {
  const byFramework = new Map<string, Map<string, ReportControl[]>>();
  for (const control of model.report.controls)
    for (const { framework, requirement } of control.mappings) {
      const requirements = byFramework.get(framework) ?? new Map<string, ReportControl[]>();
      byFramework.set(framework, requirements);
      requirements.set(requirement, [...(requirements.get(requirement) ?? []), control]);
    }
  return [...byFramework]
    .map(([framework, requirements]) => {
      const summary = {
        framework,
        requirements: requirements.size,
        failing: 0,
        unknown: 0,
        passing: 0,
        notJudged: 0,
      };
      for (const controls of requirements.values()) summary[requirementState(controls)]++;
      return summary;
    })
    .sort((a, b) => (a.framework < b.framework ? -1 : 1));
}

function requirementState(
  controls: readonly ReportControl[],
): 'failing' | 'unknown' | 'passing' | 'notJudged' {
  const total = totalCounts(controls);
  if (total.fail > 0) return 'failing';
  if (total.unknown > 0) return 'unknown';
  return total.pass + total.excepted + total['provider-managed'] + total.attested > 0
    ? 'passing'
    : 'notJudged';
}
