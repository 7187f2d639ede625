import {
  type AttackGraph,
  type AttackPath,
  type ChokePoints,
  cheapestPath,
  chokePoints,
  cutOf,
  findPaths,
  type PathCut,
  reachedFrom,
  type SinkName,
  sinkNames,
  type Vertex,
} from '../../../identity/index.ts';

/** One path with what takes it away. */
export interface ToldPath {
  readonly source: Vertex;
  readonly sink: SinkName;
  readonly path: AttackPath;
  readonly cut: PathCut | undefined;
}

/** The paths of one cluster that were asked for. */
export interface ToldPaths {
  readonly name: string;
  readonly attack: AttackGraph;
  readonly paths: readonly ToldPath[];
  readonly chokePoints: ChokePoints | undefined;
  /** Subjects and workloads that the position of `--from` becomes, nearest first. */
  readonly becomes: readonly Vertex[] | undefined;
}

export interface PathQuestion {
  readonly from: ReadonlyMap<AttackGraph, readonly number[]> | undefined;
  readonly to: SinkName | undefined;
  readonly cut: boolean;
}

const mostChokePoints = 5;

/** Cheapest paths, cheapest first within each sink; cuts where they are asked for. */
export function tellPaths(name: string, attack: AttackGraph, { from, to, cut }: PathQuestion): ToldPaths {
  const sources = from?.get(attack);
  const sinks = to === undefined ? undefined : [to];
  const found = findPaths(attack, {
    ...(sources !== undefined && { sources }),
    ...(sinks !== undefined && { sinks }),
  });
  const order = new Map(sinkNames.map((sink, at) => [sink as string, at]));
  const narrow = from !== undefined || to !== undefined;
  const paths = found
    .toSorted(
      (left, right) => (order.get(left.sink) ?? 0) - (order.get(right.sink) ?? 0) || left.cost - right.cost,
    )
    .flatMap(({ source, sink }): ToldPath[] => {
      const path = cheapestPath(attack, source, sink);
      const vertex = attack.vertices[source];
      if (path === undefined || vertex === undefined) return [];
      return [{ source: vertex, sink, path, cut: cut && narrow ? cutOf(attack, source, sink) : undefined }];
    });
  const start = sources?.[0];
  return {
    name,
    attack,
    paths,
    chokePoints:
      cut && from === undefined ? chokePoints(attack, sinks ?? sinkNames, mostChokePoints) : undefined,
    becomes: start === undefined ? undefined : reached(attack, start),
  };
}

function reached(attack: AttackGraph, start: number): Vertex[] {
  return reachedFrom(attack, start).flatMap((vertex) => {
    const position = attack.vertices[vertex];
    const { type } = position ?? {};
    return position !== undefined && (type === 'subject' || type === 'workload' || type === 'cloud-identity')
      ? position
      : [];
  });
}
