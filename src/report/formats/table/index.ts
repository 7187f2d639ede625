export type { TableGrouping, TableOptions } from './table.ts';
export { formatTable } from './table.ts';
