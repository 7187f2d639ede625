import type { Problem } from '../../../cluster/index.ts';
import type { DocumentInput } from '../../../posture/pod-security/index.ts';
import type { Palette } from '../../../report/index.ts';

/** What a table is made from. */
export interface TableInput extends DocumentInput {
  readonly problems: readonly Problem[];
  readonly toolVersion: string;
  /** Tell every workload that would be refused, not the first of each check. */
  readonly every: boolean;
}

export interface Page {
  readonly palette: Palette;
  /** In characters. */
  readonly width: number;
}
