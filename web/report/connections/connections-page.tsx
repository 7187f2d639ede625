import { useMemo } from 'react';
import { scanCommand } from '../../../src/report/commands.ts';
import type { NetworkChanges } from '../../../src/report/schema.ts';
import { Copyable } from '../command/copyable.tsx';
import { Choice } from '../findings/choice.tsx';
import { ExportCsv } from '../findings/export-csv.tsx';
import bar from '../findings/filter-bar.module.css';
import findings from '../findings/findings.module.css';
import { TextFilter } from '../findings/text-filter.tsx';
import layout from '../layout/layout.module.css';
import { useModel } from '../model/context.tsx';
import { PlaceLink, useNavigation } from '../place/navigation.tsx';
import { StateSign } from '../signs/state.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { useTableSort } from '../table/table-sort.ts';
import { count, counted } from '../words/number.ts';
import { Lead } from '../words/words.tsx';
import {
  type ConnectionRow,
  changeTexts,
  connectionRows,
  connectionsCsv,
  shownConnections,
} from './connection-rows.ts';
import { connectionsSentence, some } from './connections-sentence.ts';

/** Every connection that the manifests open or close where they land, and those of which that is not known. */
export function ConnectionsPage({ network }: { readonly network: NetworkChanges }) {
  const { report } = useModel();
  const { query } = useNavigation().place;
  const sorting = useTableSort();
  const all = useMemo(() => connectionRows(network), [network]);
  const rows = useMemo(() => shownConnections(all, query), [all, query]);
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={connectionsSentence(network, all)} />
        <Copyable text={scanCommand(report)} what="command" />
      </div>
      <search className={bar['bar']} aria-label="Filter connections">
        <TextFilter />
        <Choice name="change" all="any change" options={Object.entries(changeTexts)} />
        <ExportCsv name="connections.csv" csv={() => connectionsCsv(rows)} />
      </search>
      <div className={layout['fillTable']}>
        <DataTable
          label="Connections gained and lost"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          empty={
            all.length === 0 ? (
              <p>No row: the sentence above says why.</p>
            ) : (
              <p>
                No connection matches these filters; {counted(all.length, 'is', 'are')} hidden by them.{' '}
                <PlaceLink path={['connections']}>Show all</PlaceLink>
              </p>
            )
          }
        />
      </div>
      <footer className={findings['foot']}>
        <span aria-live="polite">
          {counted(rows.length, 'connection')} shown, {count(all.length - rows.length)} hidden by filters.
          Workloads of both states are compared. Computed from configuration, not probed.
        </span>
      </footer>
    </div>
  );
}

function rowKey({ change, from, to, ports, policies }: ConnectionRow): string {
  return [change, from, to, ports, policies].map(String).join('\n');
}

const marks = { gains: 'open', loses: 'closed', unknown: 'unknown' } as const;

const columns: readonly Column<ConnectionRow>[] = [
  {
    id: 'change',
    header: 'Change',
    size: 110,
    sortable: true,
    fixed: true,
    cell: ({ change }) => <StateSign text={changeTexts[change]} mark={marks[change]} />,
    title: ({ text }) => text,
  },
  {
    id: 'from',
    header: 'From',
    size: 220,
    grow: 1,
    sortable: true,
    cell: ({ from }) => some(from),
    title: ({ from }) => from.join(', '),
  },
  {
    id: 'to',
    header: 'To',
    size: 220,
    grow: 1,
    sortable: true,
    cell: ({ to }) => some(to),
    title: ({ to }) => to.join(', '),
  },
  {
    id: 'ports',
    header: 'Ports',
    size: 150,
    sortable: true,
    cell: ({ ports }) => ports,
    title: ({ ports }) => ports,
  },
  {
    id: 'policies',
    header: 'Because of',
    hint: 'Policies that it follows from: with these put back it is as it was. Perhaps: policies that differ and can hold at either end, or that are not judged',
    size: 240,
    grow: 1,
    sortable: true,
    cell: ({ policies, isProven }) =>
      isProven || policies.length === 0 ? some(policies) : `perhaps ${some(policies)}`,
    title: ({ policies }) => policies.join(', '),
  },
];
