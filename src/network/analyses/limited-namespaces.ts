import type { Cluster } from '../../cluster/index.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import { networkOf, policiesAreKnown } from './network-of.ts';
import { opennessOf } from './openness.ts';

/** A namespace and those of its pods whose egress policies limit. */
export interface LimitedNamespace {
  readonly namespace: string;
  readonly pods: readonly NetworkPod[];
  readonly engine: NetworkEngine;
}

/** Namespaces with pods whose egress is limited by policies that were all read. */
export function limitedNamespaces(cluster: Cluster): LimitedNamespace[] {
  const { engine } = networkOf(cluster);
  const limited = engine.pods.filter((pod) => opennessOf(engine, pod, 'egress') === 'limited');
  return [...Map.groupBy(limited, (pod) => pod.namespace)]
    .filter(([namespace]) => policiesAreKnown(cluster, namespace))
    .map(([namespace, pods]) => ({ namespace, pods, engine }));
}
