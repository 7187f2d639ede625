import { compareText } from '../cluster/index.ts';
import type { ClusterAccess, UnreadKind } from './cluster-access.ts';
import type { Grant } from './rbac/access.ts';
import { type AccessRequest, isPathRequest } from './rbac/access-request.ts';
import { rbacGroup } from './rbac/role.ts';
import { isClusterOnly } from './resource-names.ts';
import { type Nature, natureOf, natureRank, type Subject, subjectKey } from './subject.ts';
import { equivalentRequests } from './version-rules.ts';

/** One subject that may do what was asked, in one place, with every binding that allows it. */
export interface AllowedSubject {
  readonly subject: Subject;
  readonly nature: Nature;
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  readonly grants: readonly SubjectGrant[];
  /** True when every one of its grants is a default of this Kubernetes version, by content. */
  readonly byDefault: boolean;
}

export interface SubjectGrant extends Grant {
  /** Place in `subjects` of the binding. */
  readonly index: number;
  /** The verb that allows it, where it is another than the one asked about (see {@link equivalentRequests}). */
  readonly verb: string;
}

/**
 * Who may do something, people before machines, the whole cluster before namespaces. A grant that a RoleBinding cannot make
 * real, such as one of nodes, is left out.
 */
export function allowedSubjects(
  access: ClusterAccess,
  request: AccessRequest,
  anywhere: boolean,
): { readonly subjects: readonly AllowedSubject[]; readonly unread: readonly UnreadKind[] } {
  const found = new Map<string, { subject: Subject; namespace: string; grants: SubjectGrant[] }>();
  const unread = new Map<string, UnreadKind>();
  const requests = isPathRequest(request) ? [request] : equivalentRequests(request, access.cluster.version);
  for (const each of requests) {
    const inNamespaces = anywhere && isNamespaceGrant(each);
    const answer = access.whoMay(each, inNamespaces);
    for (const kind of answer.unread) unread.set(kind.kind, kind);
    for (const { subject, index, grant } of answer.who) {
      const { namespace } = grant.binding;
      const key = `${namespace}/${subjectKey(subject)}`;
      let entry = found.get(key);
      if (entry === undefined) found.set(key, (entry = { subject, namespace, grants: [] }));
      const known = entry.grants.some(({ binding }) => binding === grant.binding);
      if (!known) entry.grants.push({ ...grant, index, verb: each.verb });
    }
  }
  const subjects = [...found.values()].map((entry) => ({
    ...entry,
    nature: natureOf(entry.subject),
    grants: entry.grants.sort((left, right) => compareText(left.binding.key, right.binding.key)),
    byDefault: entry.grants.every(({ binding }) => access.stateOfBinding(binding) === 'default'),
  }));
  return { subjects: subjects.sort(byImportance), unread: [...unread.values()] };
}

/**
 * Verbs that the API server asks about in a namespace although their resource belongs to none: a Namespace object counts as
 * part of its own namespace, and who writes a RoleBinding is asked for `bind` where it is written, also of a ClusterRole.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/registry/rbac/escalation_check.go
 */
const askedInNamespace: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['/namespaces', new Set(['get', 'update', 'patch', 'delete'])],
  [`${rbacGroup}/clusterroles`, new Set(['bind'])],
]);

/**
 * Whether a RoleBinding can grant a request: its resource lives in namespaces, or the API server asks about it in one.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
 */
export function isNamespaceGrant(request: AccessRequest): boolean {
  if (isPathRequest(request)) return false;
  const { apiGroup, resource, verb } = request;
  return verbsInNamespace(apiGroup, resource, [verb]).length > 0;
}

/** What of verbs on a resource a RoleBinding can grant; `*` is the verbs that it stands for, where it cannot be all. */
export function verbsInNamespace(
  apiGroup: string,
  resource: string,
  verbs: readonly string[],
): readonly string[] {
  if (!isClusterOnly(apiGroup, resource)) return verbs;
  const asked = askedInNamespace.get(`${apiGroup}/${resource}`) ?? new Set();
  return verbs.includes('*') ? [...asked] : verbs.filter((verb) => asked.has(verb));
}

function byImportance(left: AllowedSubject, right: AllowedSubject): number {
  return (
    Number(left.byDefault) - Number(right.byDefault) ||
    natureRank[left.nature] - natureRank[right.nature] ||
    Number(left.namespace !== '') - Number(right.namespace !== '') ||
    compareText(subjectKey(left.subject), subjectKey(right.subject)) ||
    compareText(left.namespace, right.namespace)
  );
}
