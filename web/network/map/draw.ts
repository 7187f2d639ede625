import { counted } from '../../report/words/number.ts';
import { type Box, type Edge, idsIn, isAt } from './edges.ts';
import type { Picture, Rectangle } from './layout.ts';

/** Part of the drawing that is seen: drawing units times `scale`, moved by `x` and `y` CSS pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Scene {
  readonly picture: Picture;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly selected: string | undefined;
  /** The ends of the line that was opened. */
  readonly line: { readonly from: string; readonly to: string } | undefined;
  readonly hovered: string | undefined;
  /** Whether connections that no policy decides are drawn, also where nothing is selected. */
  readonly showOpen: boolean;
}

interface Colors {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly paper: string;
  readonly accent: string;
  readonly open: string;
  readonly mono: string;
  readonly sans: string;
}

/** Colours and fonts of the theme that is on. */
export function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'),
    quiet: of('--ink-3'),
    line: of('--line-strong'),
    surface: of('--surface-1'),
    paper: of('--surface-0'),
    accent: of('--accent'),
    open: of('--high'),
    mono: of('--mono'),
    sans: of('--sans'),
  };
}

/** Draws the whole scene anew; `pixels` is how many device pixels a CSS pixel has. */
export function draw(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  colors: Colors,
  pixels: number,
): void {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(view.scale * pixels, 0, 0, view.scale * pixels, view.x * pixels, view.y * pixels);
  const { boxes, edges, selected } = scene;
  const chosen = selected === undefined ? undefined : idsIn(selected, boxes);
  const near = chosen && nearOf(chosen, edges);
  for (const box of boxes) if (box.isFrame) drawFrame(context, box, scene, colors);
  for (const edge of drawnEdges(scene, chosen)) drawEdge(context, edge, scene, chosen, colors);
  for (const box of boxes)
    if (!box.isFrame) drawBox(context, box, scene, near === undefined || near.has(box.id), colors);
}

/** What is chosen, and whatever an edge joins to it. */
function nearOf(chosen: ReadonlySet<string>, edges: readonly Edge[]): ReadonlySet<string> {
  const near = new Set(chosen);
  for (const edge of edges) if (isAt(edge, chosen)) near.add(edge.from).add(edge.to);
  return near;
}

/**
 * What rules allow, and of what is open that of the selected box, for all of it hides everything; the edges of the selected
 * box last, so that they lie on top. The bars tell of an expanded namespace what its many open lines would.
 */
function drawnEdges(
  { edges, selected, showOpen }: Pick<Scene, 'edges' | 'selected' | 'showOpen'>,
  chosen: ReadonlySet<string> | undefined,
): readonly Edge[] {
  const touches = (edge: Edge) => chosen !== undefined && isAt(edge, chosen);
  const drawn = edges.filter(
    (edge) =>
      edge.from !== edge.to &&
      (edge.by !== 'open' || showOpen || edge.from === selected || edge.to === selected),
  );
  return drawn.toSorted(
    (left, right) => Number(touches(left)) - Number(touches(right)) || depth[left.by] - depth[right.by],
  );
}

/** What is drawn first lies below. */
const depth: Readonly<Record<Edge['by'], number>> = { open: 0, unknown: 1, rule: 2 };
const dashes: Readonly<Record<Edge['by'], readonly number[]>> = { open: [4, 4], unknown: [1, 5], rule: [] };

function drawFrame(
  context: CanvasRenderingContext2D,
  { id, title }: Box,
  { picture, selected }: Scene,
  colors: Colors,
): void {
  const place = picture.places.get(id);
  if (place === undefined) return;
  context.strokeStyle = selected === id ? colors.accent : colors.line;
  context.lineWidth = selected === id ? 2 : 1;
  context.setLineDash([]);
  context.strokeRect(place.x, place.y, place.width, place.height);
  context.fillStyle = colors.ink;
  context.font = `600 12px ${colors.mono}`;
  context.textBaseline = 'middle';
  context.fillText(fitted(context, title, place.width - 20), place.x + 10, place.y + 15);
}

const bar = 5;

function drawBox(
  context: CanvasRenderingContext2D,
  box: Box,
  { picture, selected, hovered }: Scene,
  isNear: boolean,
  colors: Colors,
): void {
  const place = picture.places.get(box.id);
  if (place === undefined) return;
  const isSelected = selected === box.id;
  context.globalAlpha = isNear ? 1 : 0.4;
  context.fillStyle = colors.surface;
  context.fillRect(place.x, place.y, place.width, place.height);
  drawBar(context, { ...place, width: bar }, box.openIngress / box.pods, box.unknown / box.pods, colors);
  drawBar(
    context,
    { ...place, x: place.x + place.width - bar, width: bar },
    box.openEgress / box.pods,
    box.unknown / box.pods,
    colors,
  );
  context.strokeStyle = isSelected || hovered === box.id ? colors.accent : colors.line;
  context.lineWidth = isSelected ? 2 : 1;
  context.setLineDash([]);
  context.strokeRect(place.x, place.y, place.width, place.height);
  const room = place.width - 2 * bar - 16;
  const isTall = box.id === box.namespace;
  context.textBaseline = 'middle';
  context.fillStyle = colors.ink;
  context.font = `${isTall ? '600 12px' : '11px'} ${colors.mono}`;
  context.fillText(fitted(context, box.title, room), place.x + bar + 8, place.y + (isTall ? 14 : 12));
  context.fillStyle = colors.quiet;
  context.font = `11px ${colors.sans}`;
  const words = isTall ? counted(box.workloads, 'workload') : counted(box.pods, 'pod');
  context.fillText(fitted(context, words, room), place.x + bar + 8, place.y + (isTall ? 28 : 25));
  context.globalAlpha = 1;
}

