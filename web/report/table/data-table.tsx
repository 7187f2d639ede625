import { useTable } from '@tanstack/react-table';
import {
  type ReactNode,
  useCallback,
  useDeferredValue,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { SortKey } from '../model/sort.ts';
import { usePrinting } from '../print/printing.ts';
import { type Column, columnWidths, entriesOf, type Grouping } from './column.ts';
import classes from './data-table.module.css';
import { columnDefinitions, features } from './features.ts';
import { HeadCell } from './head-cell.tsx';
import { VirtualBody } from './virtual-body.tsx';

export interface DataTableProps<T> {
  /** What the table lists, for a screen reader. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** In the order in which they are shown. */
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly sort: readonly SortKey[];
  readonly onSort: (keys: readonly SortKey[]) => void;
  readonly hidden?: ReadonlySet<string>;
  readonly roomy?: boolean;
  readonly grouping?: Grouping<T> | undefined;
  /** The row that is open or under the cursor. */
  readonly current?: string | undefined;
  readonly onOpen?: (row: T) => void;
  /** What stands in place of rows when there are none. */
  readonly empty: ReactNode;
}

const nothingHidden: ReadonlySet<string> = new Set();

/**
 * A table of any length: sticky head, resizable columns, sorting by several columns, groups. Only the rows in sight
 * are in the document; on paper all of them are, up to a stated limit.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, rows, rowKey, sort, hidden = nothingHidden, grouping, current } = props;
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const printing = usePrinting();
  const width = useWidth(scroller);
  const shownRows = useDeferredValue(rows);
  const definitions = useMemo(() => columnDefinitions(columns), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: noRows,
    manualSorting: true,
    columnResizeMode: 'onChange',
    isMultiSortEvent: (event) => (event as MouseEvent).shiftKey,
    state: {
      sorting: sort.map((key) => ({ id: key.column, desc: key.descending })),
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, !hidden.has(column.id)])),
    },
    onSortingChange: (update) => {
      const before = sort.map((key) => ({ id: key.column, desc: key.descending }));
      const after = typeof update === 'function' ? update(before) : update;
      props.onSort(after.map((key) => ({ column: key.id, descending: key.desc })));
    },
  });
  const shown = table
    .getVisibleLeafColumns()
    .flatMap((leaf) => columns.find((column) => column.id === leaf.id) ?? []);
  const currentGroup = useMemo(
    () => groupOfCurrent(shownRows, grouping, rowKey, current),
    [shownRows, grouping, rowKey, current],
  );
  const entries = useMemo(
    () =>
      entriesOf(shownRows, grouping, (group) => printing || (toggled.get(group) ?? group === currentGroup)),
    [shownRows, grouping, toggled, currentGroup, printing],
  );
  const toggle = (group: string, open: boolean): void => setToggled(new Map(toggled).set(group, open));
  const [headers] = table.getHeaderGroups();
  const widths = columnWidths(
    (headers?.headers ?? []).map((header) => ({
      size: header.getSize(),
      grow: columns.find(({ id }) => id === header.id)?.grow,
    })),
    width,
  );
  return (
    // The region scrolls: the keyboard has to reach it.
    // oxlint-disable jsx-a11y/no-noninteractive-tabindex
    <section
      ref={setScroller}
      className={classes['scroller']}
      tabIndex={0}
      aria-label={props.label}
      data-roomy={props.roomy || undefined}
    >
      <table
        className={classes['table']}
        aria-rowcount={entries.length + 1}
        style={{ width: widths.reduce((sum, one) => sum + one, 0) }}
      >
        <colgroup>
          {headers?.headers.map((header, index) => (
            <col key={header.id} style={{ width: widths[index] }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {headers?.headers.map((header) => (
              <HeadCell
                key={header.id}
                header={header}
                sort={sort}
                column={columns.find(({ id }) => id === header.id)}
              />
            ))}
          </tr>
        </thead>
        {scroller ? (
          <VirtualBody
            scroller={scroller}
            entries={entries}
            columns={shown}
            rowHeight={props.roomy ? 40 : 28}
            rowKey={rowKey}
            grouping={grouping}
            current={current}
            onOpen={props.onOpen}
            onToggle={toggle}
          />
        ) : null}
      </table>
      {rows.length === 0 ? <div className={classes['empty']}>{props.empty}</div> : null}
    </section>
  );
}

const noRows: never[] = [];

/** Groups start closed, but for the one that holds the current row. */
function groupOfCurrent<T>(
  rows: readonly T[],
  grouping: Grouping<T> | undefined,
  rowKey: (row: T) => string,
  current: string | undefined,
): string | undefined {
  if (!grouping || current === undefined) return undefined;
  const row = rows.find((one) => rowKey(one) === current);
  return row && grouping.keyOf(row);
}

/** The inner width of an element, without its scroll bar; 0 while there is none. */
function useWidth(element: HTMLElement | null): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!element) return () => undefined;
      const observer = new ResizeObserver(listener);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [element],
  );
  return useSyncExternalStore(subscribe, () => element?.clientWidth ?? 0);
}
