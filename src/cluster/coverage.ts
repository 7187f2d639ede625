/**
 * What was looked at and what was not. Coverage is part of the model: a judgement over objects that could not be
 * read is `unknown`, never a pass.
 *
 * Two kinds of unknown are never mixed. *Could not read* names the permission that cures it and fails a gate;
 * *not connected* is a source that this run does not have, said once.
 */
export type ReadState = 'read' | 'denied' | 'not-served' | 'timed-out' | 'broken' | 'partial' | 'stale';

/** The outcome of reading one resource type, in one namespace or in all. */
export interface ResourceCoverage {
  readonly group: string;
  readonly version: string;
  /** Plural resource name as in RBAC rules: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The namespace that was read; absent when the whole cluster was. */
  readonly namespace?: string;
  readonly state: ReadState;
  /** What the server or the network said, for a person. */
  readonly reason?: string;
  /** The permission that would cure a denial. */
  readonly permission?: Permission;
  /** True when nobody asked the server: the kind is left out on purpose, and the reason says why. */
  readonly leftOut?: boolean;
  /** When the read ended, UTC. */
  readonly at: string;
  readonly objects: number;
}

/** A grant as an RBAC rule has it. */
export interface Permission {
  readonly verbs: readonly string[];
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace?: string;
}

/** A source that this run does not have. */
export type UnconnectedSource =
  | 'cloud'
  | 'audit-log'
  | 'sensor'
  | 'flows'
  | 'registry'
  /** Left out by the person who runs this (`--no-secrets`). */
  | 'secrets'
  /** A folder of manifests that does not claim to be a whole cluster (no `--complete`). */
  | 'whole-cluster';

export interface Coverage {
  readonly resources: readonly ResourceCoverage[];
  readonly notConnected: readonly { readonly source: UnconnectedSource; readonly meaning: string }[];
  /**
   * What API discovery said, when there was one. With `complete`, every kind that the server serves has a row in
   * `resources` (also those that are left out on purpose, as `partial`), so a kind without a row does not exist.
   */
  readonly discovery?: Discovery;
}

export interface Discovery {
  /** False when discovery failed as a whole; a single group that did not answer is in `failedGroups`. */
  readonly complete: boolean;
  /** API groups whose kinds are not known, such as those of an aggregated API server that is down. */
  readonly failedGroups: readonly string[];
}

/** Whether every object of a kind is in the model, for one namespace or for all. */
export type KindKnowledge =
  | { readonly complete: true }
  | {
      readonly complete: false;
      /** `not-connected` is said once and fails no gate; every other state is a failure to read. */
      readonly state: Exclude<ReadState, 'read' | 'not-served'> | 'not-connected';
      readonly reason: string;
      readonly permission?: Permission;
      /** The source that would connect it; only with `not-connected`. */
      readonly source?: UnconnectedSource;
    };
