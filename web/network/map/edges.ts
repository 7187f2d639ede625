import { type ConnectedBy, groupText, type NetworkModel, podsWhere } from '../model/network.ts';

/** A namespace, or a group of an expanded namespace. */
export interface Box {
  /** The namespace; of a group with its place: `shop#12`. */
  readonly id: string;
  readonly namespace: string;
  readonly title: string;
  /** Whether it is expanded: then it is a frame around its groups, which stand for it. */
  readonly isFrame: boolean;
  /** Groups in it, by place. */
  readonly groups: readonly number[];
  readonly workloads: number;
  readonly pods: number;
  /** Pods of these that nothing closes, and those of which that is not known. */
  readonly openIngress: number;
  readonly openEgress: number;
  readonly unknown: number;
}

/** All connections from one box to another that are decided alike. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Pairs of pods. */
  readonly pairs: number;
  readonly by: ConnectedBy;
  readonly ports: readonly string[];
}

/** A person cannot read more: the namespaces with the fewest connections are left to the table. */
export const mostBoxes = 60;

/** Namespaces as boxes, expanded ones also as their groups. */
export function boxesOf(model: NetworkModel, expanded: ReadonlySet<string>): readonly Box[] {
  return model.namespaces.flatMap((namespace) => {
    const groups = model.groupsOf.get(namespace) ?? [];
    const isFrame = expanded.has(namespace);
    const whole = { id: namespace, namespace, title: namespace, isFrame, ...countsOf(model, groups) };
    if (!isFrame) return [whole];
    return [
      whole,
      ...groups.map((group) => ({
        id: `${namespace}#${group}`,
        namespace,
        title: groupText(model, group),
        isFrame: false,
        ...countsOf(model, [group]),
      })),
    ];
  });
}

function countsOf(
  { cluster, workloadsOf }: NetworkModel,
  groups: readonly number[],
): Omit<Box, 'id' | 'namespace' | 'title' | 'isFrame'> {
  const of = groups.flatMap((group) => cluster.groups[group] ?? []);
  return {
    groups,
    workloads: groups.reduce((sum, group) => sum + (workloadsOf[group]?.length ?? 0), 0),
    pods: podsWhere(of, () => true),
    openIngress: podsWhere(of, ({ openIngress }) => openIngress),
    openEgress: podsWhere(of, ({ openEgress }) => openEgress),
    unknown: podsWhere(of, ({ unjudged }) => unjudged.length > 0),
  };
}

/**
 * Edges between the boxes that stand for themselves: an expanded namespace is left to its groups. First the open ones, then
 * those that rules allow, then those that may be there.
 */
export function edgesOf(model: NetworkModel, boxes: readonly Box[]): readonly Edge[] {
  const parts = boxes.filter(({ isFrame }) => !isFrame);
  const boxOfGroup = new Map(parts.flatMap((box) => box.groups.map((group) => [group, box.id] as const)));
  const { connections = [], possible = [] } = model.cluster;
  return [
    ...openEdges(model, parts),
    ...ruledEdges(model, connections, 'rule', boxOfGroup),
    ...ruledEdges(model, possible, 'unknown', boxOfGroup),
  ];
}

/** A box and the groups that stand in it: where its edges begin and end. */
export function idsIn(id: string, boxes: readonly Box[]): ReadonlySet<string> {
  return new Set(boxes.flatMap((box) => (box.id === id || box.namespace === id ? box.id : [])));
}

/** Whether an edge begins or ends at one of these. */
export function isAt({ from, to }: Edge, ids: ReadonlySet<string>): boolean {
  return ids.has(from) || ids.has(to);
}

function ruledEdges(
  { cluster }: NetworkModel,
  connections: readonly (readonly [number, number, number])[],
  by: ConnectedBy,
  boxOfGroup: ReadonlyMap<number, string>,
): readonly Edge[] {
  const edges = new Map<string, { from: string; to: string; pairs: number; ports: Set<number> }>();
  for (const [source, destination, ports] of connections) {
    const [from, to] = [boxOfGroup.get(source), boxOfGroup.get(destination)];
    if (from === undefined || to === undefined) continue;
    const key = `${from} ${to}`;
    let edge = edges.get(key);
    if (edge === undefined) edges.set(key, (edge = { from, to, pairs: 0, ports: new Set() }));
    const [left, right] = [cluster.groups[source]?.pods ?? 0, cluster.groups[destination]?.pods ?? 0];
    edge.pairs += source === destination ? left * (left - 1) : left * right;
    edge.ports.add(ports);
  }
  return [...edges.values()].map(({ ports, ...edge }) => ({
    ...edge,
    by,
    ports: [...ports].map((place) => cluster.ports[place] ?? ''),
  }));
}

/** What is open follows from the boxes: every open egress to every open ingress. */
function openEdges({ cluster }: NetworkModel, boxes: readonly Box[]): readonly Edge[] {
  return boxes.flatMap((from) =>
    boxes.flatMap((to) => {
      const itself =
        from === to
          ? podsWhere(
              from.groups.flatMap((group) => cluster.groups[group] ?? []),
              ({ openIngress, openEgress }) => openIngress && openEgress,
            )
          : 0;
      const pairs = from.openEgress * to.openIngress - itself;
      return pairs > 0 ? [{ from: from.id, to: to.id, pairs, by: 'open', ports: ['all connections'] }] : [];
    }),
  );
}
