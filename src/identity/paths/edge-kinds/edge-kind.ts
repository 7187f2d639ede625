import type { Difficulty } from '../difficulty.ts';

/** One way to get from one position to the next, as a catalogue entry. */
export interface EdgeKind {
  readonly title: string;
  /** Completes "may …" or, for what is no right, "…". */
  readonly what: string;
  readonly difficulty: Difficulty;
  /** ATT&CK technique. */
  readonly technique: string;
  /** Where the rule is written. */
  readonly source: string;
  /** How to take it away. */
  readonly cut: string;
  /** What it also needs that the objects do not show. */
  readonly condition?: string;
}
