import type { Cluster } from '../../cluster/index.ts';
import type { ResultDraft } from '../analysis.ts';
import type { CompiledControl } from '../catalogue/compiled-control.ts';
import { clusterSubject } from './place.ts';

/** The drafts of an analysis. One that fails is `unknown` about the cluster; what it said before that stands. */
export function* runAnalysis(
  { control, analysis }: CompiledControl,
  cluster: Cluster,
  parameters: Readonly<Record<string, string>>,
): Iterable<ResultDraft> {
  if (analysis === undefined) return;
  try {
    yield* analysis({ cluster, control, parameters });
  } catch (error) {
    const message = `The analysis ${control.analysis} failed: ${error instanceof Error ? error.message : String(error)}`;
    const subject = clusterSubject(cluster.identity);
    yield { verdict: 'unknown', subject, message, unknown: { state: 'error', message } };
  }
}
