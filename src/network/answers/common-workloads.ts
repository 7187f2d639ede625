import type { NetworkEngine } from '../engine/network-engine.ts';
import { runnerOf } from '../pods.ts';

/** What runs pods: a Deployment, or a pod on its own. */
export interface WorkloadName {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** Before and after, in this order. */
export type Both<Value> = readonly [before: Value, after: Value];

/** Workloads of both states that neither state tells apart. */
export interface Party {
  readonly namespace: string;
  readonly workloads: readonly WorkloadName[];
  /** The classes that their pods are in. */
  readonly classes: Both<readonly number[]>;
}

export interface CommonWorkloads {
  /** Workloads of both states whose policies are all judged. */
  readonly parties: readonly Party[];
  /** Workloads of both states that policies may cover which are not judged, with the names of these. */
  readonly unjudged: readonly { readonly workload: WorkloadName; readonly policies: readonly string[] }[];
  /** Of the later state alone. */
  readonly added: readonly WorkloadName[];
  /** Of the earlier state alone. */
  readonly removed: readonly WorkloadName[];
}

/** The workloads of two states of a cluster by what both say of them: replicas and pods that were made anew are one. */
export function commonWorkloads(engines: Both<NetworkEngine>): CommonWorkloads {
  const [before, after] = [workloadsOf(engines[0]), workloadsOf(engines[1])];
  const parties = new Map<
    string,
    { namespace: string; workloads: WorkloadName[]; classes: Party['classes'] }
  >();
  const unjudged: CommonWorkloads['unjudged'][number][] = [];
  for (const [key, old] of before) {
    const now = after.get(key);
    if (now === undefined) continue;
    const { workload } = now;
    const policies = new Set([...old.unjudged, ...now.unjudged]);
    if (policies.size > 0) {
      unjudged.push({ workload, policies: [...policies].sort() });
      continue;
    }
    const classes: Party['classes'] = [inOrder(old.classes), inOrder(now.classes)];
    const place = JSON.stringify([workload.namespace, classes]);
    const known = parties.get(place);
    if (known === undefined)
      parties.set(place, { namespace: workload.namespace, workloads: [workload], classes });
    else known.workloads.push(workload);
  }
  const only = (some: ReturnType<typeof workloadsOf>, others: ReturnType<typeof workloadsOf>) =>
    [...some].flatMap(([key, { workload }]) => (others.has(key) ? [] : workload));
  return {
    parties: [...parties.values()],
    unjudged,
    added: only(after, before),
    removed: only(before, after),
  };
}

function workloadsOf(engine: NetworkEngine) {
  const found = new Map<string, { workload: WorkloadName; classes: Set<number>; unjudged: Set<string> }>();
  for (const pod of engine.pods) {
    const { kind, name } = runnerOf(engine.cluster, pod);
    const workload = { namespace: pod.namespace, kind, name };
    const key = JSON.stringify([pod.namespace, kind, name]);
    let known = found.get(key);
    if (known === undefined) found.set(key, (known = { workload, classes: new Set(), unjudged: new Set() }));
    known.classes.add(engine.universe.classOf(pod));
    for (const policy of engine.unjudged(pod)) known.unjudged.add(policy);
  }
  return found;
}

function inOrder(numbers: ReadonlySet<number>): number[] {
  return [...numbers].sort((left, right) => left - right);
}
