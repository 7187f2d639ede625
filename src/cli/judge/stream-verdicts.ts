import type { Result } from '../../controls/index.ts';
import { formatAllNdjson, isShown, type JudgedCluster, type Report, scopesOf } from '../../report/index.ts';
import { writeStandardOutput } from '../output.ts';
import { judgeAll, type ReportRequest } from './produce-report.ts';
import { configuredScopes } from './scopes.ts';

/**
 * `--show all`: every verdict that the filters show, passes too, one JSON object per line after the header line. Cluster
 * by cluster, so that only one cluster's verdicts are held.
 */
export async function streamVerdicts(report: Report, request: ReportRequest): Promise<void> {
  await writeStandardOutput(formatAllNdjson(report, shownResults(request)));
}

function* shownResults(request: ReportRequest): Generator<Result> {
  const { filter, config } = request;
  const scopes = configuredScopes(config);
  for (const cluster of judgeAll(request)) {
    if (!('results' in cluster)) continue;
    for (const result of resultsOf(cluster)) {
      const reference = result.subject;
      const { labels = {}, alsoIn } = cluster.describe(reference) ?? {};
      const named = scopesOf(scopes, { reference, labels, alsoIn, cluster: cluster.identity });
      if (isShown(filter, reference, { labels, scopes: named, alsoIn })) yield result;
    }
  }
}

function resultsOf({ results }: JudgedCluster): Iterable<Result> {
  if (typeof results !== 'function') return results;
  const all: Result[] = [];
  results((result) => void all.push(result));
  return all;
}
