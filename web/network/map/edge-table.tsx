import { useMemo } from 'react';
import { csvOf } from '../../report/model/export.ts';
import { sortBy } from '../../report/model/sort.ts';
import type { Column } from '../../report/table/column.ts';
import { DataTable } from '../../report/table/data-table.tsx';
import { useTableSort } from '../../report/table/table-sort.ts';
import { count } from '../../report/words/number.ts';
import { byTexts } from '../words.ts';
import type { Edge } from './edges.ts';
import classes from './map.module.css';

interface EdgeTableProps {
  readonly rows: readonly Edge[];
  /** Names of boxes by their ids. */
  readonly titles: ReadonlyMap<string, string>;
  /** What stands in place of rows when there are none. */
  readonly empty: string;
  readonly onOpenLine: (edge: Edge) => void;
}

/** The lines of the drawing as rows. */
export function EdgeTable({ rows, titles, empty, onOpenLine }: EdgeTableProps) {
  const columns = useMemo(() => columnsOf(titles), [titles]);
  const sorting = useTableSort();
  const { sort } = sorting;
  const sorted = useMemo(() => {
    const values: Readonly<Record<string, (edge: Edge) => string | number>> = {
      from: ({ from }) => titles.get(from) ?? from,
      to: ({ to }) => titles.get(to) ?? to,
      pairs: ({ pairs }) => pairs,
      by: ({ by }) => byTexts[by],
      ports: ({ ports }) => ports.join(', '),
    };
    return sortBy(rows, sort, values);
  }, [rows, sort, titles]);
  return (
    <DataTable
      label="Connections"
      columns={columns}
      rows={sorted}
      rowKey={rowKey}
      {...sorting}
      onOpen={onOpenLine}
      empty={<p>{empty}</p>}
    />
  );
}

function rowKey({ from, to, by }: Edge): string {
  return `${from} ${to} ${by}`;
}

function columnsOf(titles: ReadonlyMap<string, string>): readonly Column<Edge>[] {
  const name = (id: string) => titles.get(id) ?? id;
  return [
    {
      id: 'from',
      header: 'From',
      size: 120,
      grow: 1,
      sortable: true,
      fixed: true,
      cell: ({ from }) => name(from),
      title: ({ from }) => name(from),
    },
    {
      id: 'to',
      header: 'To',
      size: 120,
      grow: 1,
      sortable: true,
      cell: ({ to }) => name(to),
      title: ({ to }) => name(to),
    },
    {
      id: 'by',
      header: 'By',
      hint: 'Whether a rule allows them, nothing isolates either side, or a rule may allow them',
      size: 84,
      sortable: true,
      cell: ({ by }) => <span className={by === 'open' ? classes['open'] : undefined}>{byTexts[by]}</span>,
    },
    {
      id: 'pairs',
      header: 'Pairs',
      hint: 'Pairs of pods',
      size: 60,
      align: 'end',
      sortable: true,
      descendingFirst: true,
      cell: ({ pairs }) => count(pairs),
    },
    {
      id: 'ports',
      header: 'Ports',
      size: 110,
      grow: 1,
      sortable: true,
      cell: ({ ports }) => ports.join(' | '),
      title: ({ ports }) => ports.join(' | '),
    },
  ];
}

export function edgesCsv(rows: readonly Edge[], titles: ReadonlyMap<string, string>): string {
  return csvOf([
    ['from', 'to', 'by', 'pairs', 'ports'],
    ...rows.map(({ from, to, by, pairs, ports }) => [
      titles.get(from) ?? from,
      titles.get(to) ?? to,
      byTexts[by],
      String(pairs),
      ports.join(' | '),
    ]),
  ]);
}
