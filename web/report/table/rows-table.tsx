import type { ReactNode } from 'react';
import layout from '../layout/layout.module.css';
import classes from './rows-table.module.css';

interface RowsTableProps {
  readonly label: string;
  /** Headings with their widths in CSS pixels; a column without one takes what is left. */
  readonly head: readonly (readonly [string, number?])[];
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly ReactNode[];
  }[];
}

/** A short table; a narrow window scrolls it, and nothing of a name is cut off. */
export function RowsTable({ label, head, rows }: RowsTableProps) {
  return (
    // A table wider than the window scrolls: the keyboard has to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes['scroller']} tabIndex={0} aria-label={label}>
      <table
        className={layout['rows']}
        style={{ minWidth: head.reduce((sum, [, width = 150]) => sum + width, 0) }}
      >
        <colgroup>
          {head.map(([title, width]) => (
            <col key={title} style={width === undefined ? {} : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {head.map(([title]) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, column) => (
                <td key={head[column]?.[0]} data-wrap>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
