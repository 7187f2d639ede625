import { useMemo } from 'react';
import type { AuditCluster } from '../../../src/identity/audit-schema.ts';
import bar from '../../report/findings/filter-bar.module.css';
import { Page, Section } from '../../report/layout/page.tsx';
import { useNavigation } from '../../report/place/navigation.tsx';
import { withQuery } from '../../report/place/place.ts';
import { count, counted } from '../../report/words/number.ts';
import { useAudit } from '../model/audit-context.tsx';
import { pathsCommand } from '../model/names.ts';
import {
  cheapestWay,
  independentWays,
  type Pair,
  type PathGraph,
  pairsOf,
  pathGraphOf,
  removedVertices,
  type Way,
} from '../model/path-graph.ts';
import { NotConnected, Unread } from '../not-known.tsx';
import { PairTable } from './pair-table.tsx';
import { PathPicture } from './path-picture.tsx';
import classes from './paths.module.css';
import { WayTable } from './way-table.tsx';

const mostWays = 3;

/** How a subject becomes more: the drawing, the same as a table, and what ends when bindings go. */
export function PathsPage() {
  const { audit, cluster } = useAudit();
  const { place, go } = useNavigation();
  const { query } = place;
  const graph = pathGraphOf(cluster);
  const cutTexts = query['cut'];
  const cut = useMemo(() => bindingsNamed(cluster, cutTexts ?? []), [cluster, cutTexts]);
  const all = useMemo(() => pairsOf(graph), [graph]);
  const left = useMemo(
    () => new Set(pairsOf(graph, removedVertices(graph, cut)).map(({ key }) => key)),
    [graph, cut],
  );
  const pair = chosenPair(all, cluster, query['from']?.[0], query['to']?.[0]);
  const setCut = (next: ReadonlySet<number>) =>
    go(withQuery(place, { cut: [...next].map((binding) => cluster.bindings[binding]?.text ?? '') }), {
      replace: true,
    });
  const toggle = (binding: number) => {
    const next = new Set(cut);
    if (!next.delete(binding)) next.add(binding);
    setCut(next);
  };
  const words =
    pair === undefined
      ? ['--cut']
      : [
          '--from',
          cluster.graph.vertices[pair.from]?.source ?? '',
          '--to',
          sinkOf(cluster, pair).name,
          '--cut',
        ];
  return (
    <Page
      sentence={[sentence(cluster, all.length, left.size, cut.size)]}
      command={pathsCommand(audit, words)}
    >
      <Unread />
      {pair === undefined ? null : (
        <>
          <Choices pair={pair} all={all} />
          <Removed cut={cut} onClear={() => setCut(new Set())} onToggle={toggle} />
          <Ways graph={graph} pair={pair} cut={cut} onToggle={toggle} />
          <Section
            title={
              cut.size === 0
                ? 'All paths'
                : `All paths, and those that end without ${cut.size === 1 ? 'it' : 'them'}`
            }
            aside={all.length}
          >
            <PairTable pairs={all} left={left} isCut={cut.size > 0} />
          </Section>
        </>
      )}
      <NotConnected />
    </Page>
  );
}

function sentence(cluster: AuditCluster, all: number, left: number, cut: number): string {
  if (cluster.error !== undefined) return `Nothing is known of ${cluster.name}: it could not be read.`;
  if (all === 0)
    return cluster.complete
      ? 'No path leads from anybody of your own to power.'
      : 'No path to power is seen; not everything could be read.';
  if (cut === 0)
    return `${counted(all, 'path leads', 'paths lead')} to power. Choose bindings to remove, and see which end.`;
  return `Without ${counted(cut, 'binding')}, ${count(all - left)} of ${counted(all, 'path')} end; ${count(left)} are left.`;
}

function bindingsNamed({ bindings }: AuditCluster, texts: readonly string[]): ReadonlySet<number> {
  return new Set(bindings.flatMap(({ text }, place) => (texts.includes(text) ? place : [])));
}

function sinkOf({ graph }: AuditCluster, { sink }: Pair): AuditCluster['graph']['sinks'][number] {
  return graph.sinks[sink] ?? { name: '', text: '', vertices: [] };
}