/** A bar that fills from below with the share that is open; above it hatched what is not known. */
function drawBar(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  open: number,
  unknown: number,
  colors: Colors,
): void {
  context.fillStyle = colors.paper;
  context.fillRect(x, y, width, height);
  context.fillStyle = colors.open;
  context.fillRect(x, y + height * (1 - open), width, height * open);
  if (!(unknown > 0)) return;
  const top = y + height * (1 - open - unknown);
  context.save();
  context.beginPath();
  context.rect(x, top, width, height * unknown);
  context.clip();
  context.strokeStyle = colors.quiet;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = top - width; at < top + height * unknown + width; at += 4) {
    context.moveTo(x, at + width);
    context.lineTo(x + width, at);
  }
  context.stroke();
  context.restore();
}

function drawEdge(
  context: CanvasRenderingContext2D,
  edge: Edge,
  { picture, line }: Scene,
  chosen: ReadonlySet<string> | undefined,
  colors: Colors,
): void {
  const curve = curveOf(edge, picture);
  if (curve === undefined) return;
  const { startX, startY, endX, endY, bend } = curve;
  const isChosen =
    (chosen !== undefined && isAt(edge, chosen)) || (line?.from === edge.from && line.to === edge.to);
  context.globalAlpha =
    chosen === undefined || isChosen ? (edge.by === 'open' && !isChosen ? 0.35 : 0.9) : 0.12;
  context.strokeStyle = edge.by === 'open' ? colors.open : isChosen ? colors.accent : colors.quiet;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = Math.min(4, 0.75 + Math.log2(1 + edge.pairs) / 3);
  context.setLineDash([...dashes[edge.by]]);
  context.beginPath();
  context.moveTo(startX, startY);
  context.bezierCurveTo(startX + bend, startY, endX - bend, endY, endX - 5, endY);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(endX, endY);
  context.lineTo(endX - 8, endY - 4.5);
  context.lineTo(endX - 8, endY + 4.5);
  context.fill();
  context.globalAlpha = 1;
}

interface Curve {
  readonly startX: number;
  readonly startY: number;
  readonly endX: number;
  readonly endY: number;
  readonly bend: number;
}

/** From the right side of a box to the left side of the other. */
function curveOf({ from, to }: Edge, { places }: Picture): Curve | undefined {
  const [left, right] = [places.get(from), places.get(to)];
  if (left === undefined || right === undefined) return undefined;
  const [startX, startY] = [left.x + left.width, left.y + left.height / 2];
  const [endX, endY] = [right.x, right.y + right.height / 2];
  return { startX, startY, endX, endY, bend: endX > startX ? Math.max(36, (endX - startX) / 2) : 56 };
}

const steps = 32;

/** The nearest of the lines that are drawn, within `reach` drawing units of a point. */
export function lineAt(
  scene: Omit<Scene, 'hovered'>,
  point: { readonly x: number; readonly y: number },
  reach: number,
): Edge | undefined {
  const chosen = scene.selected === undefined ? undefined : idsIn(scene.selected, scene.boxes);
  let found: Edge | undefined;
  let least = reach;
  for (const edge of drawnEdges(scene, chosen)) {
    const curve = curveOf(edge, scene.picture);
    if (curve === undefined) continue;
    const distance = distanceTo(curve, point);
    if (distance <= least) [found, least] = [edge, distance];
  }
  return found;
}

/** Of a cubic Bézier curve, by straight pieces of it. */
function distanceTo(
  { startX, startY, endX, endY, bend }: Curve,
  { x, y }: { readonly x: number; readonly y: number },
): number {
  let [least, beforeX, beforeY] = [Number.POSITIVE_INFINITY, startX, startY];
  for (let step = 1; step <= steps; step++) {
    const t = step / steps;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
    const atX = a * startX + b * (startX + bend) + c * (endX - bend) + d * endX;
    const atY = (a + b) * startY + (c + d) * endY;
    const [pieceX, pieceY] = [atX - beforeX, atY - beforeY];
    const length = pieceX ** 2 + pieceY ** 2 || 1;
    const along = Math.min(1, Math.max(0, ((x - beforeX) * pieceX + (y - beforeY) * pieceY) / length));
    least = Math.min(least, Math.hypot(x - beforeX - along * pieceX, y - beforeY - along * pieceY));
    [beforeX, beforeY] = [atX, atY];
  }
  return least;
}

/** Names are whole in the table and below the drawing. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = text.length - 1;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
