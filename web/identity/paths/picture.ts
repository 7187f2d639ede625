import type { Way } from '../model/path-graph.ts';

export interface Box {
  readonly vertex: number;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly key: string;
  /** The ways that take it, by place. */
  readonly ways: readonly number[];
  /** Corners of the line. */
  readonly points: readonly (readonly [number, number])[];
  readonly label: { readonly x: number; readonly y: number };
  readonly title: string;
  readonly bindings: readonly number[];
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export const boxWidth = 210;
export const boxHeight = 34;
const laneWidth = 250;
const layerHeight = 104;
const margin = 4;
/** Lines leave and arrive near the start of a box, so that there is room for words beside them. */
const indent = 20;

/**
 * Ways as layers from top to bottom: a position stands below all that lead to it, and each way has a lane of its own where it
 * leaves the others.
 */
export function pictureOf(ways: readonly Way[]): Picture {
  const layers = layersOf(ways);
  const lanes = new Map<number, number>();
  for (const [lane, { steps }] of ways.entries())
    for (const { from, to } of steps)
      for (const vertex of [from, to]) if (!lanes.has(vertex)) lanes.set(vertex, lane);
  const xOf = (lane: number) => margin + lane * laneWidth;
  const yOf = (vertex: number) => margin + (layers.get(vertex) ?? 0) * layerHeight;
  const boxes = [...lanes].map(([vertex, lane]) => ({ vertex, x: xOf(lane), y: yOf(vertex) }));
  const lines = new Map<string, Line>();
  for (const [lane, { steps }] of ways.entries()) {
    for (const { from, to, title, bindings } of steps) {
      const key = `${from} ${to} ${title} ${bindings.join(',')}`;
      const known = lines.get(key);
      if (known !== undefined) {
        lines.set(key, { ...known, ways: [...known.ways, lane] });
        continue;
      }
      const [start, end] = [yOf(from) + boxHeight, yOf(to)];
      const [first, own, last] = [lanes.get(from) ?? 0, lane, lanes.get(to) ?? 0].map(
        (each) => xOf(each) + indent,
      ) as [number, number, number];
      lines.set(key, {
        key,
        ways: [lane],
        points: [
          [first, start],
          [own, start + 14],
          [own, end - 14],
          [last, end],
        ],
        label: { x: own + 10, y: start + 30 },
        title,
        bindings,
      });
    }
  }
  const deepest = Math.max(0, ...layers.values());
  return {
    width: margin * 2 + Math.max(1, ways.length) * laneWidth,
    height: margin * 2 + deepest * layerHeight + boxHeight,
    boxes,
    lines: [...lines.values()],
  };
}

/** The longest way to each position, as far as steps do not lead back. */
function layersOf(ways: readonly Way[]): ReadonlyMap<number, number> {
  const layers = new Map<number, number>();
  const steps = ways.flatMap((way) => way.steps);
  for (let round = 0; round <= steps.length; round++) {
    let changed = false;
    for (const { from, to } of steps) {
      const layer = (layers.get(from) ?? 0) + 1;
      if ((layers.get(to) ?? 0) >= layer || layer > steps.length) continue;
      layers.set(to, layer);
      changed = true;
    }
    if (!changed) break;
  }
  return layers;
}
