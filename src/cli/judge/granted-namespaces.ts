import { type Cluster, type ObjectKey, type ObjectReference, objectKey } from '../../cluster/index.ts';
import { accessOf, type Subject } from '../../identity/index.ts';

/**
 * The namespaces whose service accounts a binding names, its own left out: what the binding gives is power of whoever
 * runs there, so that a view of the namespace must show it. A group of all service accounts, or of all identities, is in
 * every namespace.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
 */
export function grantedNamespaces(cluster: Cluster): (reference: ObjectReference) => readonly string[] {
  let granted: ReadonlyMap<ObjectKey, readonly string[]> | undefined;
  return (reference) => {
    if (reference.group !== 'rbac.authorization.k8s.io') return [];
    granted ??= new Map(
      [...accessOf(cluster).index.bindings()].map(({ object, subjects }) => [
        object.key,
        [...new Set(subjects.flatMap(({ subject }) => namespacesOf(subject, cluster)))].filter(
          (namespace) => namespace !== object.namespace,
        ),
      ]),
    );
    return granted.get(objectKey(reference)) ?? [];
  };
}

function namespacesOf(subject: Subject, cluster: Cluster): readonly string[] {
  if (subject.kind === 'ServiceAccount') return [subject.namespace];
  if (subject.kind === 'User') return [];
  if (everyAccount.has(subject.name)) return cluster.namespaces();
  return subject.name.startsWith(accountsOf) ? [subject.name.slice(accountsOf.length)] : [];
}

const everyAccount: ReadonlySet<string> = new Set(['system:serviceaccounts', 'system:authenticated']);
const accountsOf = 'system:serviceaccounts:';
