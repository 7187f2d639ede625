import { type BackendIndex, backendIndexOf } from './backends.ts';
import type { Cluster } from './cluster.ts';
import type { EntryPoint, EntryPointDraft } from './entry-point.ts';
import { hostEntryPoints, nodeExposureOf } from './host-entry-points.ts';
import type { Exposure } from './load-balancer-scope.ts';
import type { ClusterObject } from './object.ts';
import { routeEntryPoints } from './route-entry-points.ts';
import { serviceEntryPoints } from './service-entry-points.ts';
import type { Workload } from './workload.ts';

export interface EntryPointIndex {
  readonly all: readonly EntryPoint[];
  /** Entry points that lead to a workload. */
  of(workload: Workload): readonly EntryPoint[];
  /** The farthest that any entry point of a workload reaches; undefined when none leads to it. */
  exposureOf(workload: Workload): Exposure | undefined;
  /** True when an entry point from the internet leads to a workload. What only might is not said here. */
  isInternetExposed(workload: Workload): boolean;
}

/**
 * Every way from outside to a pod port: Services (LoadBalancer, NodePort, externalIPs), Ingresses, Gateway API routes,
 * OpenShift routes, host network and host ports. Pods are found by the labels of pod templates, so manifests and live
 * clusters give the same answer. Network policies are not considered: this is what is opened, not what gets through.
 *
 * Not followed: Services without a selector (their endpoints are outside the model) and routes of meshes and ingress
 * controllers with kinds of their own.
 */
export function entryPointsOf(cluster: Cluster): EntryPointIndex {
  let known = indexes.get(cluster);
  if (known === undefined) {
    known = indexOf(cluster);
    indexes.set(cluster, known);
  }
  return known;
}

/** Several analyses ask, and so does the score. */
const indexes = new WeakMap<Cluster, EntryPointIndex>();

function indexOf(cluster: Cluster): EntryPointIndex {
  const backends = backendIndexOf(cluster);
  const nodes = nodeExposureOf(cluster);
  const drafts = [
    ...serviceEntryPoints(cluster, nodes),
    ...routeEntryPoints(cluster),
    ...hostEntryPoints(cluster, nodes),
  ];
  const all = drafts.map((draft) => entryPoint(draft, backends));
  const byWorkload = new Map<ClusterObject, EntryPoint[]>();
  for (const entry of all) {
    for (const object of new Set(entry.backends.map(({ workload }) => workload.object))) {
      const entries = byWorkload.get(object) ?? [];
      entries.push(entry);
      byWorkload.set(object, entries);
    }
  }
  const of = (workload: Workload): readonly EntryPoint[] => byWorkload.get(workload.object) ?? [];
  const exposureOf = (workload: Workload): Exposure | undefined => {
    const reached = new Set(of(workload).map(({ exposure }) => exposure));
    return (['internet', 'unknown', 'internal'] as const).find((exposure) => reached.has(exposure));
  };
  return { all, of, exposureOf, isInternetExposed: (workload) => exposureOf(workload) === 'internet' };
}

function entryPoint({ to, ...draft }: EntryPointDraft, backends: BackendIndex): EntryPoint {
  return { ...draft, backends: to.flatMap((reference) => backends.resolve(reference)) };
}
