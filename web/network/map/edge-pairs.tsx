import layout from '../../report/layout/layout.module.css';
import { PlaceLink } from '../../report/place/navigation.tsx';
import { RowsTable } from '../../report/table/rows-table.tsx';
import { count } from '../../report/words/number.ts';
import { connectionPath } from '../connection/connection.ts';
import { useMap } from '../model/map-context.tsx';
import { groupText, peersOf } from '../model/network.ts';
import { byTexts } from '../words.ts';
import type { Box } from './edges.ts';

const mostRows = 200;

/** What a line of the drawing is made of: the groups at its ends, each with the way to why. */
export function EdgePairs({ from, to }: { readonly from: Box; readonly to: Box }) {
  const { model, kept } = useMap();
  const ends = new Set(to.groups);
  const rows = from.groups.flatMap((source) =>
    peersOf(model, source, 'out')
      .filter(({ group }) => ends.has(group))
      .map((row) => ({ source, ...row })),
  );
  return (
    <>
      <RowsTable
        label="What the line is made of"
        head={[['From'], ['To'], ['Ports', 150], ['Why', 90]]}
        rows={rows.slice(0, mostRows).map(({ source, group, by, ports }) => ({
          key: `${source} ${group} ${by} ${ports ?? ''}`,
          cells: [
            groupText(model, source),
            groupText(model, group),
            ports ?? 'all connections',
            <PlaceLink key="why" path={connectionPath(source, group)} query={kept}>
              {byTexts[by]}
            </PlaceLink>,
          ],
        }))}
      />
      {rows.length > mostRows ? (
        <p className={layout['more']}>
          {count(rows.length - mostRows)} more: open one of the two namespaces.
        </p>
      ) : null}
    </>
  );
}
