import type { Cluster, ClusterIdentity, ReadingProvenance } from './cluster.ts';
import type { Coverage } from './coverage.ts';
import type { KubernetesObject, ObjectKey, Origin } from './object.ts';
import type { KubernetesVersion } from './version.ts';

/** What a source found: everything a {@link ClusterStore} is filled from. */
export interface ClusterDescription {
  readonly identity: ClusterIdentity;
  readonly version: KubernetesVersion;
  readonly provenance: ReadingProvenance;
  readonly coverage: Coverage;
}

/** The updatable model: one changed object costs the work of that object; snapshots share what did not change. */
export interface ClusterStore {
  /** Adds or replaces. The object must already be redacted and valid (see `admit` in door.ts). */
  apply(object: KubernetesObject, origin?: Origin): void;
  delete(key: ObjectKey): boolean;
  describe(description: ClusterDescription): void;
  snapshot(): Cluster;
}
