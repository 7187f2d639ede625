import { type Finding, isOpen, type Report, unjudgedIn, withoutMarkers } from '../report/index.ts';
import type { ChangedEntry, DiffDocument, DiffEntry, SettledEntry } from './diff-schema.ts';

/** What changed between two reports. */
export type ReportDiff = Omit<DiffDocument, 'power' | 'network'>;

/** Compares failures by object id and content digest, which are the same for a chart, a snapshot and the live object. */
export function diffReports(before: Report, after: Report): ReportDiff {
  const old = failures(before);
  const now = failures(after);
  const isUnknown = unjudgedIn(after);
  const held = new Map(after.findings.flatMap(settledById));
  const ended = [...old.values()].filter(({ objectId }) => !now.has(objectId));
  const settled = ended.filter((finding) => !held.has(finding.objectId) && !isUnknown(finding)).map(entry);
  const both = [...now.values()].flatMap((finding) => {
    const was = old.get(finding.objectId);
    return was === undefined ? [] : [{ finding, was }];
  });
  const changed = both.filter(({ finding, was }) => isAboutAnother(finding, was));
  return {
    opened: [...now.values()].filter(({ objectId }) => !old.has(objectId)).map(entry),
    changed: changed.map(({ finding, was }) => changedEntry(finding, was)),
    cured: isWhole(after) ? settled : [],
    gone: isWhole(after) ? [] : settled,
    notHeldAgainst: ended.flatMap((finding) => {
      const verdict = held.get(finding.objectId);
      return verdict === undefined ? [] : [{ ...entry(finding), verdict }];
    }),
    becameUnknown: ended.filter((finding) => !held.has(finding.objectId) && isUnknown(finding)).map(entry),
    severityChanged: both.flatMap(({ finding, was: { severity: severityBefore } }) =>
      severityBefore === finding.severity ? [] : [{ ...entry(finding), severityBefore }],
    ),
    unchanged: both.length - changed.length,
  };
}

function settledById({ objectId, verdict, change }: Finding): [string, SettledEntry['verdict']][] {
  if (verdict !== 'excepted' && verdict !== 'provider-managed') return [];
  return change === 'cured' ? [] : [[objectId, verdict]];
}

/** Reports from before there were digests say nothing of it. */
function isAboutAnother(now: Finding, was: Finding): boolean {
  return (
    now.contentDigest !== undefined &&
    was.contentDigest !== undefined &&
    now.contentDigest !== was.contentDigest
  );
}

function changedEntry(now: Finding, was: Finding): ChangedEntry {
  const [before, after] = [shown(was), shown(now)];
  const others = (all: typeof before, than: typeof before) => {
    const known = new Set(than.map((row) => JSON.stringify(row)));
    return all.filter((row) => !known.has(JSON.stringify(row)));
  };
  return { ...entry(now), before: others(before, after), after: others(after, before) };
}

/** A credential is told as what found it. */
function shown({ evidence }: Finding): ChangedEntry['before'] {
  return evidence.map(({ path, value }) => ({
    path,
    ...(value !== undefined && { value: withoutMarkers(value) }),
  }));
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
