import type { Cluster, KindKnowledge } from '../cluster/index.ts';
import type { Subject } from './subject.ts';

interface Places {
  /** Namespaces where manifests have an account, by its name. */
  readonly ofAccounts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of accounts that manifests have without a namespace. */
  readonly unplaced: ReadonlySet<string>;
  /** Namespaces that RoleBindings are in because they name none. */
  readonly assumed: ReadonlySet<string>;
}

const places = new WeakMap<Cluster, Places>();

/**
 * The namespace that an account which is not there is probably of another name in: manifests that are written for
 * `kubectl apply -n` name no namespace, so that an account or its binding was read as in `default`. Undefined where
 * nothing of that kind is seen: the account is not there.
 */
export function otherPlaceOf(
  cluster: Cluster,
  { namespace, name }: Extract<Subject, { kind: 'ServiceAccount' }>,
): string | undefined {
  const { ofAccounts, unplaced, assumed } = placesOf(cluster);
  if (unplaced.has(name)) return namespace;
  if (!assumed.has(namespace)) return undefined;
  return [...(ofAccounts.get(name) ?? [])].sort()[0];
}

/** What is known of whether such an account exists. */
export const unplaced = {
  complete: false,
  state: 'not-connected',
  reason: 'an account of this name is there, and the manifests do not say in which namespace',
  source: 'whole-cluster',
} as const satisfies KindKnowledge;

function placesOf(cluster: Cluster): Places {
  let known = places.get(cluster);
  if (known === undefined) places.set(cluster, (known = readPlaces(cluster)));
  return known;
}

function readPlaces(cluster: Cluster): Places {
  const ofAccounts = new Map<string, Set<string>>();
  const names = new Set<string>();
  for (const { name, namespace, origin } of cluster.ofKind('', 'ServiceAccount')) {
    const known = ofAccounts.get(name);
    if (known === undefined) ofAccounts.set(name, new Set([namespace]));
    else known.add(namespace);
    if (origin?.namespaceAssumed === true) names.add(name);
  }
  const assumed = new Set<string>();
  for (const { namespace, origin } of cluster.ofKind('rbac.authorization.k8s.io', 'RoleBinding'))
    if (origin?.namespaceAssumed === true) assumed.add(namespace);
  return { ofAccounts, unplaced: names, assumed };
}
