import { type Cluster, podTemplateKinds } from '../../cluster/index.ts';
import type { ResultDraft } from '../analysis.ts';
import type { CompiledControl } from '../catalogue/compiled-control.ts';
import { clusterSubject } from './place.ts';
import { type UnreadKind, unreadDraft, unreadKind } from './unread-kinds.ts';

/**
 * The drafts of an analysis, and `unknown` about every kind it reads that was not read whole, whatever it said itself. One
 * that fails is `unknown` about the cluster; what it said before that stands.
 */
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
  for (const { group, kind } of analysis.reads(cluster)) {
    const unread = unreadKind(cluster, group, kind);
    if (unread !== undefined && !isOfAPart(unread)) yield unreadDraft(unread);
  }
}

const workloads = new Set(podTemplateKinds.map(({ group, kind }) => `${group}/${kind}`));

/** Of manifests that are no whole cluster, the workloads that are there are the ones asked about. */
function isOfAPart({ group, kind, unknown }: UnreadKind): boolean {
  return unknown.source === 'whole-cluster' && workloads.has(`${group}/${kind}`);
}
