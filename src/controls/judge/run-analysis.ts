import { type Cluster, podTemplateKinds } from '../../cluster/index.ts';
import type { ResultDraft } from '../analysis.ts';
import type { CompiledControl } from '../catalogue/compiled-control.ts';
import { objectText } from './finding-text.ts';
import { clusterSubject } from './place.ts';
import { type UnreadKind, unreadDraft, unreadKind } from './unread-kinds.ts';

/**
 * The drafts of an analysis, and `unknown` about every kind it reads that was not read whole, whatever it said itself. What it
 * found stands; that it found nothing, or nothing to judge, is `unknown` while something that it reads could not be read. An
 * analysis that fails is `unknown` about the cluster; what it said before that stands.
 */
export function* runAnalysis(
  { control, analysis }: CompiledControl,
  cluster: Cluster,
  parameters: Readonly<Record<string, string>>,
): Iterable<ResultDraft> {
  if (analysis === undefined) return;
  const unread = [...analysis.reads(cluster)]
    .flatMap(({ group, kind }) => unreadKind(cluster, group, kind) ?? [])
    .filter((kind) => !isOfAPart(kind));
  const [failed] = unread.filter(({ unknown }) => unknown.state !== 'not-connected');
  try {
    for (const draft of analysis({ cluster, control, parameters }))
      yield failed === undefined ? draft : inDoubt(draft, failed);
  } catch (error) {
    const message = `The analysis ${control.analysis} failed: ${error instanceof Error ? error.message : String(error)}`;
    const subject = clusterSubject(cluster.identity);
    yield { verdict: 'unknown', subject, message, unknown: { state: 'error', message } };
  }
  for (const kind of unread) yield unreadDraft(kind);
}

/** What was found stands; nothing else can be said while a kind could not be read. */
function inDoubt(draft: ResultDraft, { kind, unknown }: UnreadKind): ResultDraft {
  if (draft.verdict !== 'pass' && draft.verdict !== 'not-applicable') return draft;
  const { subject, detail } = draft;
  const message = `${objectText(subject)}: not every ${kind} could be read: ${unknown.message}`;
  return { verdict: 'unknown', subject, ...(detail !== undefined && { detail }), message, unknown };
}

const workloads = new Set(podTemplateKinds.map(({ group, kind }) => `${group}/${kind}`));

/** Of manifests that are no whole cluster, the workloads that are there are the ones asked about. */
function isOfAPart({ group, kind, unknown }: UnreadKind): boolean {
  return unknown.source === 'whole-cluster' && workloads.has(`${group}/${kind}`);
}
