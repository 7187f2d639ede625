import type { Finding, Report } from '../report/index.ts';

/** One finding, as much of it as a list needs. */
export interface DiffEntry {
  readonly objectId: string;
  readonly severity: Finding['severity'];
  readonly control: string;
  readonly where: string;
  readonly message: string;
}

export interface ReportDiff {
  readonly opened: readonly DiffEntry[];
  /** Passes now, or is gone from a target that holds everything. */
  readonly cured: readonly DiffEntry[];
  /** Fails no longer in a target that is only a part: cured, or simply not in it. Nobody can say which. */
  readonly gone: readonly DiffEntry[];
  /** Still as it was, and now accepted or the provider's. */
  readonly notHeldAgainst: readonly DiffEntry[];
  /** Failed before; now nobody can say. Never counted as cured. */
  readonly becameUnknown: readonly DiffEntry[];
  readonly unchanged: number;
}

/** Compares failures by object id, which is the same for a chart, a snapshot and the live object. */
export function diffReports(before: Report, after: Report): ReportDiff {
  const old = failures(before);
  const now = failures(after);
  const unknown = unknownSubjects(after);
  const held = new Set(
    after.findings.filter(({ verdict }) => isNotHeldAgainst(verdict)).map(({ objectId }) => objectId),
  );
  const ended = [...old.values()].filter(({ objectId }) => !now.has(objectId));
  const settled = ended
    .filter((finding) => !held.has(finding.objectId) && !isUnknown(unknown, finding))
    .map(entry);
  return {
    opened: [...now.values()].filter(({ objectId }) => !old.has(objectId)).map(entry),
    cured: isWhole(after) ? settled : [],
    gone: isWhole(after) ? [] : settled,
    notHeldAgainst: ended.filter(({ objectId }) => held.has(objectId)).map(entry),
    becameUnknown: ended
      .filter((finding) => !held.has(finding.objectId) && isUnknown(unknown, finding))
      .map(entry),
    unchanged: [...now.keys()].filter((id) => old.has(id)).length,
  };
}

function isNotHeldAgainst(verdict: Finding['verdict']): boolean {
  return verdict === 'excepted' || verdict === 'provider-managed';
}

/** Whether what is not in a target does not exist. */
function isWhole({ clusters, notConnected }: Report): boolean {
  return (
    clusters.every(({ state }) => state === 'complete') &&
    !notConnected.some(({ source }) => source === 'whole-cluster')
  );
}

function failures({ findings }: Report): Map<string, Finding> {
  return new Map(
    findings
      .filter(({ verdict, change }) => verdict === 'fail' && change !== 'cured')
      .map((finding) => [finding.objectId, finding]),
  );
}

/** What nobody could judge: a control on a subject, or on a whole kind that could not be read. */
function unknownSubjects({ findings }: Report): Set<string> {
  return new Set(
    findings
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ control, subject }) => `${control} ${subject.kind} ${subject.namespace}/${subject.name}`),
  );
}

function isUnknown(unknown: ReadonlySet<string>, { control, subject }: Finding): boolean {
  return (
    unknown.has(`${control} ${subject.kind} ${subject.namespace}/${subject.name}`) ||
    unknown.has(`${control} ${subject.kind} /`)
  );
}

function entry({ objectId, severity, control, subject, message }: Finding): DiffEntry {
  const place = subject.namespace === '' ? subject.name : `${subject.namespace}/${subject.name}`;
  return {
    objectId,
    severity,
    control,
    where: `${subject.kind} ${place}${subject.container === undefined ? '' : ` [${subject.container}]`}`,
    message,
  };
}
