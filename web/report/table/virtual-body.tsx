import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect } from 'react';
import { usePrinting } from '../print/printing.ts';
import { counted } from '../words/number.ts';
import type { Column, Entry, Grouping } from './column.ts';
import classes from './data-table.module.css';

/** Paper takes this many lines of one table; the last line says what is left out. */
const printLimit = 2000;
const headHeight = 28;

interface VirtualBodyProps<T> {
  readonly scroller: HTMLElement;
  readonly entries: readonly Entry<T>[];
  readonly columns: readonly Column<T>[];
  readonly rowHeight: number;
  readonly rowKey: (row: T) => string;
  readonly grouping: Grouping<T> | undefined;
  readonly current: string | undefined;
  readonly onOpen: ((row: T) => void) | undefined;
  readonly onToggle: (group: string, open: boolean) => void;
}

export function VirtualBody<T>(props: VirtualBodyProps<T>) {
  const { scroller, entries, columns, rowHeight, rowKey, current } = props;
  const printing = usePrinting();
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head stands before the first row and, being sticky, over the first row in sight.
    paddingStart: headHeight,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: rowHeight,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useEffect(() => {
    const index =
      current === undefined
        ? -1
        : entries.findIndex((entry) => entry.kind === 'row' && rowKey(entry.row) === current);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
    // The place of the current row matters when the row changes, not on every new filter.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [current]);
  const items = virtualizer.getVirtualItems();
  const first = printing ? 0 : (items[0]?.index ?? 0);
  const end = printing ? Math.min(entries.length, printLimit) : (items.at(-1)?.index ?? -1) + 1;
  const before = first * rowHeight;
  const after = printing ? 0 : (entries.length - end) * rowHeight;
  return (
    <tbody>
      {before > 0 ? <Spacer height={before} /> : null}
      {entries.slice(first, end).map((entry, offset) => (
        <Line
          key={entry.kind === 'group' ? `group ${entry.key}` : rowKey(entry.row)}
          entry={entry}
          position={first + offset + 2}
          {...props}
        />
      ))}
      {after > 0 ? <Spacer height={after} /> : null}
      {printing && entries.length > end ? (
        <tr>
          <td colSpan={columns.length}>
            {counted(entries.length - end, 'more line')} not printed: export them as CSV.
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

function Spacer({ height }: { readonly height: number }) {
  return <tr aria-hidden className={classes['spacer']} style={{ height }} />;
}

function Line<T>({
  entry,
  position,
  columns,
  rowKey,
  grouping,
  current,
  onOpen,
  onToggle,
}: VirtualBodyProps<T> & { readonly entry: Entry<T>; readonly position: number }) {
  if (entry.kind === 'group')
    return (
      <tr className={classes['group']} aria-rowindex={position}>
        <th colSpan={columns.length} scope="rowgroup">
          <button type="button" aria-expanded={entry.open} onClick={() => onToggle(entry.key, !entry.open)}>
            <span className={classes['twist']} aria-hidden>
              {entry.open ? '–' : '+'}
            </span>
            {grouping?.heading(entry.row, entry.count)}
          </button>
        </th>
      </tr>
    );
  const { row } = entry;
  return (
    // The keyboard opens a row by the link in it; the click on the whole row is for the mouse alone.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <tr
      aria-rowindex={position}
      data-current={rowKey(row) === current || undefined}
      data-opens={onOpen ? true : undefined}
      onClick={(event) => {
        const onControl = event.target instanceof Element && event.target.closest('a, button');
        if (!onControl && !window.getSelection()?.toString()) onOpen?.(row);
      }}
    >
      {columns.map((column) => (
        <td key={column.id} data-align={column.align} title={column.title?.(row)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
