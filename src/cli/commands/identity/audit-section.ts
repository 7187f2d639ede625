/** One table of an audit, for whatever shows it. */
export interface AuditSection {
  readonly title: string;
  readonly sentence?: string;
  /** What the columns are; a page of text leaves it out. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes?: readonly string[];
}
