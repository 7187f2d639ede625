import type { ClusterEvidence } from './cluster-evidence.ts';
import type { Instance } from './model.ts';

/** Whether the metadata service of nodes answers pods that have a network of their own; in their node's it always does. */
export interface NodeMetadata {
  /** `some` where nodes differ. */
  readonly answersPods: 'all' | 'some' | 'none' | 'not-known';
  /** Machines, node pools, or the cluster, where it does; sorted. */
  readonly where: readonly string[];
  /** How many there are. */
  readonly of: number;
}

/**
 * What saved answers say of it. Network policies are not looked at.
 * https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
 * https://learn.microsoft.com/azure/aks/imds-restriction
 * https://cloud.google.com/kubernetes-engine/docs/how-to/protecting-cluster-metadata
 */
export function nodeMetadataOf({ provider, description, instances }: ClusterEvidence): NodeMetadata {
  if (provider === 'eks') return counted(instances.map((each) => [each.id, answersPods(each)]));
  if (description === undefined) return counted([]);
  if (provider === 'aks') return counted([[description.name, description.metadataRestricted !== true]]);
  const pools = description.nodeIdentities ?? [];
  return counted(pools.map(({ pool, name, metadataOpen }) => [pool ?? name, metadataOpen === true]));
}

/**
 * With tokens required the hop limit decides; without, version 1 of the service answers whatever the limit.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function answersPods({ endpointEnabled, tokensRequired, hopLimit }: Instance): boolean {
  return endpointEnabled && (!tokensRequired || hopLimit > 1);
}

function counted(nodes: readonly (readonly [string, boolean])[]): NodeMetadata {
  const where = nodes.flatMap(([name, open]) => (open ? name : [])).sort();
  if (nodes.length === 0) return { answersPods: 'not-known', where, of: 0 };
  const some = where.length === nodes.length ? 'all' : 'some';
  return { answersPods: where.length === 0 ? 'none' : some, where, of: nodes.length };
}
