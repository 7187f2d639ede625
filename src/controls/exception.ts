import type { Result } from './result.ts';

/** A decision of people to live with a finding until a date. */
export interface Exception {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  /** RFC 3339; from this moment on the finding is open again. */
  readonly expires: string;
  /** Exactly this finding, in every cluster. */
  readonly objectId?: string;
  /** Everything in this scope; only with `controls`. */
  readonly scope?: ExceptionScope;
  /** Slugs of the controls it covers. */
  readonly controls?: readonly string[];
}

/** All given fields must match; a field lists alternatives. */
export interface ExceptionScope {
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly kinds?: readonly string[];
  readonly names?: readonly string[];
  readonly containers?: readonly string[];
}

/** The exception that covers a result: one in force if there is one, else one that has expired. */
export interface ExceptionMatch {
  readonly exception: Exception;
  readonly expired: boolean;
}

/** @param now when the judgement is made, in milliseconds since the epoch */
export function matchException(
  result: Result,
  exceptions: readonly Exception[],
  now: number,
): ExceptionMatch | undefined {
  let expired: Exception | undefined;
  for (const exception of exceptions) {
    if (!covers(exception, result)) continue;
    if (now < Date.parse(exception.expires)) return { exception, expired: false };
    expired ??= exception;
  }
  return expired === undefined ? undefined : { exception: expired, expired: true };
}

/** An exception with neither an object id nor controls and a scope covers nothing: blanket exceptions hide what nobody decided. */
function covers({ objectId, controls, scope }: Exception, result: Result): boolean {
  if (controls !== undefined && !controls.includes(result.control)) return false;
  if (objectId !== undefined)
    return objectId === result.objectId && (scope === undefined || inScope(scope, result));
  return controls !== undefined && scope !== undefined && inScope(scope, result);
}

function inScope(scope: ExceptionScope, { cluster, subject }: Result): boolean {
  return (
    admits(scope.clusters, cluster) &&
    admits(scope.namespaces, subject.namespace) &&
    admits(scope.kinds, subject.kind) &&
    admits(scope.names, subject.name) &&
    admits(scope.containers, subject.container)
  );
}

function admits(alternatives: readonly string[] | undefined, value: string | undefined): boolean {
  return alternatives === undefined || (value !== undefined && alternatives.includes(value));
}