/** The pair of the address; where it names none, the first that fits. */
function chosenPair(
  all: readonly Pair[],
  cluster: AuditCluster,
  from: string | undefined,
  to: string | undefined,
): Pair | undefined {
  const ofSource = from === undefined ? all : all.filter(({ source }) => source === from);
  const found = ofSource.find((pair) => sinkOf(cluster, pair).name === to);
  return found ?? ofSource[0] ?? all[0];
}

function Choices({ pair, all }: { readonly pair: Pair; readonly all: readonly Pair[] }) {
  const { cluster } = useAudit();
  const { place, go } = useNavigation();
  const sources = new Map(
    all.map(({ source, from }) => [source, cluster.graph.vertices[from]?.text ?? source]),
  );
  const sorted = [...sources].sort(([, left], [, right]) => (left < right ? -1 : 1));
  const sinks = all.filter(({ source }) => source === pair.source);
  return (
    <search className={classes['choice']} aria-label="Path">
      <label>
        From
        <select
          className={bar['facet']}
          value={pair.source}
          onChange={({ currentTarget: { value } }) =>
            go(withQuery(place, { from: [value] }), { replace: true })
          }
        >
          {sorted.map(([source, text]) => (
            <option key={source} value={source}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label>
        To
        <select
          className={bar['facet']}
          value={sinkOf(cluster, pair).name}
          onChange={({ currentTarget: { value } }) =>
            go(withQuery(place, { from: [pair.source], to: [value] }), { replace: true })
          }
        >
          {sinks.map((each) => {
            const { name, text } = sinkOf(cluster, each);
            return (
              <option key={name} value={name}>
                {text}
              </option>
            );
          })}
        </select>
      </label>
    </search>
  );
}

interface RemovedProps {
  readonly cut: ReadonlySet<number>;
  readonly onClear: () => void;
  readonly onToggle: (binding: number) => void;
}

function Removed({ cut, onClear, onToggle }: RemovedProps) {
  const { cluster } = useAudit();
  if (cut.size === 0) return null;
  return (
    <Section title="Removed here, to see what ends">
      <div className={classes['chips']}>
        {[...cut].map((binding) => {
          const text = cluster.bindings[binding]?.text ?? '';
          return (
            <span key={binding} className={bar['chip']} title={text}>
              <span>{text}</span>
              <button type="button" aria-label={`Keep ${text}`} onClick={() => onToggle(binding)}>
                ×
              </button>
            </span>
          );
        })}
        <button type="button" className={bar['clear']} onClick={onClear}>
          keep all
        </button>
      </div>
      <p>The cluster is not touched.</p>
    </Section>
  );
}

interface WaysProps {
  readonly graph: PathGraph;
  readonly pair: Pair;
  readonly cut: ReadonlySet<number>;
  readonly onToggle: (binding: number) => void;
}

function Ways({ graph, pair, cut, onToggle }: WaysProps) {
  const { cluster } = useAudit();
  const ways = useMemo(() => {
    const before = independentWays(graph, pair.from, pair.sink, [], mostWays);
    const survivor = cheapestWay(graph, pair.from, pair.sink, removedVertices(graph, cut));
    return survivor === undefined || before.some((way) => isSame(way, survivor))
      ? before
      : [...before, survivor];
  }, [graph, pair, cut]);
  const from = cluster.graph.vertices[pair.from]?.text ?? pair.source;
  const label = `${counted(ways.length, 'way')} from ${from} to ${sinkOf(cluster, pair).text}`;
  return (
    <Section title={label}>
      <div className={classes['sides']}>
        <PathPicture ways={ways} cut={cut} label={label} />
        <div>
          {ways.map((way, index) => (
            <WayTable
              key={way.steps.map(({ to, bindings }) => `${to} ${bindings.join(',')}`).join(' ')}
              way={way}
              number={index + 1}
              cut={cut}
              removable={graph.removable}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
    </Section>
  );
}

function isSame(left: Way, right: Way): boolean {
  return JSON.stringify(left.steps) === JSON.stringify(right.steps);
}
