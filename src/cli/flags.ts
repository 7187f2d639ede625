/** In seconds (`--timeout`). */
export const defaultTimeout = '30';

/** Options that every command has. */
export interface GlobalFlags {
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** What to read (addTargetOptions). */
export interface TargetFlags extends GlobalFlags {
  readonly filename?: readonly string[];
  readonly context?: readonly string[];
  readonly allContexts?: boolean;
  readonly kubeconfig?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly namespace?: readonly string[];
  readonly selector?: string;
  readonly scope?: readonly string[];
}

/** How to read and what to judge by (addReadOptions). */
export interface ReadFlags extends TargetFlags {
  readonly kubernetesVersion?: string;
  readonly clusterName?: string;
  readonly complete?: boolean;
  readonly applyNamespace?: string;
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly allowRemote?: boolean;
  readonly secrets: boolean;
  readonly timeout: string;
  readonly config?: string;
  readonly policies?: readonly string[];
  readonly skipBroken?: boolean;
  readonly control?: readonly string[];
  readonly onto?: string;
  readonly exceptions?: readonly string[];
  /** A folder of saved answers of clouds. */
  readonly evidence?: string;
}

/** When to fail. */
export interface GateFlags {
  readonly failOn?: 'critical' | 'high' | 'medium' | 'low' | 'never';
  readonly minCoverage?: string;
  readonly require?: readonly string[];
  readonly baseline?: string;
}

/** What to write and when to fail (addOutputOptions). */
export interface OutputFlags extends GateFlags {
  readonly output?: readonly string[];
  readonly by: 'cause' | 'control' | 'workload' | 'owner' | 'cluster';
  readonly show?: string;
  readonly redact?: boolean;
  readonly explainGate?: boolean;
}
