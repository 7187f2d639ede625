import { isDeepStrictEqual } from 'node:util';
import {
  asList,
  asMap,
  type Cluster,
  type ClusterObject,
  createClusterStore,
  overlay,
  podTemplatesOf,
} from '../../cluster/index.ts';
import {
  type AddressSet,
  ChangeCauses,
  type ConnectionChange,
  connectionChanges,
  detectProfile,
  NetworkEngine,
  policyKinds,
  rangeText,
  unreadKinds,
  type WorkloadSet,
} from '../../network/index.ts';
import type { NetworkChanges } from '../../report/index.ts';
import { connectionSentence } from './network-sentence.ts';

/** What can reach what in one state of a cluster and not in another, as reports say it. */
export function networkBetween(before: Cluster, after: Cluster): NetworkChanges {
  const reason = unreadText(before) ?? unreadText(after);
  if (reason !== undefined) return notKnown(reason);
  if (![before, after].some(hasPolicies)) return compared(before, after);
  if (isPart(before) !== isPart(after))
    return notKnown('one of the two is a whole cluster and the other only a part of one');
  return compared(before, after);
}

/** What manifests change of what can reach what, where they are laid over a cluster; what they do not name stays. */
export function networkOnto(base: Cluster, manifests: Cluster): NetworkChanges {
  const reason = unreadText(base);
  return reason === undefined ? compared(base, landed(base, manifests)) : notKnown(reason);
}

const nothing = { policies: [], changes: [], added: [], removed: [], unjudged: [], sameMeaning: false };

function notKnown(reason: string): NetworkChanges {
  return { known: false, reason, ...nothing };
}

function compared(before: Cluster, after: Cluster): NetworkChanges {
  const [old, now] = [detectProfile(before).profile, detectProfile(after).profile];
  const engine = new NetworkEngine(before, old);
  const isOneProfile = isDeepStrictEqual(old, now);
  const engines = [engine, isOneProfile ? engine.after(after) : new NetworkEngine(after, now)] as const;
  const refused = engines.flatMap(({ problems }) => problems).find(({ severity }) => severity === 'error');
  if (refused !== undefined) return notKnown(`a policy is not valid: ${refused.message}`);
  if (!isOneProfile && [before, after].some(hasPolicies))
    return notKnown(
      old.id === now.id
        ? `the settings of ${old.id}, which enforces policies, are not the same in both`
        : `policies are read for ${old.id} before and for ${now.id} after`,
    );
  const found = connectionChanges(...engines);
  const { policies, changes, added, removed, unjudged, mayHide } = found;
  const causes = new ChangeCauses(...engines, found);
  return {
    known: true,
    policies: policies.map(({ change, object }) => ({ change, object: referenceTo(object) })),
    changes: changes.map((change) => reported(change, causes.of(change))),
    added: [...added],
    removed: [...removed],
    unjudged: unjudged.map(({ workload, policies: by }) => ({ ...workload, policies: [...by] })),
    sameMeaning: policies.length > 0 && changes.length === 0 && unjudged.length === 0 && !mayHide,
  };
}

function referenceTo({ group, kind, namespace, name }: ClusterObject) {
  return { group, kind, namespace, name };
}

function reported(
  change: ConnectionChange,
  causes: ReturnType<ChangeCauses['of']>,
): NetworkChanges['changes'][number] {
  return {
    change: change.change,
    from: reportedEnd(change.from),
    to: reportedEnd(change.to),
    ports: change.portsText,
    text: connectionSentence(change),
    ...(causes.length > 0 && {
      causes: causes.map((policies) => policies.map(({ object }) => referenceTo(object))),
    }),
  };
}

function reportedEnd(end: WorkloadSet | AddressSet): NetworkChanges['changes'][number]['from'] {
  if ('ranges' in end)
    return {
      addresses: end.ranges.map(rangeText),
      ...(end.internetBut && { internetBut: end.internetBut.map(rangeText) }),
    };
  const { everybody, namespaces, workloads, count } = end;
  return { everybody, namespaces: [...namespaces], workloads: workloads.map((each) => ({ ...each })), count };
}

/** Which kind could not be read, so that nothing about connections is known. */
function unreadText(cluster: Cluster): string | undefined {
  const [unread] = unreadKinds(cluster);
  return unread && `not every ${unread.kind} could be read: ${unread.reason}`;
}

function isPart(cluster: Cluster): boolean {
  return !cluster.knowledgeOf('networking.k8s.io', 'NetworkPolicy').complete;
}

function hasPolicies(cluster: Cluster): boolean {
  return policyKinds.some(({ group, kind }) => {
    for (const _ of cluster.ofKind(group, kind)) return true;
    return false;
  });
}

/** A cluster with manifests laid over it, without running pods that the manifests make anew as something else for policies. */
function landed(base: Cluster, manifests: Cluster): Cluster {
  const { cluster, changes } = overlay(base, manifests);
  const store = createClusterStore({ from: cluster });
  for (const [key, change] of changes) {
    const [old, now] = [base.get(key), cluster.get(key)];
    if (change !== 'changed' || old === undefined || now === undefined || now.kind === 'Pod') continue;
    const workload = cluster.workloadOf(now);
    if (workload === undefined || isDeepStrictEqual(seenByPolicies(old), seenByPolicies(now))) continue;
    for (const member of workload.members()) if (member.kind === 'Pod') store.delete(member.key);
  }
  return store.snapshot();
}

/** What policies can see of the pods that an object makes. */
function seenByPolicies(object: ClusterObject): unknown {
  return podTemplatesOf(object).map(({ labels, serviceAccountName, spec }) => ({
    labels,
    serviceAccountName,
    hostNetwork: spec['hostNetwork'] === true,
    ports: [...asList(spec['containers']), ...asList(spec['initContainers'])].map(
      (container) => asMap(container)['ports'],
    ),
  }));
}
