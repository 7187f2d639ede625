import { costliestFirst, rounded, type Score, type ScoreContributor, unjudged } from './score.ts';

/**
 * The score of a fleet: the mean of its clusters, each with one voice, because what a break-in costs is the cluster, not
 * its number of workloads. A cluster that could not be judged (`undefined`) may be anything from 0 to 100 and has no
 * coverage. A cap on one cluster caps the fleet. Undefined when no cluster was judged.
 */
export function fleetScore(clusters: readonly (Score | undefined)[]): Score | undefined {
  if (clusters.every((score) => score === undefined)) return undefined;
  const scores = clusters.map((score) => score ?? unjudged);
  const loLimit = Math.min(...scores.map((score) => score.loLimit));
  const caps = scores.flatMap((score) => score.cap ?? []);
  const cap = caps.toSorted((one, other) => one.limit - other.limit)[0];
  const lo = rounded(Math.min(mean(scores.map((score) => score.lo)), loLimit));
  const hi = rounded(Math.min(mean(scores.map((score) => score.hi)), cap?.limit ?? 100));
  const coverage = mean(scores.map((score) => score.coverage));
  const contributors = sharedContributors(scores);
  return { lo, hi, coverage, loLimit, ...(cap && { cap }), contributors };
}

/** What a control costs the fleet is the mean of what it costs each cluster. */
function sharedContributors(scores: readonly Score[]): ScoreContributor[] {
  const sums = new Map<string, ScoreContributor>();
  for (const { control, points, failing } of scores.flatMap(({ contributors }) => contributors)) {
    const sum = sums.get(control) ?? { control, points: 0, failing: 0 };
    sums.set(control, { control, points: sum.points + points, failing: sum.failing + failing });
  }
  return costliestFirst(
    [...sums.values()].map((sum) => ({ ...sum, points: rounded(sum.points / scores.length) })),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
