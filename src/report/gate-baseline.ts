import type { Finding, Gate, Report, ReportCluster } from './schema.ts';
import { counted, isOpen, severities } from './text/phrases.ts';
import { unjudgedIn } from './unjudged.ts';

/** An earlier report whose failures are not held against this run. */
export interface Baseline {
  /** As it was named. */
  readonly file: string;
  readonly report: Report;
}

type Comparison = NonNullable<Gate['baseline']>;

interface Compared {
  readonly findings: readonly Finding[];
  readonly clusters: readonly ReportCluster[];
  readonly run: Report['run'];
}

/**
 * Tells failures that the baseline has too from new ones, and marks each. The same failure is the same instance id; where
 * each report is about one cluster and it is not the same one, as for a chart and what became of it, the same object id.
 * Only what failed is known: what was excepted, unknown or not looked at in the baseline is new when it fails now, and so is
 * what is about something else at the same place, or graver than it was.
 */
export function compareWithBaseline(now: Compared, { file, report }: Baseline): Comparison {
  const sameCluster = clusterMatch(now.clusters, report.clusters);
  const before = new Map(
    report.findings.filter(isOpen).map((finding) => [idOf(finding, sameCluster), finding]),
  );
  const wasUnknown = unjudgedIn(report);
  const judgedBefore = new Set(report.controls.map(({ id }) => id));
  const counts = { known: 0, new: 0, changed: 0, ofOtherControls: 0, unknownBefore: 0 };
  const seen: Seen = { undigested: 0, about: 0, graver: 0 };
  for (const finding of now.findings.filter(isOpen)) {
    const was = before.get(idOf(finding, sameCluster));
    finding.baseline = was === undefined ? 'new' : compared(finding, was, seen);
    counts[finding.baseline === 'known' ? 'known' : 'new']++;
    if (finding.baseline === 'changed') counts.changed++;
    if (finding.baseline !== 'new') continue;
    if (!judgedBefore.has(finding.control)) counts.ofOtherControls++;
    else if (wasUnknown(finding)) counts.unknownBefore++;
  }
  const isUnknown = unjudgedIn(now);
  return {
    file,
    at: report.run.startedAt,
    toolVersion: report.tool.version,
    catalogueDigest: report.run.catalogueDigest,
    sameCatalogue: report.run.catalogueDigest === now.run.catalogueDigest,
    ...counts,
    unjudgedNow: report.findings.filter((finding) => isOpen(finding) && isUnknown(finding)).length,
    remarks: [...remarks(now, report, { ...counts, ...seen }, sameCluster)],
  };
}

/** What was noticed of failures that the baseline has too. */
interface Seen {
  /** Nothing says what the finding of the baseline was about. */
  undigested: number;
  /** About something else now. */
  about: number;
  graver: number;
}

/** The same control at the same place; whether it is the same thing as well, and no graver. */
function compared(now: Finding, was: Finding, seen: Seen): 'known' | 'changed' {
  const isGraver = severities.indexOf(now.severity) < severities.indexOf(was.severity);
  if (was.contentDigest === undefined) seen.undigested++;
  const isOther = was.contentDigest !== undefined && was.contentDigest !== now.contentDigest;
  if (isOther) seen.about++;
  else if (isGraver) seen.graver++;
  return isOther || isGraver ? 'changed' : 'known';
}

type ClusterMatch = 'instance' | 'object';

/**
 * A report about manifests is held against one about the cluster that they go to object by object. Two clusters that are
 * told apart stay apart, whatever they are called: what one has says nothing of the other.
 */
function clusterMatch(now: readonly ReportCluster[], before: readonly ReportCluster[]): ClusterMatch {
  const [one, other] = [now[0], before[0]];
  if (one === undefined || other === undefined || now.length > 1 || before.length > 1) return 'instance';
  if (one.id === other.id) return 'instance';
  const isNoCluster = one.id === 'manifests' || other.id === 'manifests';
  const isToldApart = one.kubeSystemUid !== undefined && other.kubeSystemUid !== undefined;
  return isNoCluster || (one.name === other.name && !isToldApart) ? 'object' : 'instance';
}

function idOf({ objectId, instanceId }: Finding, by: ClusterMatch): string {
  return by === 'object' ? objectId : instanceId;
}

function* remarks(
  now: Compared,
  before: Report,
  counts: { readonly ofOtherControls: number; readonly unknownBefore: number } & Seen,
  by: ClusterMatch,
): Generator<string> {
  if (before.run.catalogueDigest !== now.run.catalogueDigest) {
    const effect =
      counts.ofOtherControls === 0
        ? 'no new finding comes of it'
        : `${counted(counts.ofOtherControls, 'new finding')} ${counts.ofOtherControls === 1 ? 'is' : 'are'} by controls that it did not have`;
    yield `The baseline was judged by another catalogue (plimsoll ${before.tool.version}); ${effect}.`;
  }
  if (counts.about > 0)
    yield `${counted(counts.about, 'finding')} changed since the baseline: the same control at the same place, about something else.`;
  if (counts.graver > 0)
    yield `${counted(counts.graver, 'finding')} changed since the baseline: of a graver severity now.`;
  if (counts.undigested > 0)
    yield `The baseline does not say what ${counted(counts.undigested, 'known finding')} ${counts.undigested === 1 ? 'was' : 'were'} about: something else at the same place passes. Make a new one.`;
  if (counts.unknownBefore > 0)
    yield `${counted(counts.unknownBefore, 'new finding')} could not be judged in the baseline.`;
  if (before.gate.incomplete)
    yield 'The baseline is incomplete: what could not be read then counts as new now.';
  if (before.run.filters.join(' ') !== now.run.filters.join(' '))
    yield `The baseline shows ${before.run.filters.join(' ') || 'everything'}, this run ${now.run.filters.join(' ') || 'everything'}.`;
  const known = new Set(before.clusters.map(({ id }) => id));
  const others = now.clusters.filter(({ id }) => !known.has(id)).map(({ name }) => name);
  if (by === 'object')
    yield `The baseline is about ${before.clusters[0]?.name}, this run about ${others.join()}: compared object by object, whatever the cluster.`;
  else if (others.length > 0) {
    const namesakes = before.clusters.filter(({ name }) => others.includes(name)).map(({ name }) => name);
    yield `The baseline does not have ${others.join(', ')}: all of it is new.`;
    if (namesakes.length > 0)
      yield `What it calls ${namesakes.join(', ')} is another cluster: the id of its namespace kube-system is another.`;
  }
}
