import type { Header } from '@tanstack/react-table';
import type { SortKey } from '../model/sort.ts';
import type { Column } from './column.ts';
import classes from './data-table.module.css';
import type { features } from './features.ts';

interface HeadCellProps<T extends object> {
  readonly header: Header<typeof features, T>;
  readonly sort: readonly SortKey[];
  readonly column: Column<T> | undefined;
}

/** Click sorts, Shift-click adds a column to the sort, the right edge resizes. */
export function HeadCell<T extends object>({ header, sort, column }: HeadCellProps<T>) {
  const sorted = header.column.getIsSorted();
  const rank = sort.findIndex((key) => key.column === header.id) + 1;
  const title = column?.header ?? '';
  return (
    <th
      scope="col"
      data-align={column?.align}
      aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {header.column.getCanSort() ? (
        <button
          type="button"
          className={classes['sort']}
          onClick={header.column.getToggleSortingHandler()}
          title={`${column?.hint === undefined ? '' : `${column.hint}. `}Sort by ${title.toLowerCase()}; with Shift also by this`}
        >
          {title}
          <span className={classes['arrow']} aria-hidden>
            {sorted === 'asc' ? '↑' : sorted === 'desc' ? '↓' : ''}
            {sorted && sort.length > 1 ? rank : ''}
          </span>
        </button>
      ) : (
        title
      )}
      <span
        className={classes['resize']}
        aria-hidden
        onMouseDown={header.getResizeHandler()}
        onTouchStart={header.getResizeHandler()}
      />
    </th>
  );
}
