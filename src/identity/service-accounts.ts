import type { Cluster, KindKnowledge, PodTemplate, Workload } from '../cluster/index.ts';
import { otherPlaceOf, unplaced } from './account-places.ts';
import { defaultAccounts } from './defaults/default-policy.ts';
import type { Subject } from './subject.ts';

export type ServiceAccount = Extract<Subject, { kind: 'ServiceAccount' }>;

/** A workload that runs as a service account, by one or more of its pod templates. */
export interface AccountUse {
  readonly workload: Workload;
  readonly templates: readonly PodTemplate[];
}

const uses = new WeakMap<Cluster, ReadonlyMap<string, readonly AccountUse[]>>();

/** Workloads by the service account that they run as. */
export function usesOf(cluster: Cluster, { namespace, name }: ServiceAccount): readonly AccountUse[] {
  let byAccount = uses.get(cluster);
  if (byAccount === undefined) uses.set(cluster, (byAccount = usesByAccount(cluster)));
  return byAccount.get(`${namespace}/${name}`) ?? [];
}

function usesByAccount(cluster: Cluster): ReadonlyMap<string, readonly AccountUse[]> {
  const byAccount = new Map<string, AccountUse[]>();
  for (const workload of cluster.workloads()) {
    const { namespace } = workload.reference;
    for (const [name, templates] of Map.groupBy(
      workload.templates,
      ({ serviceAccountName }) => serviceAccountName,
    )) {
      const key = `${namespace}/${name}`;
      const known = byAccount.get(key);
      if (known === undefined) byAccount.set(key, [{ workload, templates }]);
      else known.push({ workload, templates });
    }
  }
  return byAccount;
}

/**
 * Whether a service account exists. `default` is there as soon as its namespace is, also where no manifest states it. Those
 * of Kubernetes' controllers are made when a controller first needs one, and Kubernetes' own bindings name them before. Of
 * one that manifests have in another namespace, and perhaps only because they name none, it is not known.
 * https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
 */
export function existenceOf(
  cluster: Cluster,
  account: ServiceAccount,
): 'exists' | 'missing' | Extract<KindKnowledge, { complete: false }> {
  const { namespace, name } = account;
  if (cluster.find({ group: '', kind: 'ServiceAccount', namespace, name })) return 'exists';
  const namespaces = cluster.knowledgeOf('', 'Namespace');
  const accounts = cluster.knowledgeOf('', 'ServiceAccount', namespace);
  const namespaceExists = cluster.find({ group: '', kind: 'Namespace', namespace: '', name: namespace });
  if (name === 'default' && namespaceExists) return 'exists';
  if (namespace === 'kube-system' && defaultAccounts(cluster.version).has(name)) return 'exists';
  if (otherPlaceOf(cluster, account) !== undefined) return unplaced;
  if (!namespaceExists && namespaces.complete && !alwaysThere.has(namespace)) return 'missing';
  if (!accounts.complete) return accounts;
  return name === 'default' || madeByControllers(cluster, namespace) ? notWritten : 'missing';
}

/** Namespaces that every cluster has. */
export const alwaysThere: ReadonlySet<string> = new Set([
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
]);

/** Controllers of Kubernetes make accounts in kube-system that no manifest states. */
function madeByControllers(cluster: Cluster, namespace: string): boolean {
  return namespace === 'kube-system' && cluster.provenance.source === 'manifests';
}

const notWritten = {
  complete: false,
  state: 'partial',
  reason: 'Kubernetes makes it by itself, and manifests do not show it',
} as const satisfies KindKnowledge;
