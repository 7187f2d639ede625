import type { ClusterIdentity } from '../../cluster/index.ts';
import { namePatterns, narrows } from '../name-pattern.ts';
import type { ExceptionIssueCode } from './errors.ts';
import { daysLeft, type Exception, type ExceptionScope, hasEnded } from './exception.ts';

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
  /** What each exception covers, by id; an exception without an entry covers nothing. Absent when nothing was judged. */
  readonly covered?: ReadonlyMap<string, ExceptionCoverage>;
  /** Clusters of which all was judged that exceptions may be about: only there does covering nothing mean anything. */
  readonly whole?: readonly Pick<ClusterIdentity, 'id' | 'name'>[];
}

/** How many findings an exception is about. */
export interface ExceptionCoverage {
  readonly findings: number;
  /** Of these, open because something else stood there when it was made. */
  readonly changed: number;
}

const defaultMaxFindings = 25;

/** What is wrong with exceptions that can be read, each exception in turn. Pure. */
export function reviewExceptions(exceptions: readonly Exception[], options: ReviewOptions): ExceptionIssue[] {
  const earlier = new Map<string, Exception[]>();
  return exceptions.flatMap((exception) => [
    ...expiry(exception, options),
    ...change(exception, options),
    ...breadth(exception, options),
    ...kinds(exception),
    ...duplicates(exception, earlier),
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

function* change(exception: Exception, { covered, now }: ReviewOptions): Generator<ExceptionIssue> {
  const { changed = 0 } = covered?.get(exception.id) ?? {};
  if (changed === 0 || hasEnded(exception, now)) return;
  const what = changed === 1 ? 'a finding that has' : `${changed} findings that have`;
  yield {
    code: 'exception-changed',
    exception,
    message: `Exception ${exception.id} of ${exception.owner} is about ${what} changed since: open again`,
    hint: 'Look at what stands there now: cure it, or decide anew (docs/exceptions.md, What was decided about).',
  };
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
  const { findings = 0 } = options.covered?.get(id) ?? {};
  if (findings <= most) return;
  yield {
    code: 'exception-too-broad',
    exception,
    message: `Exception ${id} covers ${findings} findings; ${most} are as many as anybody looks at`,
    hint: 'Split it by workload, or change the control or its parameters.',
  };
}

/** Kinds are compared as they are written: `deployment` covers nothing, wherever it is looked for. */
function* kinds(exception: Exception): Generator<ExceptionIssue> {
  const wrong = exception.scope?.kinds?.find((kind) => /^[a-z]/.test(kind) && !kind.includes('*'));
  if (wrong === undefined) return;
  yield {
    code: 'exception-inert',
    exception,
    message: `Exception ${exception.id} names the kind ${wrong}, which covers nothing: kinds begin with a capital`,
    hint: 'Write it as manifests do: Deployment, ClusterRole.',
  };
}

function* duplicates(exception: Exception, earlier: Map<string, Exception[]>): Generator<ExceptionIssue> {
  for (const what of coverageKeys(exception)) {
    const others = earlier.get(what) ?? [];
    const other = others.find((each) => meets(each, exception, what));
    earlier.set(what, [...others, exception]);
    if (other === undefined) continue;
    yield {
      code: 'exception-duplicate',
      exception,
      message: `Exception ${exception.id} covers what ${other.id} covers`,
      hint: `Keep one of the two${other.origin?.line === undefined ? '' : `; ${other.id} is at ${other.origin.file}:${other.origin.line}`}.`,
    };
    return;
  }
}

/** Whether both can be about one finding: in one cluster, with the same found there. */
function meets(one: Exception, other: Exception, objectId: string): boolean {
  const [before, now] = [one.contentDigests?.[objectId], other.contentDigests?.[objectId]];
  if (before !== undefined && now !== undefined && !before.some((digest) => now.includes(digest)))
    return false;
  const [here, there] = [one.scope?.clusters, other.scope?.clusters];
  if (here === undefined || there === undefined) return true;
  return there.some(namePatterns(here)) || here.some(namePatterns(there));
}

const scopeFields = ['namespaces', 'kinds', 'names', 'containers'] as const;

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

function* use(exception: Exception, { covered, whole = [], now }: ReviewOptions): Generator<ExceptionIssue> {
  if (covered === undefined || (covered.get(exception.id)?.findings ?? 0) > 0) return;
  if (hasEnded(exception, now) || !isWhollyIn(whole, exception.scope)) return;
  yield {
    code: 'exception-inert',
    exception,
    message: `Exception ${exception.id} covers nothing: its finding is cured, or it never had one`,
    hint: 'Delete it.',
  };
}

/** Whether every cluster that it names was judged whole: a file for several clusters is not checked against one of them. */
function isWhollyIn(whole: NonNullable<ReviewOptions['whole']>, scope: ExceptionScope | undefined): boolean {
  const { clusters } = scope ?? {};
  if (clusters === undefined) return whole.length > 0;
  return clusters.every((pattern) => {
    const isNamed = namePatterns([pattern]);
    return whole.some(({ id, name }) => isNamed(id) || isNamed(name));
  });
}
