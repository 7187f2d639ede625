/** A decision of people to live with a finding until a date. */
export interface Exception {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  /** A date, the last day on which it holds (UTC), or an RFC 3339 time, from which on it no longer does. */
  readonly expires: string;
  /** Exactly these findings, in every cluster, chart and snapshot. */
  readonly objectIds?: readonly string[];
  /**
   * What was decided about, by object id: the content digests that the finding may have. One without an entry is covered
   * whatever is found there.
   */
  readonly contentDigests?: Readonly<Record<string, readonly string[]>>;
  /** Everything in this scope; without `objectIds` only with `controls`. */
  readonly scope?: ExceptionScope;
  /** Slugs of the controls it covers. */
  readonly controls?: readonly string[];
  readonly ticket?: string;
  readonly approver?: string;
  readonly origin?: ExceptionOrigin;
}

/** Where an exception is written: in a file of exceptions, or on the object itself. */
export interface ExceptionOrigin {
  readonly kind: 'file' | 'annotation';
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** All given fields must match; a field lists alternatives, in which `*` stands for any characters. */
export interface ExceptionScope {
  /** Names or ids. */
  readonly clusters?: readonly string[];
  /** A Namespace counts as being in itself. */
  readonly namespaces?: readonly string[];
  /** `Certificate`, or with its API group `Certificate.cert-manager.io`; that of the core API is empty: `Service.`. */
  readonly kinds?: readonly string[];
  readonly names?: readonly string[];
  readonly containers?: readonly string[];
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const day = 86_400_000;

/**
 * The moment from which an exception no longer holds, in milliseconds since the epoch: the end of a date's day in UTC, or
 * an RFC 3339 time itself. Undefined for what is neither, such as 31 February.
 */
export function expiryOf(text: string): number | undefined {
  const isDate = dateOnly.test(text);
  if (!isDate && !dateTime.test(text)) return undefined;
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  const exists =
    !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === text.slice(0, 10);
  if (!exists) return undefined;
  const at = isDate ? midnight + day : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether it no longer holds; one whose date cannot be read never did. */
export function hasEnded({ expires }: Pick<Exception, 'expires'>, now: number): boolean {
  return (expiryOf(expires) ?? Number.NEGATIVE_INFINITY) <= now;
}

/** Whole days until it ends, rounded up: 1 on its last day; 0 or less when it has ended or its date cannot be read. */
export function daysLeft({ expires }: Pick<Exception, 'expires'>, now: number): number {
  const end = expiryOf(expires);
  return end === undefined ? 0 : Math.ceil((end - now) / day);
}
