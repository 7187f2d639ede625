import { compareText } from '../../cluster/index.ts';
import { isEqual, unite } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Row } from '../engine/rows.ts';
import { type NetworkPod, runnerOf } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import { type InfrastructureReach, infrastructureReach } from './infrastructure.ts';
import { type EgressGrade, internetOf } from './internet.ts';

/** How one direction of a pod stands. */
export type Isolation =
  /** A policy isolates it, and some peers or ports are denied. */
  | 'isolated'
  /** A policy isolates it, and its rules allow everybody on every port. */
  | 'allows-all'
  /** No policy selects it. */
  | 'open'
  /** Policies select it, and nobody enforces them, or their kind. */
  | 'not-enforced'
  /** Policies that are not judged may cover it. */
  | 'unknown'
  /** It is in the network of its node, where policies do not hold. */
  | 'outside-policy';

/** One pod, or all the pods of a workload that stand alike. */
export interface PodGap {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly pods: number;
  readonly ingress: Isolation;
  readonly egress: Isolation;
  readonly internet: EgressGrade;
  readonly reaches: InfrastructureReach;
}

/**
 * How every pod stands, workloads together, in order of namespace and name.
 *
 * @param isShown of which pods it is told
 */
export function gapsOf(engine: NetworkEngine, isShown = (_pod: NetworkPod) => true): PodGap[] {
  const groups = new Map<string, PodGap>();
  for (const pod of engine.pods) {
    if (!isShown(pod)) continue;
    const { kind, name } = runnerOf(engine.cluster, pod);
    const gap = {
      namespace: pod.namespace,
      name,
      kind,
      ingress: isolationOf(engine, pod, 'ingress'),
      egress: isolationOf(engine, pod, 'egress'),
      internet: internetOf(engine, pod),
      reaches: infrastructureReach(engine, pod),
    };
    const key = JSON.stringify(Object.values(gap));
    const known = groups.get(key);
    groups.set(key, { ...gap, pods: (known?.pods ?? 0) + 1 });
  }
  return [...groups.values()].sort(
    (left, right) => compareText(left.namespace, right.namespace) || compareText(left.name, right.name),
  );
}

/** How one direction of a pod stands. */
export function isolationOf(engine: NetworkEngine, pod: NetworkPod, direction: Direction): Isolation {
  if (pod.hostNetwork) return 'outside-policy';
  if (engine.unjudged(pod).length > 0) return 'unknown';
  if (!engine.profile.enforces) return engine.wouldSelect(pod, direction) ? 'not-enforced' : 'open';
  const row = engine.row(engine.universe.classOf(pod), direction);
  if (row === 'open') return engine.wouldSelect(pod, direction) ? 'not-enforced' : 'open';
  return isEverything(engine, row) ? 'allows-all' : 'isolated';
}

function isEverything({ universe }: NetworkEngine, row: Exclude<Row, 'open'>): boolean {
  const covered = universe.ports.none();
  for (const { ports, peers } of row) {
    if (!isEqual(peers, universe.everybody)) continue;
    unite(covered, ports);
  }
  return isEqual(covered, universe.ports.all);
}
