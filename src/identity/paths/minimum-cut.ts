import type { CompactGraph } from './compact-graph.ts';
import { shortestPaths } from './shortest-paths.ts';

/**
 * The smallest set of vertices whose removal parts a source from targets, among those that may be removed; by maximal flow
 * through vertices of capacity one (Menger's theorem, Ford and Fulkerson's algorithm). Of several smallest sets the one
 * nearest to the source.
 *
 * @returns undefined where a way is left however many are removed, or where more than `most` would have to be
 */
export function minimumVertexCut(
  graph: CompactGraph,
  source: number,
  targets: readonly number[],
  removable: Uint8Array,
  most: number,
): number[] | undefined {
  if (shortestPaths(graph, 'to', targets, removable).distance[source] !== -1) return undefined;
  const network = new Network(graph, source, targets, removable);
  for (let flow = 0; flow <= most; flow++) if (!network.augment()) return network.cut();
  return undefined;
}

const through = -1;
const back = -2;

/**
 * Every vertex is two: `2v` where ways arrive and `2v + 1` where they leave. A vertex that may be removed lets one unit
 * through, all others and all edges any number.
 */
class Network {
  readonly #graph: CompactGraph;
  readonly #source: number;
  readonly #isTarget: Uint8Array;
  readonly #removable: Uint8Array;
  /** Units through each edge, and through each vertex. */
  readonly #edgeFlow: Int32Array;
  readonly #vertexFlow: Int32Array;
  readonly #seen: Uint8Array;
  /** The side before on the way of this search, and the edge between, or {@link through} or {@link back}. */
  readonly #before: Int32Array;
  readonly #by: Int32Array;

  constructor(graph: CompactGraph, source: number, targets: readonly number[], removable: Uint8Array) {
    this.#graph = graph;
    this.#source = source;
    this.#isTarget = new Uint8Array(graph.vertices);
    for (const target of targets) this.#isTarget[target] = 1;
    this.#removable = removable;
    this.#edgeFlow = new Int32Array(graph.edges);
    this.#vertexFlow = new Int32Array(graph.vertices);
    this.#seen = new Uint8Array(2 * graph.vertices);
    this.#before = new Int32Array(2 * graph.vertices);
    this.#by = new Int32Array(2 * graph.vertices);
  }

  /** Sends one more unit; false when there is no way left. */
  augment(): boolean {
    const end = this.#search();
    if (end < 0) return false;
    for (let side = end; side !== 2 * this.#source + 1; side = this.#before[side] ?? 0) {
      const by = this.#by[side] ?? 0;
      const vertex = side >> 1;
      if (by === through) add(this.#vertexFlow, vertex, 1);
      else if (by === back) add(this.#vertexFlow, vertex, -1);
      else add(this.#edgeFlow, by, side % 2 === 0 ? 1 : -1);
    }
    return true;
  }

  /** Vertices whose inner side is reached and whose outer side is not, after the last unit was sent. */
  cut(): number[] {
    const found: number[] = [];
    for (let vertex = 0; vertex < this.#graph.vertices; vertex++)
      if (this.#seen[2 * vertex] === 1 && this.#seen[2 * vertex + 1] !== 1) found.push(vertex);
    return found;
  }

  /** Breadth first through what is left of the capacities; the inner side of a target that was reached, or -1. */
  #search(): number {
    const { outStart, outgoing, inStart, incoming, from, to } = this.#graph;
    const seen = this.#seen.fill(0);
    const queue = [2 * this.#source + 1];
    seen[2 * this.#source + 1] = 1;
    seen[2 * this.#source] = 1;
    const visit = (side: number, before: number, by: number) => {
      if (seen[side] === 1) return;
      seen[side] = 1;
      this.#before[side] = before;
      this.#by[side] = by;
      queue.push(side);
    };
    for (let at = 0; at < queue.length; at++) {
      const side = queue[at] ?? 0;
      const vertex = side >> 1;
      if (side % 2 === 0) {
        if (this.#isTarget[vertex] === 1) return side;
        if (this.#removable[vertex] !== 1 || (this.#vertexFlow[vertex] ?? 0) < 1)
          visit(side + 1, side, through);
        for (let place = inStart[vertex] ?? 0; place < (inStart[vertex + 1] ?? 0); place++) {
          const edge = incoming[place] ?? 0;
          if ((this.#edgeFlow[edge] ?? 0) > 0) visit(2 * (from[edge] ?? 0) + 1, side, edge);
        }
      } else {
        for (let place = outStart[vertex] ?? 0; place < (outStart[vertex + 1] ?? 0); place++) {
          const edge = outgoing[place] ?? 0;
          visit(2 * (to[edge] ?? 0), side, edge);
        }
        if ((this.#vertexFlow[vertex] ?? 0) > 0) visit(side - 1, side, back);
      }
    }
    return -1;
  }
}

function add(units: Int32Array, at: number, more: number): void {
  units[at] = (units[at] ?? 0) + more;
}
