import type { NodeRole } from './node-role.ts';

/** Recognises workloads that the provider of a platform operates, or whose work needs what controls refuse. `*` in a pattern matches any run of characters. */
export interface ProviderWorkload {
  /** May hold `*` as well, or be `{a,b}`: one of these. */
  readonly namespace: string;
  readonly kind?: string;
  readonly name: string;
  /** Every image of the workload must match one of these. */
  readonly images: readonly string[];
  /**
   * The controls that the work of this workload cannot pass: their failures are excepted, all others stand. Without the
   * list somebody else operates the workload, and every failure is `provider-managed`.
   */
  readonly controls?: readonly string[];
  /** Only failures about these containers are excepted, by name; those of the pod and of other containers stand. */
  readonly containers?: readonly string[];
  readonly reason: string;
}

/** A catalogue file `catalog/providers/<id>.yaml`. Versioned: a change of the list is a change of verdicts. */
export interface Provider {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** The rules count only on clusters of this provider, or where the provider is not known. */
  readonly provider?: string;
  readonly workloads: readonly ProviderWorkload[];
  /** Agents of nodes that are known by what they are made of. */
  readonly roles?: readonly NodeRole[];
  readonly file: string;
}
