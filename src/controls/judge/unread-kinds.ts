import type { Cluster } from '../../cluster/index.ts';
import type { ResultDraft } from '../analysis.ts';
import { podTemplateKinds } from '../catalogue/pod-template-policy.ts';
import type { UnknownReason } from '../result.ts';
import type { PolicyControl } from './prepared-controls.ts';
import type { ResourceKind } from './resource-name.ts';

/** A kind whose objects are not all in the model because reading them failed. */
export interface UnreadKind {
  readonly group: string;
  readonly kind: string;
  readonly unknown: UnknownReason;
}

/**
 * Kinds that a control judges and of which some could not be read: nothing can be said about those. A kind that is
 * incomplete because the manifests are no whole cluster is said once for the run, not here.
 */
export function unreadKinds(
  cluster: Cluster,
  control: PolicyControl,
  known: ReadonlyMap<string, ResourceKind>,
): UnreadKind[] {
  const kinds =
    control.compiled.control.appliesTo === 'pod-templates'
      ? podTemplateKinds
      : [...known.values()].filter(({ group, resource }) => control.policy.matcher.covers(group, resource));
  return kinds.flatMap(({ group, kind }) => {
    const unread = unreadKind(cluster, group, kind);
    return unread === undefined || unread.unknown.source === 'whole-cluster' ? [] : [unread];
  });
}

/** What of a kind is not in the model; undefined when all of it is. */
export function unreadKind(cluster: Cluster, group: string, kind: string): UnreadKind | undefined {
  const knowledge = cluster.knowledgeOf(group, kind);
  if (knowledge.complete) return undefined;
  const { state, reason, permission, source } = knowledge;
  const unknown = { state, message: reason, ...(permission && { permission }), ...(source && { source }) };
  return { group, kind, unknown };
}

/** What a control says of a kind that it could not see the whole of. */
export function unreadDraft({ group, kind, unknown }: UnreadKind): ResultDraft {
  const subject = { group, kind, namespace: '', name: '' };
  return {
    verdict: 'unknown',
    subject,
    message: `Not every ${kind} could be read: ${unknown.message}`,
    unknown,
  };
}
