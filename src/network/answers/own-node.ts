import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { isOwnNode } from './ask.ts';

/** A pod in the network of a node, and one that lets its own node in whatever policies isolate it. */
export interface OwnNodePair {
  readonly source: NetworkPod;
  readonly destination: NetworkPod;
  /** Whether it is that node; `maybe` where one of the two is not placed, or a rule may deny even its own node. */
  readonly match: 'yes' | 'maybe';
}

/**
 * What rows do not tell, for a class is not of one node: pairs that connect on every port because a pod is reached from its
 * own node. Pods that nothing isolates are left out, and those that policies may cover which are not judged.
 */
export function* ownNodePairs(engine: NetworkEngine): Generator<OwnNodePair> {
  const { enforces, options } = engine.profile;
  if (!enforces || options.filtersOwnNode === true) return;
  const sources = engine.pods.filter((pod) => pod.hostNetwork && engine.unjudged(pod).length === 0);
  if (sources.length === 0) return;
  for (const { index, example, pods } of engine.universe.classes) {
    if (example.hostNetwork || engine.row(index, 'ingress') === 'open') continue;
    // In Cilium a rule that denies wins over the node as over any other.
    const mayDeny = engine.compiled
      .policiesOf(index, 'ingress')
      .some(
        ({ policy, rules }) => policy.tier === 'network' && rules.some(({ rule }) => rule.action === 'deny'),
      );
    for (const destination of pods) {
      if (engine.unjudged(destination).length > 0) continue;
      for (const source of sources) {
        const match = isOwnNode(source, destination);
        if (match !== 'no') yield { source, destination, match: mayDeny ? 'maybe' : match };
      }
    }
  }
}
