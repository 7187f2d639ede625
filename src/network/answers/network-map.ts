import { compareText } from '../../cluster/index.ts';
import { type Bitset, isEmpty } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { PodClass } from '../engine/pod-classes.ts';
import type { NetworkMapCluster, NetworkMapGroup, NetworkMapWorkload } from '../map-schema.ts';
import { type NetworkPod, runnerOf } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import { isolationOf } from './gaps.ts';
import { infrastructureReach } from './infrastructure.ts';
import { internetOf } from './internet.ts';
import { portsText } from './ports-text.ts';
import { namespaceMap, partMap, possibleConnectionsOf } from './reach.ts';

/** The most connections that one page can show; a map with more is told by its namespaces alone. */
export const mostConnections = 200_000;

type NetworkMap = Pick<
  NetworkMapCluster,
  'workloads' | 'groups' | 'ports' | 'connections' | 'possible' | 'namespaces' | 'scopes'
>;

interface MapOptions {
  /** How many connections are listed at most. */
  readonly most?: number;
  /** The scope that a pod belongs to; absent where none is configured. */
  readonly scopeOf?: ((pod: NetworkPod) => string) | undefined;
}

/**
 * The map for a page: workloads, the groups that no policy tells apart, and what rules let these connect. Connections that
 * no rule decides follow from the groups that are open, so that a cluster without policies is as small as its list of
 * workloads.
 */
export function networkMapOf(
  engine: NetworkEngine,
  { most = mostConnections, scopeOf }: MapOptions = {},
): NetworkMap {
  const { classes } = engine.universe;
  const ports = new Map<string, number>();
  const connections: [number, number, number][] = [];
  const possible: [number, number, number][] = [];
  let isWhole = true;
  for (const { source, destination, ports: sure, maybe, unisolated } of possibleConnectionsOf(engine)) {
    if (unisolated) continue;
    if (connections.length + possible.length >= most) {
      isWhole = false;
      break;
    }
    const place = (set: Bitset) => placeOf(ports, portsKey(engine, set));
    if (!isEmpty(sure)) connections.push([source, destination, place(sure)]);
    if (maybe !== undefined) possible.push([source, destination, place(maybe)]);
  }
  return {
    workloads: workloadsOf(engine, scopeOf),
    groups: classes.map((each) => groupOf(engine, each)),
    ports: [...ports.keys()],
    ...(isWhole && { connections, ...(possible.length > 0 && { possible }) }),
    namespaces: namespaceMap(engine),
    ...(scopeOf && { scopes: partMap(engine, scopeOf) }),
  };
}

const texts = new WeakMap<Bitset, string>();

/** Rows share their sets of ports, and a set is put into words once. */
function portsKey(engine: NetworkEngine, set: Bitset): string {
  let text = texts.get(set);
  if (text === undefined) texts.set(set, (text = portsText(engine, set)));
  return text;
}

function placeOf(places: Map<string, number>, text: string): number {
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, places.size);
  return places.size - 1;
}

function groupOf(engine: NetworkEngine, { index, example, pods }: PodClass): NetworkMapGroup {
  const unjudged = [...new Set(pods.flatMap((pod) => engine.unjudged(pod)))].sort();
  const isOpen = (direction: Direction) => unjudged.length === 0 && engine.row(index, direction) === 'open';
  const policies = (direction: Direction) =>
    engine.profile.enforces && !example.hostNetwork
      ? engine.compiled.policiesOf(index, direction).map(({ policy }) => policy.name)
      : [];
  return {
    namespace: example.namespace,
    pods: pods.length,
    openIngress: isOpen('ingress'),
    openEgress: isOpen('egress'),
    ingress: policies('ingress'),
    egress: policies('egress'),
    unjudged,
  };
}

/** Workloads in order of namespace and name; one whose pods stand differently has several rows. */
function workloadsOf(engine: NetworkEngine, scopeOf: MapOptions['scopeOf']): NetworkMapWorkload[] {
  const rows = new Map<string, NetworkMapWorkload>();
  for (const { index, pods } of engine.universe.classes)
    for (const pod of pods) {
      const row = { ...workloadOf(engine, pod, index), ...(scopeOf && { scope: scopeOf(pod) }) };
      const key = JSON.stringify(Object.values(row));
      const known = rows.get(key);
      rows.set(key, { ...row, pods: (known?.pods ?? 0) + 1 });
    }
  return [...rows.values()].sort(
    (left, right) => compareText(left.namespace, right.namespace) || compareText(left.name, right.name),
  );
}

function workloadOf(engine: NetworkEngine, pod: NetworkPod, group: number): NetworkMapWorkload {
  const { kind, name } = runnerOf(engine.cluster, pod);
  return {
    namespace: pod.namespace,
    kind,
    name,
    pods: 0,
    group,
    ingress: isolationOf(engine, pod, 'ingress'),
    egress: isolationOf(engine, pod, 'egress'),
    internet: internetOf(engine, pod),
    reaches: infrastructureReach(engine, pod),
  };
}
