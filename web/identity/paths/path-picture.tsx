import { useAudit } from '../model/audit-context.tsx';
import type { Way } from '../model/path-graph.ts';
import classes from './paths.module.css';
import { boxHeight, boxWidth, pictureOf } from './picture.ts';
import { shortName } from './short-name.ts';

interface PathPictureProps {
  readonly ways: readonly Way[];
  /** Places of bindings that are taken away. */
  readonly cut: ReadonlySet<number>;
  readonly label: string;
}

const shortest = 34;

/** Ways as a layered drawing; the table beside it has the same facts for a screen reader. */
export function PathPicture({ ways, cut, label }: PathPictureProps) {
  const { cluster } = useAudit();
  const { width, height, boxes, lines } = pictureOf(ways);
  const ends = ways.map(({ steps }) =>
    steps.some(({ bindings }) => bindings.some((binding) => cut.has(binding))),
  );
  const main = ends.indexOf(false);
  return (
    // A wide drawing scrolls: the keyboard has to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes['drawing']} tabIndex={0} aria-label="Drawing of the ways">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {lines.map(({ key, ways: on, points, label: at, title, bindings }) => {
          const gone = bindings.some((binding) => cut.has(binding));
          const state = gone
            ? 'cut'
            : on.every((way) => ends[way])
              ? 'ended'
              : on.includes(main)
                ? 'main'
                : undefined;
          return (
            <g key={key} className={classes['line']} data-state={state}>
              <path d={`M${points.map((point) => point.join(' ')).join('L')}`} />
              <path d={arrow(points)} className={classes['head']} />
              <text x={at.x} y={at.y}>
                <title>{[title, ...bindings.map((place) => cluster.bindings[place]?.text)].join(': ')}</title>
                <tspan>{cutOff(title)}</tspan>
                {bindings.slice(0, 2).map((place, row) => (
                  <tspan key={place} x={at.x} dy={row === 0 ? 14 : 13} className={classes['binding']}>
                    {cutOff(`${gone ? '× ' : ''}${shortBinding(cluster.bindings[place]?.text ?? '')}`)}
                  </tspan>
                ))}
              </text>
            </g>
          );
        })}
        {boxes.map(({ vertex, x, y }) => {
          const text = cluster.graph.vertices[vertex]?.text ?? '';
          return (
            <g key={vertex} className={classes['box']}>
              <title>{text}</title>
              <rect x={x} y={y} width={boxWidth} height={boxHeight} rx={3} />
              <text x={x + 10} y={y + 21}>
                {cutOff(shortName(text), 28)}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
}

/** Names are whole in the table and on hover. */
function cutOff(text: string, most = shortest): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function shortBinding(text: string): string {
  return text.replace(/^ClusterRoleBinding /, 'CRB ').replace(/^RoleBinding /, 'RB ');
}

function arrow(points: readonly (readonly [number, number])[]): string {
  const [x, y] = points.at(-1) ?? [0, 0];
  return `M${x - 4} ${y - 6}L${x} ${y}L${x + 4} ${y - 6}`;
}
