import type { CelErrorCode } from './cel-error.ts';

/**
 * What evaluation throws inside the engine. Not an Error: errors are ordinary values to `&&`, `||` and the macros, which
 * absorb them by the thousand, and capturing a stack for each would cost more than the evaluation.
 */
export class Failure {
  readonly code: CelErrorCode;
  readonly message: string;
  /** Offsets of the expression that failed; -1 until the nearest call fills them in. */
  start: number;
  end: number;

  constructor(code: CelErrorCode, message: string, start = -1, end = -1) {
    this.code = code;
    this.message = message;
    this.start = start;
    this.end = end;
  }
}

/** Throws a {@link Failure} whose place the calling expression fills in. */
export function fail(code: CelErrorCode, message: string): never {
  throw new Failure(code, message);
}

const fatalCodes: ReadonlySet<CelErrorCode> = new Set(['cost-limit', 'memory-limit', 'interrupted']);

/**
 * Whether an error stops the whole evaluation. All others are absorbed by `&&`, `||` and the macros built on them
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators).
 */
export function isFatal(error: unknown): boolean {
  return !(error instanceof Failure) || fatalCodes.has(error.code);
}
