/** Something in the input that was wrong, said with where it is and what to do. Nothing else is lost because of it. */
export interface Problem {
  /** Stable, documented in docs/errors.md: `manifest-syntax`, `object-field-type`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** `error` makes the run incomplete or failed (exit 2 or 3); `warning` does not. */
  readonly severity: 'error' | 'warning';
}
