import type { KubernetesObject } from '../../cluster/index.ts';
import type { Verdict } from '../result.ts';

/** What a case must give. */
export interface CaseExpectation {
  /** The worst verdict over everything in the case. */
  readonly verdict?: Verdict;
  readonly containers?: Readonly<Record<string, Verdict>>;
  /** By `Kind/name`. */
  readonly objects?: Readonly<Record<string, Verdict>>;
  /** Path of the first failure's evidence. */
  readonly evidence?: string;
  /** A piece of the first failure's message. */
  readonly message?: string;
  /** Whether every failure carries a patch, or none does. */
  readonly fix?: boolean;
}

/** One row of `catalog/controls/<id>.cases.yaml`. */
export interface ControlCase {
  readonly name: string;
  readonly kind: 'good' | 'bad' | 'trap';
  readonly why?: string;
  /** The worlds the case is judged in: one list of objects each. A bare pod spec makes one per workload shape. */
  readonly worlds: readonly CaseWorld[];
  /** Parameter values as text, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Kubernetes minor: 37 for 1.37. */
  readonly minor?: number;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly complete: boolean;
  /** Saved answers of a cloud about the cluster, whose name is `cases`. */
  readonly answers?: readonly unknown[];
  readonly expect: CaseExpectation;
  readonly file: string;
  readonly line?: number;
}

export interface CaseWorld {
  /** `Deployment` for a pod spec in a Deployment; empty for objects as written. */
  readonly shape: string;
  readonly objects: readonly KubernetesObject[];
}
