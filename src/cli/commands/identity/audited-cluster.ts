import type { AccessAudit, ClusterAccess } from '../../../identity/index.ts';

/** The audit of one cluster, with the name to call it by. */
export interface AuditedCluster {
  readonly name: string;
  readonly access: ClusterAccess;
  readonly audit: AccessAudit;
}
