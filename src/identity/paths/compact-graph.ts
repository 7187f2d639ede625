/** A directed graph in flat arrays, in both directions. Vertices and edges are numbers. */
export interface CompactGraph {
  readonly vertices: number;
  readonly edges: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly cost: Uint16Array;
  /** Edges that leave a vertex: `outgoing[outStart[v]]` up to `outStart[v + 1]`. */
  readonly outStart: Int32Array;
  readonly outgoing: Int32Array;
  readonly inStart: Int32Array;
  readonly incoming: Int32Array;
}

/** Vertices that are left out: 1 where one is removed. */
export type Removed = Uint8Array;

/** Arranges edges for walks in both directions, in the order in which they were given. */
export function compactGraph(
  vertices: number,
  from: readonly number[],
  to: readonly number[],
  cost: readonly number[],
): CompactGraph {
  const [outStart, outgoing] = arrange(vertices, from);
  const [inStart, incoming] = arrange(vertices, to);
  return {
    vertices,
    edges: from.length,
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    cost: Uint16Array.from(cost),
    outStart,
    outgoing,
    inStart,
    incoming,
  };
}

function arrange(vertices: number, ends: readonly number[]): [Int32Array, Int32Array] {
  const start = new Int32Array(vertices + 1);
  for (const end of ends) start[end + 1] = (start[end + 1] ?? 0) + 1;
  for (let vertex = 0; vertex < vertices; vertex++)
    start[vertex + 1] = (start[vertex + 1] ?? 0) + (start[vertex] ?? 0);
  const next = start.slice();
  const order = new Int32Array(ends.length);
  for (const [edge, end] of ends.entries()) {
    const place = next[end] ?? 0;
    order[place] = edge;
    next[end] = place + 1;
  }
  return [start, order];
}
