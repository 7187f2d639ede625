import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import type { Column } from './column.ts';

/** What our tables use of TanStack Table: sorting and filtering are done before, on plain data. */
export const features = tableFeatures({
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

export function columnDefinitions<T extends object>(
  columns: readonly Column<T>[],
): ColumnDef<typeof features, T>[] {
  return columns.map((column) => ({
    id: column.id,
    accessorFn: () => column.id,
    header: column.header,
    size: column.size,
    minSize: 40,
    maxSize: 1200,
    enableSorting: column.sortable === true,
    sortDescFirst:
      column.descendingFirst === true ||
      column.align === 'end' ||
      column.id === 'severity' ||
      column.id === 'verdict',
  }));
}
