import {
  type ContainerEscape,
  containerEscapesOf,
  entryPointsOf,
  getsApiToken,
  type Workload,
} from '../../cluster/index.ts';
import { principalOf, type Subject } from '../subject.ts';
import type { CloudWays } from './cloud/add-cloud.ts';
import { addDrain } from './drain.ts';
import type { EdgeKindName } from './edge-kinds/index.ts';
import { given } from './graph-builder.ts';
import type { Terrain } from './terrain.ts';
import { everywhere } from './vertex.ts';

/**
 * Workloads whose pods lead somewhere, by their service account or out of their containers, and the entry points before
 * them. Only these are vertices. Returns where somebody may start.
 */
export function addRunning(terrain: Terrain, ways: CloudWays): number[] {
  const { cluster, graph } = terrain;
  const started = new Set<number>();
  for (const workload of cluster.workloads()) {
    const vertex = addWorkload(terrain, workload, ways(workload));
    if (vertex !== undefined) started.add(vertex);
  }
  for (const entry of entryPointsOf(cluster).all) {
    const behind = new Set(entry.backends.flatMap(({ workload }) => terrain.workload(workload) ?? []));
    if (behind.size === 0) continue;
    const vertex = graph.vertex(`entry/${entry.kind}/${entry.object.key}`, () => ({
      type: 'entry-point',
      entry,
    }));
    started.add(vertex);
    for (const to of behind) graph.edge(vertex, to, given('exploit-service'));
  }
  return [...started];
}

function addWorkload(
  terrain: Terrain,
  workload: Workload,
  cloudWays: ReturnType<CloudWays>,
): number | undefined {
  const { graph, cluster } = terrain;
  const { namespace } = workload.reference;
  const accounts = new Set<number>();
  const holding: Subject[] = [];
  const escapes = new Map<EdgeKindName, string>();
  for (const template of workload.templates) {
    const subject = { kind: 'ServiceAccount', namespace, name: template.serviceAccountName } as const;
    const account = cluster.find({ group: '', ...subject });
    if (getsApiToken(template.spec, account?.body)) {
      const known = terrain.knownSubject(subject);
      // An account without bindings of its own still has what its groups have.
      const leads =
        known !== undefined ||
        principalOf(subject).groups.some(
          (name) => terrain.knownSubject({ kind: 'Group', name }) !== undefined,
        );
      if (leads) accounts.add(known ?? terrain.subject(subject));
      if (leads && !holding.some(({ name }) => name === subject.name)) holding.push(subject);
    }
    for (const escape of containerEscapesOf(template)) {
      const kind = kindOf(escape);
      if (!escapes.has(kind)) escapes.set(kind, settingOf(escape));
    }
  }
  if (accounts.size === 0 && escapes.size === 0 && cloudWays.length === 0) return undefined;
  const vertex = graph.vertex(`workload/${workload.object.key}`, () => ({ type: 'workload', workload }));
  for (const account of accounts) graph.edge(vertex, account, given('uses-account'));
  for (const { to, reason } of cloudWays) graph.edge(vertex, to, reason);
  const enterPods = terrain.hub('enter-pods', namespace);
  const onEveryNode = isOnEveryNode(workload);
  for (const [kind, detail] of escapes) {
    graph.edge(vertex, terrain.anyNode, { kind, needs: [], detail });
    // One pod leads to one node; whoever enters all pods of a DaemonSet gets to all.
    if (onEveryNode)
      graph.edge(enterPods, terrain.allNodes, {
        kind,
        needs: [],
        detail: `${detail} in ${workload.object.name}`,
      });
  }
  graph.edge(enterPods, vertex);
  if (onEveryNode) graph.edge(terrain.hub('pods-of-a-node', everywhere), vertex);
  for (const subject of holding) {
    if (escapes.size > 0) addDrain(terrain, vertex, subject);
    if (onEveryNode) addDrain(terrain, terrain.anyNode, subject);
  }
  return vertex;
}

function settingOf({ container, setting }: ContainerEscape): string {
  return `container ${container}: ${setting}`;
}

function kindOf({ way }: ContainerEscape): EdgeKindName {
  switch (way) {
    case 'privileged':
    case 'host-process':
    case 'runtime-socket':
    case 'load-modules':
      return 'escape-container';
    case 'system-administration':
    case 'trace-host-processes':
    case 'open-by-handle':
      return 'escape-by-capability';
    case 'write-host-path':
      return 'write-node';
    case 'read-host-path':
      return 'read-node';
  }
}

/** A DaemonSet that no selector and no affinity keeps from some nodes; taints are not looked at. */
function isOnEveryNode({ object, templates }: Workload): boolean {
  if (object.kind !== 'DaemonSet') return false;
  return templates.every(({ spec }) => {
    const selector = Object.entries((spec['nodeSelector'] as Readonly<Record<string, unknown>> | null) ?? {});
    const affinity = spec['affinity'] as { nodeAffinity?: unknown } | null | undefined;
    return (
      affinity?.nodeAffinity === undefined &&
      selector.every(([label, value]) => label === 'kubernetes.io/os' && value === 'linux')
    );
  });
}
