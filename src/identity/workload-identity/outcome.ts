import type { ClusterObject, FieldPath, PodTemplate, Workload } from '../../cluster/index.ts';

/** How a workload gets at an identity of the cloud. */
export type CloudIdentityState =
  | 'federated'
  | 'broken'
  | 'static-credential'
  | 'node-identity-possible'
  | 'none-needed'
  | 'unknown';

/** What is said of one pod template and its service account. */
export interface CloudIdentity {
  readonly state: CloudIdentityState;
  /** `IRSA`, `EKS Pod Identity`, `Entra Workload ID`, `GKE Workload Identity`; undefined when nothing is declared. */
  readonly how?: string;
  /** The role, client id or account that it is or asks for. */
  readonly identity?: string;
  /** One sentence. */
  readonly message: string;
  /** The answer that would prove it, where the state is `unknown`. */
  readonly proof?: string;
  /** Why more than this service account is let in. */
  readonly wide?: string;
  /** Where it stands. */
  readonly object: ClusterObject;
  readonly path: FieldPath;
}

export interface WorkloadIdentity extends CloudIdentity {
  readonly workload: Workload;
  readonly template: PodTemplate;
}

/** A pod template with the account it runs as. */
export interface Asking {
  readonly template: PodTemplate;
  /** Undefined where the account is not in the model. */
  readonly account: ClusterObject | undefined;
  readonly namespace: string;
  readonly name: string;
}

/** The subject of a service account's token: `system:serviceaccount:shop:api`. */
export function tokenSubject({ namespace, name }: Pick<Asking, 'namespace' | 'name'>): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

export function annotationOf(object: ClusterObject | undefined, key: string): string | undefined {
  const value: unknown = object?.body.metadata.annotations?.[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
