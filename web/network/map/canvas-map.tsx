import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { colorsOf, draw, lineAt, type Scene, type View } from './draw.ts';
import type { Picture, Rectangle } from './layout.ts';
import classes from './map.module.css';

interface CanvasMapProps extends Omit<Scene, 'hovered'> {
  readonly label: string;
  readonly onSelect: (id: string | undefined) => void;
  readonly onExpand: (id: string) => void;
  readonly onOpenLine: (line: { readonly from: string; readonly to: string }) => void;
  /** What lies under the pointer. */
  readonly onHover: (id: string | undefined) => void;
}

interface Pointed {
  readonly nativeEvent: { readonly offsetX: number; readonly offsetY: number };
}

/** How far from a line a click may be, in CSS pixels. */
const reach = 6;
const scales = { least: 0.15, most: 2.5 };
const margin = 24;

/** The drawing: drag moves it, the wheel and + and - zoom, arrows go from box to box, Enter expands, Esc lets go. */
export function CanvasMap({ label, onSelect, onExpand, onOpenLine, onHover, ...scene }: CanvasMapProps) {
  const { picture, selected } = scene;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [moved, setMoved] = useState<{ readonly of: Picture; readonly view: View }>();
  const [hovered, setHovered] = useState<string>();
  const [theme, setTheme] = useState(0);
  const drag = useRef<{ x: number; y: number; view: View; isMoved: boolean }>(undefined);
  const view = moved?.of === picture ? moved.view : whole(picture, size);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const themes = new MutationObserver(() => setTheme((before) => before + 1));
    themes.observe(document.documentElement, { attributes: true });
    return () => {
      observer.disconnect();
      themes.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || size.width === 0) return;
    const pixels = window.devicePixelRatio;
    element.width = Math.round(size.width * pixels);
    element.height = Math.round(size.height * pixels);
    draw(context, { ...scene, hovered }, view, colorsOf(element), pixels);
    void theme;
  });

  const zoom = (factor: number, at = { x: size.width / 2, y: size.height / 2 }): void => {
    const scale = Math.min(scales.most, Math.max(scales.least, view.scale * factor));
    const by = scale / view.scale;
    setMoved({
      of: picture,
      view: { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by },
    });
  };
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), { x: event.offsetX, y: event.offsetY });
    };
    // React listens passively, and then the page would scroll as well.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  });

  const pointOf = ({ nativeEvent: { offsetX, offsetY } }: Pointed) => ({
    x: (offsetX - view.x) / view.scale,
    y: (offsetY - view.y) / view.scale,
  });
  const under = (event: Pointed): string | undefined => {
    const { x, y } = pointOf(event);
    let found: string | undefined;
    // Groups come after the frame that they stand in.
    for (const { id } of scene.boxes) if (holds(picture.places.get(id), x, y)) found = id;
    return found;
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    const start = drag.current;
    if (start === undefined) {
      const id = under(event);
      if (id !== hovered) {
        setHovered(id);
        onHover(id);
      }
      return;
    }
    const [x, y] = [event.clientX - start.x, event.clientY - start.y];
    if (!start.isMoved && Math.hypot(x, y) < 4) return;
    start.isMoved = true;
    setMoved({ of: picture, view: { ...start.view, x: start.view.x + x, y: start.view.y + y } });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ways[event.key];
    if (way !== undefined) {
      const next = nextBox(picture.places, selected, way);
      if (next !== undefined) onSelect(next);
    } else if (event.key === 'Enter' && selected !== undefined) onExpand(selected);
    else if (event.key === 'Escape') onSelect(undefined);
    else if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === '0') setMoved(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // The table has the same facts; the drawing is worked with keys as a whole.
    // oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions
    <div
      className={classes['drawing']}
      role="application"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        data-over={hovered === undefined ? undefined : true}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, view, isMoved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => {
          const wasDragged = drag.current?.isMoved === true;
          drag.current = undefined;
          if (wasDragged) return;
          const id = under(event);
          const line = id === undefined ? lineAt(scene, pointOf(event), reach / view.scale) : undefined;
          if (line === undefined) onSelect(id);
          else onOpenLine(line);
        }}
        onPointerLeave={() => {
          setHovered(undefined);
          onHover(undefined);
        }}
        onDoubleClick={(event) => {
          const id = under(event);
          if (id !== undefined) onExpand(id);
        }}
      />
      <div className={classes['zoom']}>
        <button type="button" aria-label="Zoom in" onClick={() => zoom(1.25)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom(0.8)}>
          −
        </button>
        <button type="button" aria-label="Fit all of it" onClick={() => setMoved(undefined)}>
          Fit
        </button>
      </div>
    </div>
  );
}

/** The whole picture in the middle, never larger than life. */
function whole({ width, height }: Picture, size: { readonly width: number; readonly height: number }): View {
  const scale = Math.max(
    scales.least,
    Math.min(1.15, (size.width - 2 * margin) / width, (size.height - 2 * margin) / Math.max(1, height)),
  );
  return {
    scale,
    x: (size.width - width * scale) / 2,
    y: Math.max(margin, (size.height - height * scale) / 2),
  };
}

function holds(place: Rectangle | undefined, x: number, y: number): boolean {
  return (
    place !== undefined &&
    x >= place.x &&
    x <= place.x + place.width &&
    y >= place.y &&
    y <= place.y + place.height
  );
}

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest box in a direction; the first one where nothing is selected. */
function nextBox(
  places: ReadonlyMap<string, Rectangle>,
  selected: string | undefined,
  [right, down]: readonly [number, number],
): string | undefined {
  const from = selected === undefined ? undefined : places.get(selected);
  if (from === undefined) return places.keys().next().value;
  const middle = ({ x, y, width, height }: Rectangle) => [x + width / 2, y + height / 2] as const;
  const [x, y] = middle(from);
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, place] of places) {
    const [toX, toY] = middle(place);
    const ahead = (toX - x) * right + (toY - y) * down;
    if (id === selected || ahead <= 1) continue;
    const aside = Math.abs((toX - x) * down) + Math.abs((toY - y) * right);
    const cost = ahead + 2 * aside;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}
