import { type Box, type Edge, mostBoxes } from './edges.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Where each box stands; groups stand in the frame of their namespace. */
  readonly places: ReadonlyMap<string, Rectangle>;
  /** Namespaces that did not find room. */
  readonly left: readonly string[];
}

const box = { width: 140, height: 40 };
const part = { width: 150, height: 34, gap: 8 };
const frame = { head: 28, margin: 10 };
/** A longer row of boxes is too small to read: then neighbours share a column. */
const mostColumns = 7;
const gap = { column: 64, side: 22, row: 14, band: 36 };
/** Width to height of the place where it is drawn: what fits it is drawn largest. */
const aspect = 2.6;

/**
 * Namespaces from left to right in the direction of what rules allow: who calls stands left of who is called, as far as calls
 * do not go in circles. Namespaces that no rule connects stand below in a grid. The same map gives the same picture.
 */
export function pictureOf(boxes: readonly Box[], edges: readonly Edge[]): Picture {
  const namespaceOf = new Map(boxes.map(({ id, namespace }) => [id, namespace]));
  const links = linksOf(edges, namespaceOf);
  const { shown, left } = mostConnected(boxes, links);
  const sizes = new Map(shown.map((name) => [name, sizeOf(name, boxes)]));
  const within = links.filter(({ from, to }) => sizes.has(from) && sizes.has(to));
  const linked = shown.filter((name) => within.some(({ from, to }) => from === name || to === name));
  const { places, width: across, height } = placeColumns(columnsOf(linked, within), sizes);
  const others = shown.filter((name) => !places.has(name));
  const width = Math.max(across, widthOfGrid(others, sizes), 4 * (box.width + gap.row));
  const bottom = grid(others, sizes, width, linked.length === 0 ? 0 : height + gap.band, places);
  for (const name of shown) placeParts(name, boxes, places);
  return { width, height: Math.max(height, bottom), places, left };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

type Sizes = ReadonlyMap<string, Size>;

/** Columns beside each other, tall ones folded into several so that the whole fits its place best. */
function placeColumns(
  columns: readonly (readonly string[])[],
  sizes: Sizes,
): Size & { readonly places: Map<string, Rectangle> } {
  const heights = columns.map((column) => heightOf(column, sizes));
  const tallest = Math.max(0, ...columns.flat().map((name) => sizes.get(name)?.height ?? 0));
  const most = Math.max(0, ...heights);
  let best = placeFolded(columns, sizes, most);
  for (let limit = most - box.height - gap.row; limit >= tallest; limit -= box.height + gap.row) {
    const folded = placeFolded(columns, sizes, limit);
    if (misfit(folded) < misfit(best)) best = folded;
  }
  return best;
}

/** How much larger than its place a picture is, in the direction in which it is too large. */
function misfit({ width, height }: Size): number {
  return Math.max(width / aspect, height);
}

function placeFolded(
  columns: readonly (readonly string[])[],
  sizes: Sizes,
  limit: number,
): Size & { readonly places: Map<string, Rectangle> } {
  const folded = columns.map((column) => fold(column, sizes, limit));
  const height = Math.max(0, ...folded.flat().map((part) => heightOf(part, sizes)));
  const places = new Map<string, Rectangle>();
  let x = 0;
  for (const parts of folded) {
    for (const part of parts) {
      const width = Math.max(0, ...part.map((name) => sizes.get(name)?.width ?? 0));
      let y = (height - heightOf(part, sizes)) / 2;
      for (const name of part) {
        const size = sizes.get(name) ?? box;
        places.set(name, { x: x + (width - size.width) / 2, y, ...size });
        y += size.height + gap.row;
      }
      x += width + gap.side;
    }
    x += gap.column - gap.side;
  }
  return { places, width: Math.max(0, x - gap.column), height };
}

/** A column in parts that are no taller than the limit, each about as tall as the others. */
function fold(column: readonly string[], sizes: Sizes, limit: number): readonly (readonly string[])[] {
  const count = Math.ceil(heightOf(column, sizes) / Math.max(1, limit));
  const even = heightOf(column, sizes) / count;
  const parts: string[][] = [[]];
  for (const name of column) {
    const last = parts.at(-1) ?? [];
    const height = heightOf([...last, name], sizes);
    if (last.length > 0 && (height > limit || (parts.length < count && height > even + box.height / 2)))
      parts.push([name]);
    else last.push(name);
  }
  return parts;
}

function heightOf(names: readonly string[], sizes: Sizes): number {
  return names.reduce((sum, name) => sum + (sizes.get(name)?.height ?? 0) + gap.row, -gap.row);
}

/** How wide a grid is that fits the place. */
function widthOfGrid(names: readonly string[], sizes: Sizes): number {
  const area = names.reduce((sum, name) => {
    const { width, height } = sizes.get(name) ?? box;
    return sum + (width + gap.row) * (height + gap.row);
  }, 0);
  return Math.sqrt(area * aspect);
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

/** What rules allow between different namespaces. */
function linksOf(edges: readonly Edge[], namespaceOf: ReadonlyMap<string, string>): readonly Link[] {
  const links = new Map<string, { from: string; to: string; weight: number }>();
  for (const { from: source, to: destination, pairs, by } of edges) {
    const [from, to] = [namespaceOf.get(source), namespaceOf.get(destination)];
    if (by !== 'rule' || from === undefined || to === undefined || from === to) continue;
    const key = `${from} ${to}`;
    let link = links.get(key);
    if (link === undefined) links.set(key, (link = { from, to, weight: 0 }));
    link.weight += Math.log2(1 + pairs);
  }
  return [...links.values()];
}

function mostConnected(
  boxes: readonly Box[],
  links: readonly Link[],
): { readonly shown: readonly string[]; readonly left: readonly string[] } {
  const names = boxes.flatMap(({ id, namespace }) => (id === namespace ? [namespace] : []));
  const room = Math.max(1, mostBoxes - (boxes.length - names.length));
  if (names.length <= room) return { shown: names, left: [] };
  const degrees = new Map<string, number>();
  for (const { from, to } of links)
    for (const name of [from, to]) degrees.set(name, (degrees.get(name) ?? 0) + 1);
  const expanded = new Set(boxes.flatMap(({ isFrame, namespace }) => (isFrame ? namespace : [])));
  const ranked = names.toSorted(
    (first, second) =>
      Number(expanded.has(second)) - Number(expanded.has(first)) ||
      (degrees.get(second) ?? 0) - (degrees.get(first) ?? 0),
  );
  const chosen = new Set(ranked.slice(0, room));
  return { shown: names.filter((name) => chosen.has(name)), left: names.filter((name) => !chosen.has(name)) };
}

function partsOf(name: string, boxes: readonly Box[]): readonly Box[] {
  return boxes.filter(({ id, namespace }) => namespace === name && id !== name);
}

/** How many groups stand side by side in a frame. */
function across(parts: number): number {
  return Math.max(1, Math.min(4, Math.ceil(Math.sqrt(parts / 3))));
}

function sizeOf(name: string, boxes: readonly Box[]): { readonly width: number; readonly height: number } {
  const parts = partsOf(name, boxes).length;
  if (parts === 0) return box;
  const columns = across(parts);
  const rows = Math.ceil(parts / columns);
  return {
    width: 2 * frame.margin + columns * part.width + (columns - 1) * part.gap,
    height: frame.head + frame.margin + rows * part.height + (rows - 1) * part.gap,
  };
}

function placeParts(name: string, boxes: readonly Box[], places: Map<string, Rectangle>): void {
  const around = places.get(name);
  const parts = partsOf(name, boxes);
  if (around === undefined) return;
  const columns = across(parts.length);
  for (const [index, { id }] of parts.entries())
    places.set(id, {
      x: around.x + frame.margin + (index % columns) * (part.width + part.gap),
      y: around.y + frame.head + Math.floor(index / columns) * (part.height + part.gap),
      width: part.width,
      height: part.height,
    });
}

/** Sets boxes in lines below; returns where they end. */
function grid(
  names: readonly string[],
  sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>,
  width: number,
  top: number,
  places: Map<string, Rectangle>,
): number {
  let [x, y, tallest] = [0, top, 0];
  for (const name of names) {
    const size = sizes.get(name) ?? box;
    if (x > 0 && x + size.width > width) {
      y += tallest + gap.row;
      [x, tallest] = [0, 0];
    }
    places.set(name, { x, y, ...size });
    x += size.width + gap.row;
    tallest = Math.max(tallest, size.height);
  }
  return y + tallest;
}

/** Columns by the longest way from a start; links against the order are as if they were not there. */
function columnsOf(names: readonly string[], links: readonly Link[]): readonly (readonly string[])[] {
  const order = orderOf(names, links);
  const rank = new Map(order.map((name, index) => [name, index]));
  const column = new Map<string, number>();
  for (const name of order) {
    const before = links.filter(
      ({ from, to }) => to === name && (rank.get(from) ?? 0) < (rank.get(name) ?? 0),
    );
    column.set(name, Math.max(0, ...before.map(({ from }) => (column.get(from) ?? 0) + 1)));
  }
  const count = 1 + Math.max(0, ...column.values());
  const squeeze = Math.min(1, mostColumns / count);
  const columns: string[][] = [];
  for (const name of order) (columns[Math.floor((column.get(name) ?? 0) * squeeze)] ??= []).push(name);
  return sweep(columns, links);
}

/**
 * An order with few links against it: ends go last, starts first, and between them whoever calls more than is called.
 * Eades, Lin, Smyth: A fast and effective heuristic for the feedback arc set problem (1993).
 */
function orderOf(names: readonly string[], links: readonly Link[]): readonly string[] {
  const rest = new Set(names);
  const first: string[] = [];
  const last: string[] = [];
  const weight = (name: string, side: 'from' | 'to') =>
    links.reduce(
      (sum, link) =>
        link[side] === name && rest.has(link[side === 'from' ? 'to' : 'from']) ? sum + link.weight : sum,
      0,
    );
  while (rest.size > 0) {
    const ranked = [...rest].map((name) => ({ name, out: weight(name, 'from'), into: weight(name, 'to') }));
    const end = ranked.find(({ out }) => out === 0);
    const start = ranked.find(({ into }) => into === 0);
    const chosen =
      end ?? start ?? ranked.toSorted((left, right) => right.out - right.into - left.out + left.into)[0];
    if (chosen === undefined) break;
    if (chosen === end) last.unshift(chosen.name);
    else first.push(chosen.name);
    rest.delete(chosen.name);
  }
  return [...first, ...last];
}

/** Rows so that links cross little: each box at the middle of those it is linked with in other columns. */
function sweep(columns: string[][], links: readonly Link[]): readonly (readonly string[])[] {
  const rounds = 6;
  for (let round = 0; round < rounds; round++) {
    const rows = new Map(
      columns.flatMap((column) => column.map((name, row) => [name, (row + 0.5) / column.length])),
    );
    for (const column of columns) {
      const middles = new Map(
        column.map((name) => {
          const near = links.flatMap(({ from, to }) =>
            from === name ? (rows.get(to) ?? []) : to === name ? (rows.get(from) ?? []) : [],
          );
          const middle = near.reduce((sum, row) => sum + row, 0) / Math.max(1, near.length);
          return [name, near.length === 0 ? (rows.get(name) ?? 0) : middle];
        }),
      );
      column.sort((left, right) => (middles.get(left) ?? 0) - (middles.get(right) ?? 0));
    }
  }
  return columns;
}
