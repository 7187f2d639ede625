import { useMemo } from 'react';
import { Copyable } from '../../report/command/copyable.tsx';
import { Choice } from '../../report/findings/choice.tsx';
import { ExportCsv } from '../../report/findings/export-csv.tsx';
import bar from '../../report/findings/filter-bar.module.css';
import findings from '../../report/findings/findings.module.css';
import { TextFilter } from '../../report/findings/text-filter.tsx';
import layout from '../../report/layout/layout.module.css';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import { withQuery } from '../../report/place/place.ts';
import { count, counted } from '../../report/words/number.ts';
import { Lead } from '../../report/words/words.tsx';
import { useMap } from '../model/map-context.tsx';
import { noneText } from '../seen.ts';
import { mapCommand } from '../words.ts';
import classes from './matrix.module.css';
import { MatrixCell } from './matrix-cell.tsx';
import { matrixCsv, matrixSentence, type Parting, pairsOf, partingOf, shownParts } from './matrix-parts.ts';
import { NoScopes } from './no-scopes.tsx';

/** More columns than this nobody reads; the filter finds the others. */
const mostColumns = 60;

const kinds = [
  ['open', 'open because nothing isolates'],
  ['rule', 'opened by a rule'],
  ['unknown', 'not known'],
] as const;

/** Parts against parts: who connects to whom, and where that is so only because neither side is isolated. */
export function MatrixPage() {
  const { network, cluster } = useMap();
  const { query } = useNavigation().place;
  const by = partingOf(query);
  const pairs = pairsOf(cluster, by);
  const shown = useMemo(() => shownParts(pairsOf(cluster, by) ?? [], query), [cluster, by, query]);
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={matrixSentence(cluster, by)} />
        <Copyable
          text={`${mapCommand(network)}${by === 'scope' && pairs !== undefined ? ' --by scope' : ''}`}
          what="command"
        />
      </div>
      <search className={bar['bar']} aria-label={`Filter ${by}s`}>
        <PartingChoice by={by} />
        {pairs === undefined ? null : (
          <>
            <TextFilter />
            <Choice name="show" all="every connection" options={kinds} />
            <MostOpenFirst />
            <ExportCsv name={`${by}s.csv`} csv={() => matrixCsv(pairs, shown.matching)} />
          </>
        )}
      </search>
      <Matrix by={by} {...shown} />
    </div>
  );
}

function PartingChoice({ by }: { readonly by: Parting }) {
  const { place, go } = useNavigation();
  return (
    <fieldset className={classes['partings']} aria-label="Parts">
      {(['namespace', 'scope'] as const).map((each) => (
        <button
          key={each}
          type="button"
          className={bar['tool']}
          aria-pressed={each === by}
          onClick={() => go(withQuery(place, { by: each === 'scope' ? [each] : undefined, q: undefined }))}
        >
          {each === 'scope' ? 'Scopes' : 'Namespaces'}
        </button>
      ))}
    </fieldset>
  );
}

function MostOpenFirst() {
  const { place, go } = useNavigation();
  const isSorted = place.query['sort']?.[0] === '-open';
  return (
    <button
      type="button"
      className={bar['tool']}
      aria-pressed={isSorted}
      onClick={() => go(withQuery(place, { sort: isSorted ? undefined : ['-open'] }), { replace: true })}
    >
      Most open first
    </button>
  );
}

interface MatrixProps {
  readonly by: Parting;
  readonly all: readonly string[];
  readonly matching: readonly string[];
}

function Matrix({ by, all, matching }: MatrixProps) {
  const { cluster, kept } = useMap();
  const [kind] = useNavigation().place.query['show'] ?? [];
  const given = pairsOf(cluster, by);
  const pairs = useMemo(
    () => new Map(given?.map((pair) => [`${pair.source} ${pair.destination}`, pair])),
    [given],
  );
  if (given === undefined && cluster.error === undefined) return <NoScopes />;
  const columns = matching.length > mostColumns ? matching.slice(0, mostColumns) : all.slice(0, mostColumns);
  return (
    <>
      {/* A wide matrix scrolls: the keyboard has to reach it. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */}
      <section
        className={`${layout['fillTable']} ${classes['scroller']}`}
        tabIndex={0}
        aria-label={`Matrix of ${by}s`}
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
            {matching.map((source) => (
              <tr key={source}>
                <th scope="row" title={source}>
                  <PlaceLink
                    path={[by === 'scope' ? 'workloads' : 'map']}
                    query={{ ...kept, [by === 'scope' ? 'scope' : 'at']: [source] }}
                  >
                    {source}
                  </PlaceLink>
                </th>
                {columns.map((destination) => (
                  <MatrixCell key={destination} pair={pairs.get(`${source} ${destination}`)} kind={kind} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {matching.length === 0 ? (
          <p className={classes['empty']}>
            {all.length === 0 ? noneText(cluster, `No ${by} has pods.`) : `No ${by} matches.`}
          </p>
        ) : null}
      </section>
      <footer className={findings['foot']}>
        <span aria-live="polite">
          {counted(matching.length, by)} shown, {count(all.length - matching.length)} hidden by filters
          {columns.length < all.length ? `; ${columns.length} columns of ${all.length}` : ''}. A number counts
          pairs of pods; filled: nothing isolates either; outlined: a rule allows them; hatched: not known.
          {by === 'scope' ? ' A workload of several scopes counts in the first.' : ''}
        </span>
      </footer>
    </>
  );
}
