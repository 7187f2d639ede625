/** Recognises workloads that the provider of a platform operates. `*` in a pattern matches any run of characters. */
export interface ProviderWorkload {
  readonly namespace: string;
  readonly kind?: string;
  readonly name: string;
  /** Every image of the workload must match one of these. */
  readonly images: readonly string[];
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
  readonly file: string;
}
