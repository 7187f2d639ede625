import { isClusterPower } from '../powers/power.ts';
import type { AttackGraph } from './attack-graph.ts';
import { placesOf } from './attack-path.ts';
import type { EdgeKindName } from './edge-kinds/index.ts';
import { isAct } from './graph-builder.ts';
import { shortestPaths } from './shortest-paths.ts';
import { isPosition, type Place, type Vertex } from './vertex.ts';

/** The part of a graph that lies on some path: enough to follow, cut and tell every one of them elsewhere. */
export interface RelevantPart {
  readonly vertices: readonly RelevantVertex[];
  /** Edges in the order of the graph, so that the same of two equally cheap paths is taken; ends are places in `vertices`. */
  readonly edges: readonly RelevantEdge[];
}

export interface RelevantVertex {
  /** Its number in the whole graph. */
  readonly at: number;
  readonly vertex: Vertex;
  readonly isPosition: boolean;
  readonly place: Place | undefined;
  readonly isSource: boolean;
  readonly isRemovable: boolean;
}

export interface RelevantEdge {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** What happens; undefined where nothing does. */
  readonly kind: EdgeKindName | undefined;
  /** Whether what it needs is only ever granted in the whole cluster. */
  readonly wholeCluster: boolean;
  readonly detail: string | undefined;
}

/** Leaves out what no source reaches and what reaches no sink. */
export function relevantPart(attack: AttackGraph): RelevantPart {
  const { graph, sources, sinks, vertices, removable, sourceAt, reasons } = attack;
  const from = shortestPaths(graph, 'from', sources).distance;
  const to = shortestPaths(graph, 'to', [...sinks.values()].flat()).distance;
  const numbers = new Map<number, number>();
  const kept: RelevantVertex[] = [];
  for (const [at, vertex] of vertices.entries()) {
    if ((from[at] ?? -1) < 0 || (to[at] ?? -1) < 0) continue;
    numbers.set(at, kept.length);
    kept.push({
      at,
      vertex,
      isPosition: isPosition(vertex),
      place: placesOf([vertex])[0],
      isSource: sourceAt[at] === 1,
      isRemovable: removable[at] === 1,
    });
  }
  const edges: RelevantEdge[] = [];
  for (let edge = 0; edge < graph.edges; edge++) {
    const start = numbers.get(graph.from[edge] ?? -1);
    const end = numbers.get(graph.to[edge] ?? -1);
    if (start === undefined || end === undefined) continue;
    const reason = reasons[edge];
    const act = isAct(reason) ? reason : undefined;
    edges.push({
      from: start,
      to: end,
      cost: graph.cost[edge] ?? 0,
      kind: act?.kind,
      wholeCluster: act?.needs.some(({ power }) => isClusterPower(power)) === true,
      detail: reason?.detail,
    });
  }
  return { vertices: kept, edges };
}
