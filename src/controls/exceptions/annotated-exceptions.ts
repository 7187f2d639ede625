import type { Cluster, ClusterObject, Problem } from '../../cluster/index.ts';
import type { ExceptionIssueCode } from './errors.ts';
import { type Exception, expiryOf } from './exception.ts';

/** `plimsoll.dev/except.<control>: "reads the logs of its node; until=2027-01-31; owner=platform"` */
const exceptionAnnotationPrefix = 'plimsoll.dev/except.';

/** What the objects of a cluster say about themselves. */
export interface AnnotatedExceptions {
  readonly exceptions: readonly Exception[];
  /** Annotations that cannot be used; the findings that they were meant for stay open. */
  readonly problems: readonly (Problem & { readonly code: ExceptionIssueCode })[];
}

/**
 * The exceptions that objects carry themselves; one without what is required is none. Only those of an object without an owner count: controllers copy the
 * annotations of a Deployment to its ReplicaSets, and findings are about the Deployment.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go (SetNewReplicaSetAnnotations)
 */
export function annotatedExceptions(
  cluster: Cluster,
  isControl: (id: string) => boolean,
  required: readonly ('ticket' | 'approver')[] = [],
): AnnotatedExceptions {
  const exceptions: Exception[] = [];
  const problems: AnnotatedExceptions['problems'][number][] = [];
  for (const object of cluster.objects()) {
    for (const [key, value] of Object.entries(object.body.metadata.annotations ?? {})) {
      if (!key.startsWith(exceptionAnnotationPrefix) || isOwned(cluster, object)) continue;
      const control = key.slice(exceptionAnnotationPrefix.length);
      const read = withRequired(readAnnotation(control, String(value), isControl), required);
      if (typeof read === 'string') problems.push(problemOf(object, key, read));
      else exceptions.push(exceptionOf(object, cluster, key, read));
    }
  }
  return { exceptions, problems };
}

function isOwned(cluster: Cluster, object: ClusterObject): boolean {
  const workload = cluster.workloadOf(object);
  return workload !== undefined && workload.object.key !== object.key;
}

interface Written extends Pick<Exception, 'owner' | 'reason' | 'expires' | 'ticket' | 'approver'> {
  readonly control: string;
}

const fields = ['until', 'owner', 'ticket', 'approver'] as const;

/** The fields stand in any order between semicolons; the rest is the reason. Says in words what is missing or wrong. */
function readAnnotation(control: string, text: string, isControl: (id: string) => boolean): Written | string {
  const found = new Map<string, string>();
  const reason: string[] = [];
  for (const part of text.split(';').map((each) => each.trim())) {
    const [, name, value] = /^([a-z]+)\s*=\s*(.*)$/.exec(part) ?? [];
    if (name !== undefined && value !== undefined && fields.some((field) => field === name)) {
      if (found.has(name)) return `it says ${name} twice`;
      found.set(name, value);
    } else if (part !== '') reason.push(part);
  }
  const { until = '', owner = '', ticket, approver } = Object.fromEntries(found);
  if (!isControl(control)) return `there is no control "${control}"`;
  if (reason.length === 0) return 'it gives no reason';
  if (owner === '') return 'it names no owner';
  if (expiryOf(until) === undefined)
    return until === '' ? 'it has no end' : `until=${until} is no date, such as 2027-01-31`;
  return {
    control,
    owner,
    reason: reason.join('; '),
    expires: until,
    ...(ticket !== undefined && { ticket }),
    ...(approver !== undefined && { approver }),
  };
}

/** What the configuration requires of every exception. */
function withRequired(
  read: Written | string,
  required: readonly ('ticket' | 'approver')[],
): Written | string {
  if (typeof read === 'string') return read;
  const missing = required.find((field) => (read[field] ?? '').trim() === '');
  return missing === undefined ? read : `it has no ${missing}, which the configuration requires`;
}

function exceptionOf(
  object: ClusterObject,
  cluster: Cluster,
  key: string,
  { control, ...written }: Written,
): Exception {
  const { group, kind, namespace, name } = object;
  return {
    id: `annotation/${placeOf(object)}/${control}`,
    ...written,
    controls: [control],
    scope: {
      clusters: [cluster.identity.id],
      ...(namespace !== '' && { namespaces: [namespace] }),
      kinds: [`${kind}.${group}`],
      names: [name],
    },
    origin: { kind: 'annotation', ...positionOf(object, key) },
  };
}

function problemOf(
  object: ClusterObject,
  key: string,
  what: string,
): AnnotatedExceptions['problems'][number] {
  return {
    code: 'exception-annotation',
    message: `${placeOf(object)}: the annotation ${key} is no exception: ${what}`,
    hint: `Write ${exceptionAnnotationPrefix}CONTROL: "reason; until=2027-01-31; owner=NAME".`,
    ...positionOf(object, key),
    severity: 'warning',
  };
}

function placeOf({ group, kind, namespace, name }: ClusterObject): string {
  return [namespace, group === '' ? kind : `${kind}.${group}`, name].filter((part) => part !== '').join('/');
}

function positionOf({ origin }: ClusterObject, key: string): Pick<Problem, 'file' | 'line' | 'column'> {
  if (origin === undefined) return {};
  const { file, line, column } = origin.locate(['metadata', 'annotations', key]);
  return { file, line, column };
}
