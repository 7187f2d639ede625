import { type Cluster, type ObjectKey, objectKey } from '../../cluster/index.ts';
import type { Catalogue, Result } from '../../controls/index.ts';
import type { ObjectTarget } from '../target.ts';

/** What a person asked about; both empty when it is everything. */
export interface Asked {
  readonly objects: readonly ObjectTarget[];
  /** `-n`. */
  readonly namespaces: readonly string[];
}

/**
 * Which verdicts are about what was asked. Named objects are told by their own verdicts and by those of the workload
 * that they fold into. A verdict about a kind as a whole, because not all of it could be read, stays as long as what is
 * hidden may be what was asked for.
 */
export function aboutWhatWasAsked(
  cluster: Cluster,
  catalogue: Catalogue,
  asked: Asked,
): (result: Result) => boolean {
  const { objects } = asked;
  const named = objects.length === 0 ? undefined : keysOf(cluster, objects);
  return (result) => {
    const { subject } = result;
    if (subject.name !== '') return named === undefined || named.has(objectKey(subject));
    if (isElsewhere(cluster, catalogue, asked, result)) return false;
    return objects.length === 0 || objects.some(({ kind }) => kind === subject.kind);
  };
}

function keysOf(cluster: Cluster, targets: readonly ObjectTarget[]): Set<ObjectKey> {
  const keys = new Set<ObjectKey>();
  for (const object of cluster.objects()) {
    if (!targets.some((target) => isNamed(target, object))) continue;
    keys.add(object.key);
    const workload = cluster.workloadOf(object);
    if (workload) keys.add(workload.object.key);
  }
  return keys;
}

function isNamed(
  { kind, name, namespace }: ObjectTarget,
  object: { kind: string; name: string; namespace: string },
): boolean {
  return (
    object.kind === kind &&
    object.name === name &&
    (namespace === undefined || object.namespace === namespace)
  );
}

/**
 * Whether an unread kind hides nothing of the namespaces asked for: there it was read, or its objects are in none. Only
 * where a control judges each object by itself; an analysis may need what is elsewhere.
 */
function isElsewhere(cluster: Cluster, catalogue: Catalogue, { namespaces }: Asked, result: Result): boolean {
  const { group, kind, namespace } = result.subject;
  if (namespaces.length === 0 || namespace !== '' || catalogue.control(result.control)?.policy === undefined)
    return false;
  if (namespaces.every((name) => cluster.knowledgeOf(group, kind, name).complete)) return true;
  const rows = cluster.coverage.resources.filter((row) => row.group === group && row.kind === kind);
  return rows.length > 0 && rows.every(({ namespaced }) => !namespaced) && kind !== 'Namespace';
}
