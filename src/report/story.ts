import { capitalised } from '../cluster/index.ts';
import { verifyCommand } from './commands.ts';
import type { Finding, Report, ReportControl, ReportWorkload } from './schema.ts';
import { listed, permissionText, positionText, sentence } from './text/phrases.ts';

/** What there is to tell about one finding, gathered from all over the report. */
export interface Story {
  readonly title: string;
  /** `Critical, open.` */
  readonly verdict: string;
  /** `in 6 of 8 clusters: …`; empty for a report of one cluster. */
  readonly clusters: string;
  readonly position?: string;
  readonly owner?: string;
  readonly changeAt?: string;
  /** Who writes the object, one fact each. */
  readonly sourceEvidence: readonly string[];
  readonly reverts: boolean;
  readonly attack: string;
  readonly cure: string;
  readonly mayBreak?: string;
  readonly undo?: string;
  readonly control?: ReportControl;
  /** A command that exits 0 once the finding is cured. */
  readonly verify: string;
}

/** How many characters of an id name a finding: fewer match too much. */
export const leastOfId = 6;

/** A finding by its object id, its instance id, an unambiguous beginning of either, or the id of its cause. */
export function findFinding(report: Report, id: string): Finding | undefined {
  const exact = report.findings.find(({ objectId, instanceId }) => objectId === id || instanceId === id);
  if (exact !== undefined) return exact;
  const cause = report.causes.findIndex((each) => each.id === id);
  if (cause >= 0) return report.findings.find((finding) => finding.cause === cause);
  if (id.length < leastOfId) return undefined;
  const near = report.findings.filter(
    ({ objectId, instanceId }) => objectId.startsWith(id) || instanceId.startsWith(id),
  );
  const same = new Set(near.map(({ objectId }) => objectId));
  return same.size === 1 ? near[0] : undefined;
}

export function storyOf(report: Report, finding: Finding): Story {
  const control = report.controls.find(({ id }) => id === finding.control);
  const workload = report.workloads.find(
    (each) => each.cluster === finding.cluster && isAbout(each, finding),
  );
  const cause = finding.cause === undefined ? undefined : report.causes[finding.cause];
  const source = workload?.sourceOfTruth;
  const changeAt = source?.changeAt ?? cause?.changeAt;
  const position = positionText(finding);
  const { mayBreak, undo } = control?.remediation ?? {};
  return {
    title: control?.title ?? finding.control,
    verdict: verdictText(finding),
    clusters: clustersText(report, finding),
    ...(position !== undefined && { position }),
    ...(workload?.team !== undefined && { owner: `team ${workload.team}` }),
    ...(changeAt !== undefined && { changeAt }),
    sourceEvidence: source?.evidence ?? [],
    reverts: source?.reverts ?? false,
    attack: control?.why ?? '',
    cure: cureText(finding, control),
    ...(mayBreak !== undefined && { mayBreak }),
    ...(undo !== undefined && { undo }),
    ...(control && { control }),
    verify: verifyCommand(report, finding),
  };
}

function isAbout({ reference }: ReportWorkload, { subject }: Finding): boolean {
  return (['group', 'kind', 'namespace', 'name'] as const).every(
    (field) => reference[field] === subject[field],
  );
}

const verdictWords = {
  pass: 'passes',
  fail: 'open',
  excepted: 'excepted',
  'not-applicable': 'not applicable',
  'provider-managed': 'managed by the provider',
  attested: 'attested',
  unknown: 'could not be judged',
} as const;

function verdictText({ severity, verdict, change, reason }: Finding): string {
  const word = change === 'cured' ? 'cured by this change' : verdictWords[verdict];
  const because = reason === undefined ? '' : ` (${reason})`;
  return `${capitalised(severity)}, ${word}${because}.`;
}

function cureText({ unknown }: Finding, control: ReportControl | undefined): string {
  if (unknown === undefined) return control?.remediation.summary ?? '';
  const grant = unknown.permission === undefined ? '' : ` Grant ${permissionText(unknown.permission)}.`;
  return `${sentence(unknown.message)}${grant}`;
}

function clustersText(report: Report, { objectId, verdict }: Finding): string {
  if (report.clusters.length < 2) return '';
  const same = report.findings.filter(
    (each) => each.objectId === objectId && each.verdict === verdict && each.change !== 'cured',
  );
  const ids = new Set(same.map(({ cluster }) => cluster));
  const clusters = report.clusters.filter(({ id }) => ids.has(id)).map(({ name }) => name);
  const shown = clusters.length <= 8 ? `: ${listed(clusters)}` : '';
  return `${clusters.length > 1 ? 'the same ' : ''}in ${clusters.length} of ${report.clusters.length} clusters${shown}`;
}
