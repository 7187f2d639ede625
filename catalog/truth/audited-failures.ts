import type { TestCluster } from '../../testkit/index.ts';

/** A validation that failed under a binding that audits. */
export interface AuditedFailure {
  /** Name of the policy. */
  readonly policy: string;
  readonly message: string;
}

interface AuditEvent {
  readonly requestURI: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * What the audit log says of requests, by the mark that each carries as its `fieldManager`; one where nothing failed is
 * not there.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/audit-annotations/#validation-policy-admission-k8s-io-validation-failure
 */
export async function auditedFailures(
  cluster: TestCluster,
): Promise<ReadonlyMap<string, readonly AuditedFailure[]>> {
  const events = (await cluster.auditEvents()) as readonly AuditEvent[];
  return new Map(
    events.flatMap(({ requestURI, annotations = {} }) => {
      const mark = /fieldManager=([\w-]+)/.exec(requestURI)?.[1];
      const text = annotations['validation.policy.admission.k8s.io/validation_failure'];
      return mark === undefined || text === undefined
        ? []
        : [[mark, JSON.parse(text) as AuditedFailure[]] as const];
    }),
  );
}
