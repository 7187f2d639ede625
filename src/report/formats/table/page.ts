import type { Palette } from '../../text/palette.ts';

export type TableGrouping = 'control' | 'workload' | 'owner' | 'cluster';

/** What a section of the table is written with. */
export interface Page {
  readonly palette: Palette;
  /** In characters. */
  readonly width: number;
}
