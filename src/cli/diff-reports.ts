import { type Finding, isOpen, type Report, unjudgedIn } from '../report/index.ts';
import type { DiffDocument, DiffEntry, SettledEntry } from './diff-schema.ts';

/** What changed between two reports. */
export type ReportDiff = Omit<DiffDocument, 'power'>;

/** Compares failures by object id, which is the same for a chart, a snapshot and the live object. */
export function diffReports(before: Report, after: Report): ReportDiff {
  const old = failures(before);
  const now = failures(after);
  const isUnknown = unjudgedIn(after);
  const held = new Map(after.findings.flatMap(settledById));
  const ended = [...old.values()].filter(({ objectId }) => !now.has(objectId));
  const settled = ended.filter((finding) => !held.has(finding.objectId) && !isUnknown(finding)).map(entry);
  return {
    opened: [...now.values()].filter(({ objectId }) => !old.has(objectId)).map(entry),
    cured: isWhole(after) ? settled : [],
    gone: isWhole(after) ? [] : settled,
    notHeldAgainst: ended.flatMap((finding) => {
      const verdict = held.get(finding.objectId);
      return verdict === undefined ? [] : [{ ...entry(finding), verdict }];
    }),
    becameUnknown: ended.filter((finding) => !held.has(finding.objectId) && isUnknown(finding)).map(entry),
    severityChanged: [...now.values()].flatMap((finding) => {
      const severityBefore = old.get(finding.objectId)?.severity ?? finding.severity;
      return severityBefore === finding.severity ? [] : [{ ...entry(finding), severityBefore }];
    }),
    unchanged: [...now.keys()].filter((id) => old.has(id)).length,
  };
}

function settledById({ objectId, verdict, change }: Finding): [string, SettledEntry['verdict']][] {
  if (verdict !== 'excepted' && verdict !== 'provider-managed') return [];
  return change === 'cured' ? [] : [[objectId, verdict]];
}

/** Whether what is not in a target does not exist. */
function isWhole({ clusters, notConnected }: Report): boolean {
  return (
    clusters.every(({ state }) => state === 'complete') &&
    !notConnected.some(({ source }) => source === 'whole-cluster')
  );
}

function failures({ findings }: Report): Map<string, Finding> {
  return new Map(findings.filter(isOpen).map((finding) => [finding.objectId, finding]));
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
