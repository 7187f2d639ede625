export type { TableGrouping } from './page.ts';
export type { TableOptions } from './table.ts';
export { formatTable } from './table.ts';
