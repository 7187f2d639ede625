export interface TestClusterOptions {
  /** Service accounts, namespace deletion, Deployments to Pods, garbage collection. */
  readonly controllerManager?: boolean;
  readonly scheduler?: boolean;
  /** Pretends to be every node's kubelet: pods become Running. */
  readonly kwok?: boolean;
  /** `1.34` to `1.37`: behaves as that minor version (`--emulated-version`). */
  readonly emulatedVersion?: string;
  /** What /version says: `v1.37.2-eks-3025e55`. */
  readonly serverVersion?: string;
  /** Every request is written to an audit log, read by `auditEvents`. */
  readonly audit?: boolean;
  readonly apiServerFlags?: readonly string[];
}
