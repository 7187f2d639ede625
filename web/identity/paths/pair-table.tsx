import { useMemo } from 'react';
import { formatSort, parseSort, sortBy } from '../../report/model/sort.ts';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import { withQuery } from '../../report/place/place.ts';
import type { Column } from '../../report/table/column.ts';
import { DataTable } from '../../report/table/data-table.tsx';
import { useAudit } from '../model/audit-context.tsx';
import type { Pair } from '../model/path-graph.ts';
import classes from './paths.module.css';

interface PairTableProps {
  readonly pairs: readonly Pair[];
  /** Keys of those that a removal leaves. */
  readonly left: ReadonlySet<string>;
  readonly isCut: boolean;
}

interface Row {
  readonly pair: Pair;
  readonly from: string;
  readonly to: string;
  readonly sinkName: string;
  readonly ends: boolean;
}

const values = {
  from: ({ from }: Row) => from,
  to: ({ pair }: Row) => pair.sink,
  cost: ({ pair }: Row) => pair.cost,
  state: ({ ends }: Row) => Number(ends),
};

/** Who reaches what, of any number. */
export function PairTable({ pairs, left, isCut }: PairTableProps) {
  const { cluster } = useAudit();
  const { place, go } = useNavigation();
  const sort = place.query['sort'];
  const rows = useMemo(() => {
    const all = pairs.map((pair): Row => {
      const { name = '', text = '' } = cluster.graph.sinks[pair.sink] ?? {};
      return {
        pair,
        from: cluster.graph.vertices[pair.from]?.text ?? pair.source,
        to: text,
        sinkName: name,
        ends: !left.has(pair.key),
      };
    });
    return sortBy(all, parseSort(sort ?? ['-state']), values);
  }, [pairs, left, cluster, sort]);
  const columns = useMemo(() => columnsOf(isCut), [isCut]);
  return (
    <div className={classes['all']}>
      <DataTable
        label="All paths"
        columns={columns}
        rows={rows}
        rowKey={({ pair }) => pair.key}
        sort={parseSort(sort)}
        onSort={(keys) => go(withQuery(place, { sort: formatSort(keys) }), { replace: true })}
        empty={<p>No path.</p>}
      />
    </div>
  );
}

function columnsOf(isCut: boolean): readonly Column<Row>[] {
  return [
    {
      id: 'from',
      header: 'From',
      size: 260,
      grow: 2,
      sortable: true,
      cell: (row) => <PairLink row={row} />,
      title: ({ from }) => from,
    },
    {
      id: 'to',
      header: 'To',
      size: 200,
      grow: 1,
      sortable: true,
      cell: ({ to }) => to,
      title: ({ to }) => to,
    },
    {
      id: 'cost',
      header: 'Cost',
      hint: 'What its steps cost an attacker',
      size: 70,
      align: 'end',
      sortable: true,
      cell: ({ pair }) => pair.cost,
    },
    ...(isCut
      ? [
          {
            id: 'state',
            header: 'After',
            size: 90,
            sortable: true,
            cell: ({ ends }: Row) => (ends ? <span className={classes['ends']}>ends</span> : 'is left'),
          },
        ]
      : []),
  ];
}

function PairLink({ row }: { readonly row: Row }) {
  const { place } = useNavigation();
  const { path, query } = withQuery(place, { from: [row.pair.source], to: [row.sinkName] });
  return (
    <PlaceLink path={path} query={query}>
      {row.from}
    </PlaceLink>
  );
}
