import { useCallback, useMemo } from 'react';
import { scanCommand } from '../../../src/report/commands.ts';
import { Copyable } from '../command/copyable.tsx';
import layout from '../layout/layout.module.css';
import { useModel } from '../model/context.tsx';
import { applyFilter, filterOf, scopeOf } from '../model/filter.ts';
import { parseSort, sortBy } from '../model/sort.ts';
import { PlaceLink, useNavigation } from '../place/navigation.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { useRowCursor } from '../table/row-keys.ts';
import { useTableSort } from '../table/table-sort.ts';
import { count, counted } from '../words/number.ts';
import { CountLink, Lead } from '../words/words.tsx';
import { type SubjectRow, subjectRows, subjectSortValues } from './subject-rows.ts';

const numbers = (['critical', 'high', 'medium', 'low', 'unknown'] as const).map(
  (id): Column<SubjectRow> => ({
    id,
    header: id,
    size: 68,
    align: 'end',
    sortable: true,
    cell: (row) => (
      <CountLink
        value={row[id]}
        of={`${id} findings`}
        query={{
          workload: [row.key],
          ...(id === 'unknown' ? { verdict: ['unknown'] } : { verdict: ['fail'], severity: [id] }),
        }}
      />
    ),
  }),
);

const columns: readonly Column<SubjectRow>[] = [
  {
    id: 'name',
    header: 'Name',
    size: 180,
    grow: 3,
    sortable: true,
    title: (row) => row.name,
    cell: (row) => (
      <PlaceLink path={row.path} className={layout['mono']}>
        {row.name}
      </PlaceLink>
    ),
  },
  { id: 'kind', header: 'Kind', size: 104, grow: 0.5, sortable: true, cell: (row) => row.kind },
  {
    id: 'namespace',
    header: 'Namespace',
    size: 124,
    grow: 1.5,
    sortable: true,
    cell: (row) => <span className={layout['mono']}>{row.namespace}</span>,
    title: (row) => row.namespace,
  },
  {
    id: 'cluster',
    header: 'Cluster',
    size: 124,
    grow: 1.5,
    sortable: true,
    cell: (row) => row.cluster,
    title: (row) => row.cluster,
  },
  {
    id: 'changeAt',
    header: 'Change it at',
    size: 170,
    grow: 2,
    sortable: true,
    cell: (row) => row.changeAt,
    title: (row) => row.changeAt,
  },
  ...numbers,
];

const defaultSort = parseSort(['-critical', '-high', '-medium', '-low', '-unknown', 'namespace', 'name']);
const rowKey = (row: SubjectRow): string => row.key;

/** Everything that has findings, the worst first. */
export function WorkloadsPage() {
  const model = useModel();
  const { place, go } = useNavigation();
  const all = useMemo(
    () => subjectRows(applyFilter(model.rows, filterOf(scopeOf(place.query)))),
    [model, place.query],
  );
  const sorting = useTableSort();
  const { sort } = sorting;
  const rows = useMemo(
    () => sortBy(all, sort.length > 0 ? sort : defaultSort, subjectSortValues),
    [all, sort],
  );
  const critical = all.filter((row) => row.critical > 0).length;
  const failing = all.filter((row) => row.critical + row.high + row.medium + row.low > 0).length;
  const sentence =
    all.length === 0
      ? 'No object has a finding.'
      : `${counted(failing, 'object fails', 'objects fail')} a check, ${critical === 0 ? 'none of them critically' : `${count(critical)} of them critically`}.`;
  const open = useCallback((row: SubjectRow | undefined) => row && go({ path: row.path, query: {} }), [go]);
  const cursor = useRowCursor({ rows, rowKey, onOpen: open });
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={[sentence]} />
        <Copyable text={`${scanCommand(model.report)} --by workload`} what="command" />
      </div>
      <div className={layout['fillTable']}>
        <DataTable
          label="Workloads"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          hidden={model.report.clusters.length > 1 ? undefined : hideCluster}
          current={cursor}
          onOpen={open}
          empty={<p>No workload and no other object has a finding here.</p>}
        />
      </div>
    </div>
  );
}

const hideCluster: ReadonlySet<string> = new Set(['cluster']);
