import type { AttackGraph } from './attack-graph.ts';
import { type AttackPath, pathOfEdges } from './attack-path.ts';
import type { Removed } from './compact-graph.ts';
import { edgesToTarget, type ShortestPaths, shortestPaths } from './shortest-paths.ts';
import { type SinkName, sinkNames } from './vertex.ts';

/** The cheapest path of one source to one sink. */
export interface FoundPath {
  /** Vertices of the graph. */
  readonly source: number;
  readonly sink: SinkName;
  readonly cost: number;
}

const known = new WeakMap<AttackGraph, Map<SinkName, ShortestPaths>>();

/** Cheapest ways of everything to a sink, computed once. */
export function waysTo(attack: AttackGraph, sink: SinkName): ShortestPaths {
  let bySink = known.get(attack);
  if (bySink === undefined) known.set(attack, (bySink = new Map()));
  let ways = bySink.get(sink);
  if (ways === undefined) {
    ways = shortestPaths(attack.graph, 'to', attack.sinks.get(sink) ?? []);
    bySink.set(sink, ways);
  }
  return ways;
}

/**
 * The cheapest path of every source to every sink. Whoever becomes cluster-admin has all the rest, and whoever has every
 * node has a node: what another sink of the same source includes is told only with `all`, or where the way to it is cheaper.
 */
export function findPaths(
  attack: AttackGraph,
  { sources = attack.sources, sinks, all = false }: FindOptions = {},
): FoundPath[] {
  const asked = sinks ?? sinkNames;
  return sources.flatMap((source) =>
    asked.flatMap((sink) => {
      const cost = waysTo(attack, sink).distance[source] ?? -1;
      if (cost < 0) return [];
      const isIncluded = (including: SinkName) => {
        const distance = waysTo(attack, including).distance[source] ?? -1;
        return distance >= 0 && distance <= cost;
      };
      if (!all && sinks === undefined && includedIn(sink).some(isIncluded)) return [];
      return [{ source, sink, cost }];
    }),
  );
}

/** Sinks that have another one with them. */
function includedIn(sink: SinkName): readonly SinkName[] {
  if (sink === 'cluster-admin') return [];
  if (sink === 'any-node') return ['cluster-admin', 'all-nodes'];
  return sink === 'kube-system-secrets' ? ['cluster-admin', 'all-secrets'] : ['cluster-admin'];
}

export interface FindOptions {
  readonly sources?: readonly number[];
  readonly sinks?: readonly SinkName[];
  /** Also what cluster-admin includes. */
  readonly all?: boolean;
}

/** The cheapest path, told; undefined where there is none. `removed` are vertices that are left out. */
export function cheapestPath(
  attack: AttackGraph,
  source: number,
  targets: readonly number[] | SinkName,
  removed?: Removed,
): AttackPath | undefined {
  const ends = typeof targets === 'string' ? (attack.sinks.get(targets) ?? []) : targets;
  const ways =
    typeof targets === 'string' && removed === undefined
      ? waysTo(attack, targets)
      : shortestPaths(attack.graph, 'to', ends, removed);
  if ((ways.distance[source] ?? -1) < 0) return undefined;
  return pathOfEdges(attack, edgesToTarget(attack.graph, ways, source));
}

/** Vertices that a source reaches, nearest first: its blast radius. */
export function reachedFrom(attack: AttackGraph, source: number): readonly number[] {
  return shortestPaths(attack.graph, 'from', [source]).order.filter((vertex) => vertex !== source);
}
