import type { ClusterObject } from '../cluster/index.ts';
import { type ClusterAccess, isDeclared } from './cluster-access.ts';
import { powers } from './powers/power.ts';
import { creatingPods } from './powers/power-groups.ts';
import { can } from './rbac/access.ts';
import { type ServiceAccount, usesOf } from './service-accounts.ts';
import { principalOf } from './subject.ts';

const makers = new WeakMap<ClusterAccess, Map<string, ClusterObject | undefined>>();

/**
 * An operator that may make pods in its own namespace, as any account there, such as Rook's: a workload whose roles also name
 * kinds of its own. Manifests do not show the pods that it makes, so that an account there may be needed although nothing
 * runs as it. A cluster shows them: undefined there, and where there is no such workload.
 * https://kubernetes.io/docs/concepts/extend-kubernetes/operator/
 */
export function podMakerIn(access: ClusterAccess, namespace: string): ClusterObject | undefined {
  if (!isDeclared(access.cluster)) return undefined;
  let known = makers.get(access);
  if (known === undefined) makers.set(access, (known = new Map()));
  if (!known.has(namespace)) known.set(namespace, findMaker(access, namespace));
  return known.get(namespace);
}

function findMaker({ cluster, index }: ClusterAccess, namespace: string): ClusterObject | undefined {
  for (const { name } of cluster.ofKind('', 'ServiceAccount', namespace)) {
    const account: ServiceAccount = { kind: 'ServiceAccount', namespace, name };
    const [first] = usesOf(cluster, account);
    if (first === undefined) continue;
    const principal = principalOf(account);
    const namesItsKinds = [...index.allBindingsOf(principal)].some((binding) =>
      index.policyRulesOf(binding).some(({ apiGroups }) => apiGroups.some(isCustomGroup)),
    );
    if (!namesItsKinds) continue;
    const may = creatingPods.some((name) => {
      const { apiGroup, resource } = powers[name];
      return can(index, principal, { verb: 'create', apiGroup, resource, namespace }).allowed;
    });
    if (may) return first.workload.object;
  }
  return undefined;
}

/** Groups of Kubernetes itself have no dot, or end so. */
function isCustomGroup(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}
