import {
  type Cluster,
  type ClusterObject,
  type ObjectKey,
  type ObjectReference,
  objectKey,
  podTemplateKinds,
} from '../../cluster/index.ts';
import type { Catalogue } from '../../controls/index.ts';
import {
  accessOf,
  principalOf,
  type RbacIndex,
  type ServiceAccount,
  subjectKey,
  usesOf,
} from '../../identity/index.ts';
import { isNamed, isOfKind, type ObjectTarget } from '../target.ts';

/** What a person asked about; both empty when it is everything. */
export interface Asked {
  readonly objects: readonly ObjectTarget[];
  /** `-n`. */
  readonly namespaces: readonly string[];
}

/**
 * Which verdicts are about what was asked. Named objects are told by their own verdicts and by those of the workload
 * that they fold into; a service account also by those of the bindings that name it or a group it is in, and of the
 * workloads that run as it; a workload by those of the bindings of its accounts; a role by those of the bindings that give
 * it. A verdict about a kind as a whole, because not all of it could be read, stays as long as what is hidden may be what
 * was asked for.
 */
export function aboutWhatWasAsked(
  cluster: Cluster,
  catalogue: Catalogue,
  asked: Asked,
): (subject: ObjectReference, control: string) => boolean {
  const { objects } = asked;
  const named = objects.length === 0 ? undefined : keysOf(cluster, objects);
  return (subject, control) => {
    if (subject.name !== '') return named === undefined || named.has(objectKey(subject));
    if (isElsewhere(cluster, catalogue, asked, subject, control)) return false;
    return (
      objects.length === 0 || objects.some((target) => isOfKind(target, subject) || mayHide(target, subject))
    );
  };
}

/** Pods that were not read may show of a workload what its template does not. */
function mayHide(target: ObjectTarget, { group, kind }: { group: string; kind: string }): boolean {
  return owned.has(`${group}/${kind}`) && podTemplateKinds.some((each) => isOfKind(target, each));
}

/** What workloads make. */
const owned: ReadonlySet<string> = new Set(['/Pod', 'apps/ReplicaSet', 'batch/Job']);

function keysOf(cluster: Cluster, targets: readonly ObjectTarget[]): Set<ObjectKey> {
  const isTarget = (object: Pick<ClusterObject, 'group' | 'kind' | 'namespace' | 'name'>): boolean =>
    targets.some((target) => isNamed(target, object));
  const keys = new Set<ObjectKey>();
  const accounts = new Map<string, ServiceAccount>();
  const add = (account: ServiceAccount): void => void accounts.set(subjectKey(account), account);
  for (const object of cluster.objects()) {
    if (!isTarget(object)) continue;
    keys.add(object.key);
    const workload = cluster.workloadOf(object);
    if (workload === undefined) continue;
    keys.add(workload.object.key);
    for (const { serviceAccountName: name } of workload.templates)
      add({ kind: 'ServiceAccount', namespace: object.namespace, name });
  }
  if (!targets.some(({ kind }) => grants.has(kind)) && accounts.size === 0) return keys;

  const { index } = accessOf(cluster);
  for (const account of accountsIn(cluster, index)) {
    if (!isTarget({ ...account, group: '' })) continue;
    add(account);
    for (const { workload } of usesOf(cluster, account)) keys.add(workload.object.key);
  }
  for (const account of accounts.values())
    for (const { object } of index.allBindingsOf(principalOf(account))) keys.add(object.key);
  for (const { object, role, namespace } of index.bindings())
    if (
      isTarget({
        ...role,
        group: 'rbac.authorization.k8s.io',
        namespace: role.kind === 'Role' ? namespace : '',
      })
    )
      keys.add(object.key);
  return keys;
}

/** What is judged by the bindings that name it: a role that nobody has declared, such as cluster-admin, too. */
const grants: ReadonlySet<string> = new Set(['ServiceAccount', 'Role', 'ClusterRole']);

/** Service accounts that there are, and those that bindings name. */
function* accountsIn(cluster: Cluster, index: RbacIndex): Iterable<ServiceAccount> {
  for (const { namespace, name } of cluster.ofKind('', 'ServiceAccount'))
    yield { kind: 'ServiceAccount', namespace, name };
  for (const { subjects } of index.bindings())
    for (const { subject } of subjects) if (subject.kind === 'ServiceAccount') yield subject;
}

/**
 * Whether an unread kind hides nothing of the namespaces asked for: there it was read, or its objects are in none. Only
 * where a control judges each object by itself; an analysis may need what is elsewhere.
 */
function isElsewhere(
  cluster: Cluster,
  catalogue: Catalogue,
  { namespaces }: Asked,
  { group, kind, namespace }: ObjectReference,
  control: string,
): boolean {
  if (namespaces.length === 0 || namespace !== '' || catalogue.control(control)?.policy === undefined)
    return false;
  if (namespaces.every((name) => cluster.knowledgeOf(group, kind, name).complete)) return true;
  const rows = cluster.coverage.resources.filter((row) => row.group === group && row.kind === kind);
  return rows.length > 0 && rows.every(({ namespaced }) => !namespaced) && kind !== 'Namespace';
}
