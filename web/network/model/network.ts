import type {
  NetworkMapCluster,
  NetworkMapGroup,
  NetworkMapWorkload,
} from '../../../src/network/map-schema.ts';

/** A cluster's map with what the pages look up. */
export interface NetworkModel {
  readonly cluster: NetworkMapCluster;
  /** Names in order. */
  readonly namespaces: readonly string[];
  /** Groups of a namespace, by place. */
  readonly groupsOf: ReadonlyMap<string, readonly number[]>;
  /** Workloads of each group. */
  readonly workloadsOf: readonly (readonly NetworkMapWorkload[])[];
  /** What rules let a group connect to or may do so, and by whom it is let in: the other group, and ports by place. */
  readonly out: readonly (readonly Peer[])[];
  readonly into: readonly (readonly Peer[])[];
}

interface Peer {
  readonly group: number;
  readonly ports: number;
  readonly isSure: boolean;
}

export function networkModel(cluster: NetworkMapCluster): NetworkModel {
  const { groups, workloads, connections = [], possible = [] } = cluster;
  const groupsOf = new Map<string, number[]>();
  for (const [index, { namespace }] of groups.entries()) {
    const known = groupsOf.get(namespace);
    if (known === undefined) groupsOf.set(namespace, [index]);
    else known.push(index);
  }
  const workloadsOf: NetworkMapWorkload[][] = groups.map(() => []);
  for (const workload of workloads) workloadsOf[workload.group]?.push(workload);
  const out: Peer[][] = groups.map(() => []);
  const into: Peer[][] = groups.map(() => []);
  for (const [list, isSure] of [
    [connections, true],
    [possible, false],
  ] as const)
    for (const [source, destination, ports] of list) {
      out[source]?.push({ group: destination, ports, isSure });
      into[destination]?.push({ group: source, ports, isSure });
    }
  return { cluster, namespaces: [...groupsOf.keys()].sort(), groupsOf, workloadsOf, out, into };
}

/** A rule allows it, nothing isolates either side, or a rule may allow it: that depends on what is not known. */
export type ConnectedBy = 'rule' | 'open' | 'unknown';

/** One line of who connects to whom, seen from a group. */
export interface PeerRow {
  readonly group: number;
  readonly pods: number;
  readonly by: ConnectedBy;
  /** Absent where nothing isolates either side: then it is every port. */
  readonly ports?: string;
}

/** Everybody that a group connects to (`out`) or is reached by (`into`), or may be, those that a rule lets first. */
export function peersOf({ cluster, out, into }: NetworkModel, at: number, way: 'out' | 'into'): PeerRow[] {
  const group = cluster.groups[at];
  if (group === undefined) return [];
  const ruled = ((way === 'out' ? out : into)[at] ?? []).map(
    ({ group: peer, ports, isSure }): PeerRow => ({
      group: peer,
      pods: cluster.groups[peer]?.pods ?? 0,
      by: isSure ? 'rule' : 'unknown',
      ports: cluster.ports[ports] ?? '',
    }),
  );
  const isOpen = way === 'out' ? group.openEgress : group.openIngress;
  if (!isOpen) return ruled;
  const open = cluster.groups.flatMap((peer, index): PeerRow[] => {
    const pods = index === at ? peer.pods - 1 : peer.pods;
    const isOther = way === 'out' ? peer.openIngress : peer.openEgress;
    return pods > 0 && isOther ? [{ group: index, pods, by: 'open' }] : [];
  });
  return [...ruled, ...open];
}

/** `Deployment web`, or `Deployment web and 11 more` for a group of several workloads. */
export function groupText(model: NetworkModel, at: number): string {
  const workloads = model.workloadsOf[at] ?? [];
  const [first] = workloads;
  if (first === undefined) return 'no workload';
  const rest = workloads.length - 1;
  return `${first.kind} ${first.name}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Pods of groups with a trait, of all of theirs. */
export function podsWhere(
  groups: readonly NetworkMapGroup[],
  test: (group: NetworkMapGroup) => boolean,
): number {
  return groups.reduce((sum, group) => sum + (test(group) ? group.pods : 0), 0);
}
