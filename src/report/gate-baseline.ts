import type { Finding, Gate, Report, ReportCluster } from './schema.ts';
import { counted, isOpen } from './text/phrases.ts';
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
 * Only what failed is known: what was excepted, unknown or not looked at in the baseline is new when it fails now.
 */
export function compareWithBaseline(now: Compared, { file, report }: Baseline): Comparison {
  const sameCluster = clusterMatch(now.clusters, report.clusters);
  const known = new Set(report.findings.filter(isOpen).map((finding) => idOf(finding, sameCluster)));
  const wasUnknown = unjudgedIn(report);
  const judgedBefore = new Set(report.controls.map(({ id }) => id));
  const counts = { known: 0, new: 0, ofOtherControls: 0, unknownBefore: 0 };
  for (const finding of now.findings.filter(isOpen)) {
    finding.baseline = known.has(idOf(finding, sameCluster)) ? 'known' : 'new';
    counts[finding.baseline]++;
    if (finding.baseline === 'known') continue;
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
    remarks: [...remarks(now, report, counts, sameCluster)],
  };
}

type ClusterMatch = 'instance' | 'object';

/**
 * A report about manifests that say no cluster is held against one about a cluster object by object. Two clusters that are
 * told apart stay apart: what one has says nothing of the other.
 */
function clusterMatch(now: readonly ReportCluster[], before: readonly ReportCluster[]): ClusterMatch {
  const [one, other] = [now[0], before[0]];
  if (one === undefined || other === undefined || now.length > 1 || before.length > 1) return 'instance';
  const isNoCluster = one.id === 'manifests' || other.id === 'manifests';
  return one.id !== other.id && (isNoCluster || one.name === other.name) ? 'object' : 'instance';
}

function idOf({ objectId, instanceId }: Finding, by: ClusterMatch): string {
  return by === 'object' ? objectId : instanceId;
}

function* remarks(
  now: Compared,
  before: Report,
  counts: { readonly ofOtherControls: number; readonly unknownBefore: number },
  by: ClusterMatch,
): Generator<string> {
  if (before.run.catalogueDigest !== now.run.catalogueDigest) {
    const effect =
      counts.ofOtherControls === 0
        ? 'no new finding comes of it'
        : `${counted(counts.ofOtherControls, 'new finding')} ${counts.ofOtherControls === 1 ? 'is' : 'are'} by controls that it did not have`;
    yield `The baseline was judged by another catalogue (plimsoll ${before.tool.version}); ${effect}.`;
  }
  if (counts.unknownBefore > 0)
    yield `${counted(counts.unknownBefore, 'new finding')} could not be judged in the baseline.`;
  if (before.gate.incomplete)
    yield 'The baseline is incomplete: what could not be read then counts as new now.';
  if (before.run.filters.join(' ') !== now.run.filters.join(' '))
    yield `The baseline shows ${before.run.filters.join(' ') || 'everything'}, this run ${now.run.filters.join(' ') || 'everything'}.`;
  const known = new Set(before.clusters.map(({ id }) => id));
  const others = now.clusters.filter(({ id }) => !known.has(id)).map(({ name }) => name);
  if (by === 'instance' && others.length > 0)
    yield `The baseline does not have ${others.join(', ')}: all of it is new.`;
}
