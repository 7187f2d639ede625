import type { ClusterIdentity } from '../../cluster/index.ts';
import { namePatterns } from '../name-pattern.ts';
import type { Result, Subject } from '../result.ts';
import { type Exception, type ExceptionScope, hasEnded } from './exception.ts';

/** The exception that covers a result: one in force if there is one, else one for what was there before, else an expired one. */
export type ExceptionMatch =
  | { readonly exception: Exception; readonly state: 'in-force' }
  | { readonly exception: Exception; readonly state: 'changed' | 'expired' };

/** What of a result decides whether an exception covers it. */
export type Coverable = Pick<Result, 'control' | 'objectId' | 'contentDigest' | 'subject'>;

export type ExceptionMatcher = (result: Coverable) => ExceptionMatch | undefined;

interface Compiled {
  readonly exception: Exception;
  readonly expired: boolean;
  readonly covers: (result: Coverable) => boolean;
}

/**
 * Prepares exceptions for the results of one cluster: what is asked for each failure is a look-up by its object id and by
 * its control. An exception with neither object ids nor controls and a scope covers nothing: blanket exceptions hide what
 * nobody decided.
 * @param now when the judgement is made, in milliseconds since the epoch
 */
export function exceptionMatcher(
  exceptions: readonly Exception[],
  cluster: Pick<ClusterIdentity, 'id' | 'name'>,
  now: number,
): ExceptionMatcher {
  const byObject = new Map<string, Compiled[]>();
  const byControl = new Map<string, Compiled[]>();
  for (const exception of exceptions) {
    if (!isInCluster(exception.scope, cluster)) continue;
    const compiled = compile(exception, now);
    for (const id of exception.objectIds ?? []) append(byObject, id, compiled);
    if (exception.objectIds !== undefined || exception.scope === undefined) continue;
    for (const control of exception.controls ?? []) append(byControl, control, compiled);
  }
  return (result) => {
    let expired: Exception | undefined;
    let changed: Exception | undefined;
    for (const list of [byObject.get(result.objectId), byControl.get(result.control)]) {
      for (const each of list ?? []) {
        if (!each.covers(result)) continue;
        if (each.expired) expired ??= each.exception;
        else if (isForAnother(each.exception, result)) changed ??= each.exception;
        else return { exception: each.exception, state: 'in-force' };
      }
    }
    if (changed !== undefined) return { exception: changed, state: 'changed' };
    return expired && { exception: expired, state: 'expired' };
  };
}

/** Findings of reports that were written before there were digests, and exceptions without any, hold as they did. */
function isForAnother({ contentDigests }: Exception, { objectId, contentDigest }: Coverable): boolean {
  const decided = contentDigests?.[objectId];
  return decided !== undefined && contentDigest !== undefined && !decided.includes(contentDigest);
}

function append(map: Map<string, Compiled[]>, key: string, compiled: Compiled): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [compiled]);
  else list.push(compiled);
}

function isInCluster(scope: ExceptionScope | undefined, { id, name }: Pick<ClusterIdentity, 'id' | 'name'>) {
  const isNamed = namePatterns(scope?.clusters);
  return isNamed(id) || isNamed(name);
}

function compile(exception: Exception, now: number): Compiled {
  const { controls, scope } = exception;
  const inScope = scopeTest(scope ?? {});
  const covers = (result: Coverable) =>
    (controls?.includes(result.control) ?? true) && inScope(result.subject);
  return { exception, expired: hasEnded(exception, now), covers };
}

function scopeTest({ namespaces, kinds, names, containers }: ExceptionScope): (subject: Subject) => boolean {
  const namespaceFits = namePatterns(namespaces);
  const kindFits = namePatterns(kinds);
  const nameFits = namePatterns(names);
  const containerFits = namePatterns(containers);
  return (subject) =>
    namespaceFits(namespaceOf(subject)) &&
    (kindFits(subject.kind) || kindFits(`${subject.kind}.${subject.group}`)) &&
    nameFits(subject.name) &&
    containerFits(subject.container);
}

function namespaceOf({ group, kind, namespace, name }: Subject): string {
  return group === '' && kind === 'Namespace' ? name : namespace;
}
