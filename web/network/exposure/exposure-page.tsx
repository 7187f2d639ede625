import { useMemo } from 'react';
import type { NetworkMapExposedPort } from '../../../src/network/map-schema.ts';
import { Copyable } from '../../report/command/copyable.tsx';
import { Choice } from '../../report/findings/choice.tsx';
import { ExportCsv } from '../../report/findings/export-csv.tsx';
import bar from '../../report/findings/filter-bar.module.css';
import findings from '../../report/findings/findings.module.css';
import { TextFilter } from '../../report/findings/text-filter.tsx';
import layout from '../../report/layout/layout.module.css';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import type { Query } from '../../report/place/place.ts';
import { StateSign } from '../../report/signs/state.tsx';
import type { Column } from '../../report/table/column.ts';
import { DataTable } from '../../report/table/data-table.tsx';
import { useTableSort } from '../../report/table/table-sort.ts';
import { count, counted } from '../../report/words/number.ts';
import { Lead } from '../../report/words/words.tsx';
import { useMap } from '../model/map-context.tsx';
import { noneText } from '../seen.ts';
import { networkCommand } from '../words.ts';
import { workloadPath } from '../workloads/workload-rows.ts';
import {
  exposureSentence,
  fromTexts,
  hopsOf,
  nameOf,
  portsCsv,
  shownPorts,
  verdictTexts,
} from './exposure-rows.ts';

/** Ways in from outside, hop by hop to the pod. */
export function ExposurePage() {
  const { network, cluster, kept } = useMap();
  const sorting = useTableSort();
  const { query } = useNavigation().place;
  const rows = useMemo(() => shownPorts(cluster.exposed, query), [cluster, query]);
  const columns = useMemo(() => columnsOf(kept), [kept]);
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={exposureSentence(cluster, kept)} />
        <Copyable text={networkCommand(network, 'exposure')} what="command" />
      </div>
      <search className={bar['bar']} aria-label="Filter ways in">
        <TextFilter />
        <Choice name="from" all="from anywhere" options={Object.entries(fromTexts)} />
        <Choice name="verdict" all="any answer" options={Object.entries(verdictTexts)} />
        <ExportCsv name="exposure.csv" csv={() => portsCsv(rows)} />
      </search>
      <div className={layout['fillTable']}>
        <DataTable
          label="Ways in"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          empty={
            <p>
              {cluster.exposed.length === 0
                ? noneText(cluster, 'Nothing here opens a way in from outside.')
                : `No way in matches these filters; ${counted(cluster.exposed.length, 'is', 'are')} hidden by them.`}
            </p>
          }
        />
      </div>
      <footer className={findings['foot']}>
        <span aria-live="polite">
          {counted(rows.length, 'way', 'ways')} in shown, {count(cluster.exposed.length - rows.length)} hidden
          by filters. Computed from configuration, not probed; what only a cloud knows, such as its firewalls,
          is not in it.
        </span>
      </footer>
    </div>
  );
}

function rowKey(row: NetworkMapExposedPort): string {
  const { entry, workload, protocol, port, by } = row;
  return [nameOf(entry), by, hopsOf(row), workload && nameOf(workload), protocol, port].join(' ');
}

function columnsOf(kept: Query): readonly Column<NetworkMapExposedPort>[] {
  return [
    {
      id: 'from',
      header: 'From',
      size: 130,
      sortable: true,
      cell: ({ exposure }) => fromTexts[exposure],
      title: ({ evidence }) => evidence,
    },
    {
      id: 'entry',
      header: 'Way in',
      size: 220,
      grow: 1,
      sortable: true,
      fixed: true,
      cell: ({ entry, hosts }) => `${nameOf(entry)}${hosts.length === 0 ? '' : ` (${hosts.join(', ')})`}`,
      title: ({ entry, by, hosts }) =>
        `${nameOf(entry)}: ${by}${hosts.length === 0 ? '' : `, ${hosts.join(', ')}`}`,
    },
    {
      id: 'hops',
      header: 'Through',
      size: 150,
      grow: 1,
      cell: hopsOf,
      title: hopsOf,
    },
    {
      id: 'workload',
      header: 'Leads to',
      size: 190,
      grow: 1,
      sortable: true,
      cell: ({ workload }) =>
        workload === undefined ? (
          ''
        ) : (
          <PlaceLink path={workloadPath(workload)} query={kept} className={layout['plain']}>
            {nameOf(workload)}
          </PlaceLink>
        ),
      title: ({ workload }) => (workload === undefined ? '' : nameOf(workload)),
    },
    {
      id: 'port',
      header: 'Port',
      size: 76,
      sortable: true,
      cell: ({ port, protocol }) => (port === undefined ? '' : `${protocol} ${port}`),
    },
    {
      id: 'verdict',
      header: 'Policies',
      hint: 'Whether policies let it through',
      size: 110,
      sortable: true,
      cell: ({ verdict }) => (
        <StateSign
          text={verdictTexts[verdict]}
          mark={verdict === 'reached' ? 'open' : verdict === 'unknown' ? 'unknown' : 'closed'}
        />
      ),
      title: ({ why, policies }) => `${why}${policies.length === 0 ? '' : `: ${policies.join(', ')}`}`,
    },
    {
      id: 'may',
      header: 'Its account may',
      size: 170,
      grow: 1,
      sortable: true,
      cell: ({ may }) => may ?? '',
      title: ({ account, may }) => (may === undefined ? '' : `${account} may ${may}`),
    },
  ];
}
