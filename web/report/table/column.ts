import type { ReactNode } from 'react';

/** One column of a table over rows of `T`. */
export interface Column<T> {
  /** Key of visibility and sorting in the URL. */
  readonly id: string;
  readonly header: string;
  /** What the heading means, where a word is not enough. */
  readonly hint?: string;
  /** Width in CSS pixels. */
  readonly size: number;
  /** Share of the width that is left over when the table is wider than its columns. */
  readonly grow?: number;
  readonly align?: 'end';
  readonly sortable?: boolean;
  /** The first click sorts from the greatest down. */
  readonly descendingFirst?: boolean;
  /** Cannot be switched off. */
  readonly fixed?: boolean;
  readonly cell: (row: T) => ReactNode;
  /** The whole text, for a cell that may be cut off. */
  readonly title?: (row: T) => string;
}

/** Rows under one heading, in the order of the rows. */
export interface Grouping<T> {
  readonly keyOf: (row: T) => string;
  readonly heading: (row: T, count: number) => ReactNode;
}

export type Entry<T> =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly row: T;
      readonly count: number;
      readonly open: boolean;
    }
  | { readonly kind: 'row'; readonly row: T; readonly index: number };

/** The lines of a table: rows, with a heading before each group; a closed group shows its heading alone. Groups stand where their first row stands. */
export function entriesOf<T>(
  rows: readonly T[],
  grouping: Grouping<T> | undefined,
  isOpen: (group: string) => boolean,
): readonly Entry<T>[] {
  if (!grouping) return rows.map((row, index) => ({ kind: 'row', row, index }));
  const groups = Map.groupBy(
    rows.map((row, index) => ({ row, index })),
    ({ row }) => grouping.keyOf(row),
  );
  const entries: Entry<T>[] = [];
  for (const [key, members] of groups) {
    const [first] = members;
    if (!first) continue;
    const open = isOpen(key);
    entries.push({ kind: 'group', key, row: first.row, count: members.length, open });
    if (open) for (const { row, index } of members) entries.push({ kind: 'row', row, index });
  }
  return entries;
}

/** Widths in CSS pixels of columns in a table of `available` width: what is left over goes to those that grow. */
export function columnWidths(
  columns: readonly { readonly size: number; readonly grow?: number | undefined }[],
  available: number,
): readonly number[] {
  const total = columns.reduce((sum, { size }) => sum + size, 0);
  const shares = columns.reduce((sum, { grow = 0 }) => sum + grow, 0);
  const left = Math.max(0, available - total);
  return columns.map(({ size, grow = 0 }) =>
    shares === 0 ? size : size + Math.floor((left * grow) / shares),
  );
}
