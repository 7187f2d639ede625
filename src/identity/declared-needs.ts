import type { Cluster } from '../cluster/index.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { defaultAccounts } from './defaults/default-policy.ts';
import { grantsOf } from './rbac/access.ts';
import type { ServiceAccount } from './service-accounts.ts';
import { formatSubject } from './subject.ts';

/**
 * What declared state says a service account is for although no workload runs as it, as a sentence; undefined where it says
 * nothing. A role that names the account where tokens are requested was written for that: the CNI plug-in of Calico has its
 * token from the pod that installs it. A custom resource that names the account has its controller make the pods: so does a
 * Prometheus of the Prometheus operator.
 */
export function declaredNeedOf(access: ClusterAccess, account: ServiceAccount): string | undefined {
  if (account.namespace === 'kube-system' && defaultAccounts(access.cluster.version).has(account.name))
    return 'A controller of Kubernetes acts as it.';
  const resource = namingResources(access.cluster).get(`${account.namespace}/${account.name}`);
  if (resource !== undefined) return `${resource} names it for its pods.`;
  const maker = grantsOf(access.index, {
    verb: 'create',
    apiGroup: '',
    resource: 'serviceaccounts',
    subresource: 'token',
    namespace: account.namespace,
    name: account.name,
  })
    .filter(({ rule }) => rule.names?.has(account.name) === true)
    .flatMap(({ binding }) => binding.subjects.map(({ subject }) => formatSubject(subject)))[0];
  return maker === undefined ? undefined : `A role that names it lets ${maker} make its tokens.`;
}

const naming = new WeakMap<Cluster, ReadonlyMap<string, string>>();

/** Custom resources by the account of their namespace that they name. */
function namingResources(cluster: Cluster): ReadonlyMap<string, string> {
  let byAccount = naming.get(cluster);
  if (byAccount !== undefined) return byAccount;
  const found = new Map<string, string>();
  for (const object of cluster.objects()) {
    if (!object.group.includes('.') || object.group.endsWith('.k8s.io') || object.namespace === '') continue;
    const name = (object.body['spec'] as { serviceAccountName?: unknown } | null | undefined)
      ?.serviceAccountName;
    if (typeof name === 'string')
      found.set(`${object.namespace}/${name}`, `${object.kind} ${object.namespace}/${object.name}`);
  }
  naming.set(cluster, (byAccount = found));
  return byAccount;
}
