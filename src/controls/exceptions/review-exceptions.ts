import type { ExceptionIssueCode } from './errors.ts';
import { daysLeft, type Exception, hasEnded } from './exception.ts';

/** One thing that somebody should look at in an exception. */
export interface ExceptionIssue {
  readonly code: ExceptionIssueCode;
  readonly exception: Exception;
  /** What is wrong, with the id in it. */
  readonly message: string;
  readonly hint: string;
}

export interface ReviewOptions {
  /** When it is reviewed, in milliseconds since the epoch. */
  readonly now: number;
  /** How many findings one exception may cover. */
  readonly maxFindings?: number;
  /** How many days an exception may have left. */
  readonly maxDays?: number;
  /** Findings that each exception covers, by id; an exception without an entry covers none. Absent when nothing was judged. */
  readonly covered?: ReadonlyMap<string, number>;
  /** Whether all that exceptions may be about was judged: only then does covering nothing mean anything. */
  readonly complete?: boolean;
}

const defaultMaxFindings = 25;

/** What is wrong with exceptions that can be read, each exception in turn. Pure. */
export function reviewExceptions(exceptions: readonly Exception[], options: ReviewOptions): ExceptionIssue[] {
  const first = new Map<string, Exception>();
  return exceptions.flatMap((exception) => [
    ...expiry(exception, options),
    ...breadth(exception, options),
    ...duplicates(exception, first),
    ...approval(exception),
    ...use(exception, options),
  ]);
}

function* expiry(exception: Exception, { now, maxDays }: ReviewOptions): Generator<ExceptionIssue> {
  const { id, expires, owner } = exception;
  if (hasEnded(exception, now)) {
    yield {
      code: 'exception-expired',
      exception,
      message: `Exception ${id} of ${owner} ended on ${expires}: what it covered is open again`,
      hint: 'Cure it, or decide anew and set a later date.',
    };
  } else if (maxDays !== undefined && daysLeft(exception, now) > maxDays) {
    yield {
      code: 'exception-too-long',
      exception,
      message: `Exception ${id} lasts ${daysLeft(exception, now)} more days, and exceptions may last ${maxDays}`,
      hint: 'Set an earlier date: what is still needed then can be decided again.',
    };
  }
}

/** Without a namespace and without a name the next workload that anybody makes is covered too. */
function* breadth(exception: Exception, options: ReviewOptions): Generator<ExceptionIssue> {
  const { id, objectIds, scope = {}, controls = [] } = exception;
  if (objectIds === undefined && !narrows(scope.namespaces) && !narrows(scope.names)) {
    const what = controls.length === 1 ? controls[0] : `${controls.length} controls`;
    yield {
      code: 'exception-too-broad',
      exception,
      message: `Exception ${id} names neither a namespace nor a name: it also covers what is made tomorrow (${what})`,
      hint: 'Add scope.namespaces and scope.names.',
    };
    return;
  }
  const most = options.maxFindings ?? defaultMaxFindings;
  const covered = options.covered?.get(id) ?? 0;
  if (covered <= most) return;
  yield {
    code: 'exception-too-broad',
    exception,
    message: `Exception ${id} covers ${covered} findings; ${most} are as many as anybody looks at`,
    hint: 'Split it by workload, or change the control or its parameters.',
  };
}

/** Whether patterns leave anything out. */
export function narrows(patterns: readonly string[] | undefined): boolean {
  return patterns !== undefined && !patterns.some((pattern) => /^\*+$/.test(pattern));
}

function* duplicates(exception: Exception, first: Map<string, Exception>): Generator<ExceptionIssue> {
  for (const what of coverageKeys(exception)) {
    const other = first.get(what);
    if (other === undefined) {
      first.set(what, exception);
      continue;
    }
    yield {
      code: 'exception-duplicate',
      exception,
      message: `Exception ${exception.id} covers what ${other.id} covers`,
      hint: `Keep one of the two${other.origin?.line === undefined ? '' : `; ${other.id} is at ${other.origin.file}:${other.origin.line}`}.`,
    };
    return;
  }
}

const scopeFields = ['clusters', 'namespaces', 'kinds', 'names', 'containers'] as const;

/** What an exception covers, as text: its object ids, or each of its controls with the scope. */
function coverageKeys({ objectIds, controls = [], scope = {} }: Exception): string[] {
  if (objectIds !== undefined) return [...objectIds];
  const fields = scopeFields.map((field) => scope[field]?.toSorted((one, other) => (one < other ? -1 : 1)));
  return controls.map((control) => JSON.stringify([control, ...fields]));
}

function* approval(exception: Exception): Generator<ExceptionIssue> {
  const { id, owner, approver } = exception;
  if (approver !== owner) return;
  yield {
    code: 'exception-unapproved',
    exception,
    message: `Exception ${id}: ${owner} owns it and approved it`,
    hint: 'Somebody else should approve it.',
  };
}

function* use(exception: Exception, { covered, complete, now }: ReviewOptions): Generator<ExceptionIssue> {
  if (covered === undefined || complete !== true || (covered.get(exception.id) ?? 0) > 0) return;
  if (hasEnded(exception, now)) return;
  yield {
    code: 'exception-inert',
    exception,
    message: `Exception ${exception.id} covers nothing: its finding is cured, or it never had one`,
    hint: 'Delete it.',
  };
}
