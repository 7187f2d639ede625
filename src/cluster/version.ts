/** The Kubernetes version that a cluster runs, or that manifests are judged for. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  /** As the server says it: `v1.35.2-eks-3025e55`; for an assumed version `v1.37`. */
  readonly gitVersion: string;
  /** True when nobody said the version and the newest known was taken. */
  readonly assumed: boolean;
}
