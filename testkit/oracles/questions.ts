/** The shapes that testkit/kubebox/oracle_*.go reads and writes. */
import type { KubernetesObject, LabelSelector } from '../../src/cluster/index.ts';
import type { PolicyRule } from '../../src/identity/index.ts';

export interface PodSecurityQuestion {
  /** A Pod, as manifests have it. */
  readonly pod: object;
  readonly ask: readonly { readonly level: string; readonly version: string }[];
}

export interface PodSecurityAnswer {
  /** For each policy asked about; an empty list is a pod that is allowed. */
  readonly violations: readonly (readonly {
    readonly check: string;
    readonly reason: string;
    readonly detail?: string;
  }[])[];
  /** The pod as admission sees it. */
  readonly defaulted?: object;
  /** Why the API server would not decode the pod. */
  readonly invalid?: string;
}

export interface NamespaceLabelsQuestion {
  readonly labels: Readonly<Record<string, string>>;
}

export interface NamespaceLabelsAnswer {
  readonly policy: Readonly<Record<string, { readonly level: string; readonly version: string }>>;
  readonly errors?: readonly string[];
}

export interface SelectorQuestion {
  /** The structured form, or `text` as kubectl's `-l` takes it. */
  readonly selector?: LabelSelector;
  readonly text?: string;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

export interface SelectorAnswer {
  readonly matches?: readonly boolean[];
  readonly error?: string;
}

export interface QuantityQuestion {
  readonly left: string;
  readonly right: string;
}

export interface QuantityReading {
  readonly error?: string;
  readonly canonical?: string;
  readonly sign: number;
  readonly integer?: string;
  readonly approximate?: string;
}

export interface QuantityAnswer {
  readonly left: QuantityReading;
  readonly right: QuantityReading;
  readonly compare?: number;
  readonly sum?: QuantityReading;
  readonly difference?: QuantityReading;
}

export interface RbacQuestion {
  readonly roles: readonly KubernetesObject[];
  readonly clusterRoles: readonly KubernetesObject[];
  readonly roleBindings: readonly KubernetesObject[];
  readonly clusterRoleBindings: readonly KubernetesObject[];
  readonly principals: readonly { readonly user: string; readonly groups: readonly string[] }[];
  readonly requests: readonly RbacRequest[];
  readonly covers: readonly {
    readonly owner: readonly PolicyRule[];
    readonly servant: readonly PolicyRule[];
  }[];
}

/** Of a resource, or of a `path`. */
export interface RbacRequest {
  readonly verb: string;
  readonly apiGroup?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly path?: string;
}

export interface RbacAnswer {
  /** A row for each request, a column for each principal. */
  readonly allowed: readonly (readonly boolean[])[];
  readonly subjects: readonly (readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[])[];
  readonly covers: readonly boolean[];
}
