import { useMemo } from 'react';
import type { NetworkMapCluster } from '../../../src/network/map-schema.ts';
import { Copyable } from '../../report/command/copyable.tsx';
import { Choice } from '../../report/findings/choice.tsx';
import { ExportCsv } from '../../report/findings/export-csv.tsx';
import bar from '../../report/findings/filter-bar.module.css';
import findings from '../../report/findings/findings.module.css';
import { TextFilter } from '../../report/findings/text-filter.tsx';
import layout from '../../report/layout/layout.module.css';
import { csvOf } from '../../report/model/export.ts';
import { filterOf } from '../../report/model/filter.ts';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import signs from '../../report/signs/signs.module.css';
import { count, counted } from '../../report/words/number.ts';
import type { Sentence } from '../../report/words/sentence.ts';
import { Lead } from '../../report/words/words.tsx';
import { useMap } from '../model/map-context.tsx';
import { noneText } from '../seen.ts';
import { mapCommand } from '../words.ts';
import classes from './matrix.module.css';

type Pair = NetworkMapCluster['namespaces'][number];

/** More columns than this nobody reads; the filter finds the others. */
const mostColumns = 60;

const kinds = [
  ['open', 'open because nothing isolates'],
  ['rule', 'opened by a rule'],
  ['unknown', 'not known'],
] as const;

/** Namespaces against namespaces: who connects to whom, and where that is so only because neither side is isolated. */
export function MatrixPage() {
  const { network, cluster, model, kept } = useMap();
  const { query } = useNavigation().place;
  const text = filterOf(query).text.toLowerCase();
  const [kind] = query['show'] ?? [];
  const pairs = useMemo(
    () => new Map(cluster.namespaces.map((pair) => [`${pair.source} ${pair.destination}`, pair])),
    [cluster],
  );
  const matching = model.namespaces.filter((name) => text === '' || name.toLowerCase().includes(text));
  const columns =
    matching.length > mostColumns ? matching.slice(0, mostColumns) : model.namespaces.slice(0, mostColumns);
  const rows = matching;
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={sentenceOf(cluster)} />
        <Copyable text={mapCommand(network)} what="command" />
      </div>
      <search className={bar['bar']} aria-label="Filter namespaces">
        <TextFilter />
        <Choice name="show" all="every connection" options={kinds} />
        <ExportCsv name="namespaces.csv" csv={() => matrixCsv(cluster.namespaces)} />
      </search>
      {/* A wide matrix scrolls: the keyboard has to reach it. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */}
      <section
        className={`${layout['fillTable']} ${classes['scroller']}`}
        tabIndex={0}
        aria-label="Matrix of namespaces"
      >
        <table className={classes['matrix']}>
          <thead>
            <tr>
              <th scope="col">From, down; to, across</th>
              {columns.map((name) => (
                <th key={name} scope="col" title={name}>
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((source) => (
              <tr key={source}>
                <th scope="row">
                  <PlaceLink path={['map']} query={{ ...kept, at: [source] }}>
                    {source}
                  </PlaceLink>
                </th>
                {columns.map((destination) => (
                  <Cell key={destination} pair={pairs.get(`${source} ${destination}`)} kind={kind} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 ? (
          <p className={classes['empty']}>
            {model.namespaces.length === 0
              ? noneText(cluster, 'No namespace has pods.')
              : 'No namespace matches.'}
          </p>
        ) : null}
      </section>
      <footer className={findings['foot']}>
        <span aria-live="polite">
          {counted(rows.length, 'namespace')} shown, {count(model.namespaces.length - rows.length)} hidden by
          filters
          {columns.length < model.namespaces.length
            ? `; ${columns.length} columns of ${model.namespaces.length}`
            : ''}
          . A number counts pairs of pods; filled: nothing isolates either; outlined: a rule allows them;
          hatched: not known.
        </span>
      </footer>
    </div>
  );
}

function sentenceOf({ namespaces, error, name }: NetworkMapCluster): Sentence {
  if (error !== undefined) return [`Nothing is known of ${name}: it could not be read.`];
  const across = namespaces.filter(({ source, destination, pairs }) => source !== destination && pairs > 0);
  const open = across.filter(({ unisolated }) => unisolated > 0).length;
  const unknown = across.filter((pair) => pair.unknown > 0).length;
  return [
    `${count(open)} of ${counted(across.length, 'pair')} of different namespaces connect because nothing isolates either side.`,
    ...(unknown > 0 ? [` Of ${count(unknown)} not everything is known.`] : []),
  ];
}

function Cell({ pair, kind }: { readonly pair: Pair | undefined; readonly kind: string | undefined }) {
  if (pair === undefined || pair.pairs === 0) return <Blank words="no pods" />;
  const { source, destination, connected, unisolated, unknown, pairs } = pair;
  const state = unisolated > 0 ? 'open' : connected > 0 ? 'rule' : unknown > 0 ? 'unknown' : 'closed';
  const title = `${source} to ${destination}: ${connected} of ${pairs} pairs connect, ${unisolated} because nothing isolates either${unknown > 0 ? `, ${unknown} not known` : ''}`;
  if (kind !== undefined && kind !== state && !(kind === 'unknown' && unknown > 0))
    return <Blank words="hidden by the filter" title={title} />;
  if (state === 'closed') return <Blank words="no" title={title} />;
  return (
    <td data-state={state} title={title} className={unknown > 0 ? signs['hatched'] : undefined}>
      {state === 'unknown' ? (
        <span className={classes['hidden']}>not known</span>
      ) : (
        <span>{count(connected)}</span>
      )}
    </td>
  );
}

function Blank({ words, title }: { readonly words: string; readonly title?: string }) {
  return (
    <td title={title}>
      <span className={classes['hidden']}>{words}</span>
    </td>
  );
}

function matrixCsv(pairs: readonly Pair[]): string {
  return csvOf([
    ['source', 'destination', 'connected', 'unisolated', 'unknown', 'pairs'],
    ...pairs.map(({ source, destination, connected, unisolated, unknown, pairs: all }) => [
      source,
      destination,
      ...[connected, unisolated, unknown, all].map(String),
    ]),
  ]);
}
