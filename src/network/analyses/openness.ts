import type { Cluster, ObjectReference } from '../../cluster/index.ts';
import { isolationOf } from '../answers/gaps.ts';
import { internetOf } from '../answers/internet.ts';
import { add, type Bitset, difference, emptySet, isEmpty, union, unite } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import type { Direction, Peer, Policy } from '../policies/policy.ts';

/** How open one direction of a workload is: to every pod of the cluster on every port, or to every address outside. */
export type Openness =
  | 'open'
  /** One NetworkPolicy opens it by a rule that allows everything: that is told of the policy. */
  | 'opened-by-rule'
  /** Policies cover it that nobody enforces: that is told of the cluster. */
  | 'not-enforced'
  | 'limited'
  /** Policies that are not judged, or what configuration does not tell, decide. */
  | 'unknown'
  /** It is in the network of its node, where policies do not hold. */
  | 'outside-policy';

/** The worst first: what is told of a workload whose pods do not stand alike. */
const worst: readonly Openness[] = [
  'open',
  'opened-by-rule',
  'not-enforced',
  'unknown',
  'limited',
  'outside-policy',
];

export interface WorkloadOpenness {
  readonly reference: ObjectReference;
  readonly openness: Openness;
  /** Policies that are not judged and may cover it. */
  readonly unjudged: readonly string[];
}

/** How open the workloads of every namespace are, in the order of the pods. */
export function opennessByNamespace(
  engine: NetworkEngine,
  direction: Direction,
): ReadonlyMap<string, readonly WorkloadOpenness[]> {
  const found = new Map<string, Map<string, WorkloadOpenness>>();
  for (const pod of engine.pods) {
    const reference = ownerOf(engine.cluster, pod);
    let workloads = found.get(pod.namespace);
    if (workloads === undefined) found.set(pod.namespace, (workloads = new Map()));
    const key = `${reference.group}/${reference.kind}/${reference.name}`;
    const known = workloads.get(key);
    const openness = opennessOf(engine, pod, direction);
    if (known !== undefined && worst.indexOf(known.openness) <= worst.indexOf(openness)) continue;
    workloads.set(key, { reference, openness, unjudged: engine.unjudged(pod) });
  }
  return new Map([...found].map(([namespace, workloads]) => [namespace, [...workloads.values()]]));
}

function ownerOf(cluster: Cluster, { object }: NetworkPod): ObjectReference {
  return cluster.workloadOf(object)?.reference ?? object;
}

/** How open one direction of a pod is. */
export function opennessOf(engine: NetworkEngine, pod: NetworkPod, direction: Direction): Openness {
  const isolation = isolationOf(engine, pod, direction);
  if (isolation !== 'isolated' && isolation !== 'allows-all') return isolation;
  const reached = direction === 'ingress' ? ingressOf(engine, pod) : egressOf(engine, pod);
  if (reached !== 'open') return reached;
  const policies = engine.compiled.policiesOf(engine.universe.classOf(pod), direction);
  return policies.some(({ policy }) => isToldOfPolicy(policy, direction)) ? 'opened-by-rule' : 'open';
}

function egressOf(engine: NetworkEngine, pod: NetworkPod): 'open' | 'unknown' | 'limited' {
  const internet = internetOf(engine, pod);
  if (internet === 'unknown') return 'unknown';
  return internet === 'any-port' ? 'open' : 'limited';
}

/** Whether every pod with a network of its own may connect on every port of TCP. */
function ingressOf(engine: NetworkEngine, pod: NetworkPod): 'open' | 'unknown' | 'limited' {
  const { universe } = engine;
  const row = engine.row(universe.classOf(pod), 'ingress');
  if (row === 'open') return 'open';
  const everyPod = podsOf(engine);
  const sure = universe.ports.none();
  const possible = universe.ports.none();
  for (const { ports, peers, maybe } of row) {
    if (isEmpty(difference(everyPod, peers))) unite(sure, ports);
    else if (maybe === undefined || !isEmpty(difference(everyPod, union(peers, maybe)))) continue;
    unite(possible, ports);
  }
  if (isEmpty(difference(universe.ports.tcp, sure))) return 'open';
  return isEmpty(difference(universe.ports.tcp, possible)) ? 'unknown' : 'limited';
}

const podSets = new WeakMap<NetworkEngine, Bitset>();

function podsOf(engine: NetworkEngine): Bitset {
  let pods = podSets.get(engine);
  if (pods === undefined) {
    pods = emptySet(engine.universe.size);
    for (const { index, example } of engine.universe.classes) if (!example.hostNetwork) add(pods, index);
    podSets.set(engine, pods);
  }
  return pods;
}

/**
 * Whether the control `network-policy-allows-everything` fails for a policy that opens this direction: a rule of a
 * NetworkPolicy without ports that names everybody, and of egress none that says what holds anyway beside a limited ingress.
 */
function isToldOfPolicy({ object, rules }: Policy, direction: Direction): boolean {
  if (object.group !== 'networking.k8s.io' || object.kind !== 'NetworkPolicy') return false;
  const opens = (way: Direction) =>
    (rules[way] ?? []).some(
      ({ ports, peers }) => ports === undefined && (peers === undefined || peers.some(isEverybody)),
    );
  if (direction === 'egress' && rules.ingress !== undefined && !opens('ingress')) return false;
  return opens(direction);
}

function isEverybody(peer: Peer): boolean {
  if ('addresses' in peer) {
    const { block, except } = peer.addresses;
    const bits = block.family === 4 ? 32n : 128n;
    return except.length === 0 && block.first === 0n && block.last === (1n << bits) - 1n;
  }
  if (!('pods' in peer)) return false;
  const { namespaces, pods } = peer.pods;
  return (
    pods === undefined &&
    (namespaces === 'all' || ('selector' in namespaces && isEmptySelector(namespaces.selector)))
  );
}

function isEmptySelector({
  matchLabels,
  matchExpressions,
}: {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly unknown[];
}): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}
