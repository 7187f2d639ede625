import { type Cluster, compareText } from '../../cluster/index.ts';
import type { UnreadKind } from '../cluster-access.ts';
import { accessOf, type ClusterAccess } from '../cluster-access.ts';
import { rolePowersOf } from '../powers/role-powers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { mastersGroup, type Subject } from '../subject.ts';
import { addCloud } from './cloud/add-cloud.ts';
import type { CompactGraph } from './compact-graph.ts';
import { addConjunctions } from './conjunctions.ts';
import { families } from './families/index.ts';
import { GraphBuilder, given, type Reason } from './graph-builder.ts';
import { addPlaces } from './places.ts';
import { addRunning } from './running.ts';
import { Terrain } from './terrain.ts';
import { unreadForPaths } from './unread.ts';
import { everywhere, type SinkName, type Vertex } from './vertex.ts';

/** Who can become what in one cluster: positions, and the steps between them. */
export interface AttackGraph {
  readonly access: ClusterAccess;
  readonly graph: CompactGraph;
  readonly vertices: readonly Vertex[];
  /** Why each edge is there. */
  readonly reasons: readonly (Reason | undefined)[];
  readonly sinks: ReadonlyMap<SinkName, readonly number[]>;
  /** Where somebody may start: subjects that one's own bindings name, workloads, entry points. */
  readonly sources: readonly number[];
  /** 1 for the vertices in `sources`. */
  readonly sourceAt: Uint8Array;
  /** Where each binding stands; more than once where it is half of what a step needs. */
  readonly bindings: ReadonlyMap<IndexedBinding, readonly number[]>;
  /** 1 for the vertices of bindings that are one's own to remove. */
  readonly removable: Uint8Array;
  /** Kinds that were not read, so that a step may be missing. */
  readonly unread: readonly UnreadKind[];
}

const known = new WeakMap<Cluster, AttackGraph>();

/** The graph of a cluster, computed once for each view of it. */
export function attackGraphOf(cluster: Cluster): AttackGraph {
  let graph = known.get(cluster);
  if (graph === undefined) known.set(cluster, (graph = buildGraph(accessOf(cluster))));
  return graph;
}

function buildGraph(access: ClusterAccess): AttackGraph {
  const builder = new GraphBuilder();
  const terrain = new Terrain(access, builder, rolePowersOf(access).byRole);
  const owners = addBindings(terrain);
  const { started: federated, ways } = addCloud(terrain);
  const started = addRunning(terrain, ways);
  addPlaces(terrain);
  followRoles(terrain);
  addConjunctions(terrain);
  followRoles(terrain);
  const { vertices } = builder;
  const bindings = Map.groupBy(
    vertices.flatMap((vertex, at) => (vertex.type === 'binding' ? { binding: vertex.binding, at } : [])),
    ({ binding }) => binding,
  );
  const sources = [...new Set([...owners, ...federated, ...started])];
  const isSource = new Set(sources);
  const removable = new Uint8Array(vertices.length);
  for (const [binding, places] of bindings)
    if (isOwn(binding, access)) for (const { at } of places) removable[at] = 1;
  return {
    access,
    graph: builder.finish(),
    vertices,
    reasons: builder.reasons,
    sinks: sinksOf(terrain),
    sources,
    sourceAt: Uint8Array.from(vertices, (_, at) => Number(isSource.has(at))),
    bindings: new Map([...bindings].map(([binding, places]) => [binding, places.map(({ at }) => at)])),
    removable,
    unread: unreadForPaths(access),
  };
}

/** Bindings that lead somewhere, with their subjects; the subjects that one's own bindings name. */
function addBindings(terrain: Terrain): number[] {
  const { access, graph } = terrain;
  const owners = new Set<number>();
  for (const binding of [...access.index.bindings()].sort(byKey)) {
    const slot = access.index.slot(binding.role.key);
    const role = slot && terrain.role(slot, terrain.placeOf(binding));
    if (role === undefined) continue;
    const vertex = graph.vertex(`binding/${binding.key}`, () => ({ type: 'binding', binding }));
    graph.edge(vertex, role);
    const own = isOwn(binding, access);
    for (const { subject } of binding.subjects) {
      const from = isMasters(subject) ? terrain.masters : terrain.subject(subject);
      graph.edge(from, vertex, given('bound-to'));
      if (own && !isMasters(subject)) owners.add(from);
    }
  }
  return [...owners];
}

function isMasters({ kind, name }: Subject): boolean {
  return kind === 'Group' && name === mastersGroup;
}

/** Whether removing a binding lasts: what Kubernetes makes by itself it makes again. */
function isOwn(binding: IndexedBinding, access: ClusterAccess): boolean {
  return !binding.assumed && access.stateOfBinding(binding) !== 'default';
}

/** What each role leads to where it is granted, until no new one is met. */
function followRoles(terrain: Terrain): void {
  const { graph, newRoles } = terrain;
  for (let next = newRoles.pop(); next !== undefined; next = newRoles.pop()) {
    const { role, place, vertex } = next;
    const held = terrain.heldIn(role, place);
    if (held === undefined) continue;
    if (held.everything) {
      const to = place === everywhere ? terrain.clusterAdmin : terrain.namespaceAdmin(place);
      graph.edge(vertex, to, given('holds-everything'));
      continue;
    }
    const bound = role.role === undefined ? [] : [{ kind: role.role.kind, name: role.role.name }];
    const withRole = { everything: false, bound, get: held.get.bind(held) };
    for (const family of families)
      for (const consequence of family(withRole, place, terrain)) graph.step(vertex, consequence);
  }
}

function sinksOf(terrain: Terrain): Map<SinkName, number[]> {
  const admins = terrain.namespaces.map((namespace) => terrain.namespaceAdmin(namespace));
  return new Map<SinkName, number[]>([
    ['cluster-admin', [terrain.clusterAdmin]],
    ['system-masters', [terrain.masters]],
    ['all-nodes', [terrain.allNodes]],
    ['any-node', [terrain.anyNode]],
    ['all-secrets', [terrain.secrets(everywhere)]],
    ['kube-system-secrets', [terrain.secrets('kube-system')]],
    ['traffic-intercept', [terrain.intercept]],
    ['namespace-admin', admins],
    ['cloud-admin', [terrain.cloudAdmin]],
    ...terrain.namespaces.map((namespace): [SinkName, number[]] => [
      `namespace-admin:${namespace}`,
      [terrain.namespaceAdmin(namespace)],
    ]),
  ]);
}

function byKey(left: IndexedBinding, right: IndexedBinding): number {
  return compareText(left.key, right.key);
}
