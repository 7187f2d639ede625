import type { Cluster } from './cluster.ts';
import type { ClusterObject } from './object.ts';
import type { OwnerLookup } from './owner-chain.ts';
import type { SourceOfTruth } from './workload.ts';

/** What the rules read of a cluster. */
export type SourceLookup = OwnerLookup & Pick<Cluster, 'find' | 'ofKind'>;

/** One way to recognise who writes an object; undefined where it does not apply. */
export type SourceRule = (cluster: SourceLookup, object: ClusterObject) => SourceOfTruth | undefined;
