import { compareText } from '../../cluster/index.ts';
import type { Block } from '../address.ts';
import { difference, has, isEmpty, isEqual, unite } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Row } from '../engine/rows.ts';
import { type NetworkPod, runnerOf } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import { isPrivate } from '../private-networks.ts';
import { type InfrastructureReach, infrastructureReach } from './infrastructure.ts';

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

/** Where a pod gets to outside the cluster: everything on every port of TCP, some ports only, some addresses, or nowhere. */
export type EgressGrade = 'any-port' | 'some-ports' | 'some-addresses' | 'none' | 'unknown';

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

/** Where a pod gets to outside, by the addresses that no private network has: https://www.rfc-editor.org/rfc/rfc6890 */
export function internetOf(engine: NetworkEngine, pod: NetworkPod): EgressGrade {
  if (pod.hostNetwork) return 'any-port';
  if (engine.unjudged(pod).length > 0) return 'unknown';
  if (!engine.profile.enforces) return 'any-port';
  const row = engine.row(engine.universe.classOf(pod), 'egress');
  if (row === 'open') return 'any-port';
  const everywhere = publicBlocks(engine);
  const onPorts = engine.universe.ports.none();
  let some = false;
  let perhaps = false;
  for (const { ports, peers, maybe } of row) {
    perhaps ||= maybe !== undefined && everywhere.some((block) => has(maybe, block));
    const reached = everywhere.filter((block) => has(peers, block)).length;
    some ||= reached > 0;
    if (reached === everywhere.length) unite(onPorts, ports);
  }
  if (isEmpty(difference(engine.universe.ports.tcp, onPorts))) return 'any-port';
  if (!isEmpty(onPorts)) return 'some-ports';
  if (some) return 'some-addresses';
  return perhaps ? 'unknown' : 'none';
}

const publicOf = new WeakMap<NetworkEngine, readonly number[]>();

/** Blocks with public IPv4 addresses in them: all that are not whole in a private one. */
function publicBlocks(engine: NetworkEngine): readonly number[] {
  let blocks = publicOf.get(engine);
  if (blocks === undefined) {
    const { firstBlock, blocks: pieces } = engine.universe;
    blocks = pieces.flatMap((piece, index) => (isPublic(piece) ? firstBlock + index : []));
    publicOf.set(engine, blocks);
  }
  return blocks;
}

/** Whether a block has public IPv4 addresses in it. */
export function isPublic(block: Block): boolean {
  return block.family === 4 && !isPrivate(block);
}
