import type { Cluster } from '../cluster/index.ts';
import { policyKinds } from './policies/read-policies.ts';

/** A kind that decides what connects and could not be read whole, with the reason. */
export interface UnreadKind {
  readonly group: string;
  readonly kind: string;
  readonly reason: string;
}

const always = [
  { group: '', kind: 'Pod' },
  { group: '', kind: 'Namespace' },
  { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
];

/**
 * What could not be read of that which decides who connects: pods, the namespaces by whose labels policies select, and
 * policies of every kind, those of plugins too. A kind of a plugin that the server does not serve does not exist; manifests
 * that are only a part of a cluster are not unread.
 */
export function unreadKinds(cluster: Cluster): UnreadKind[] {
  const { resources, discovery } = cluster.coverage;
  const served = policyKinds.filter(
    ({ group, kind }) =>
      discovery?.failedGroups.includes(group) === true ||
      resources.some((row) => row.group === group && row.kind === kind),
  );
  const asked = new Map([...always, ...served].map((each) => [`${each.group}/${each.kind}`, each]));
  return [...asked.values()].flatMap(({ group, kind }) => {
    const knowledge = cluster.knowledgeOf(group, kind);
    if (knowledge.complete || knowledge.state === 'not-connected') return [];
    return { group, kind, reason: knowledge.reason };
  });
}
