import { createContext, type ReactNode, use } from 'react';
import type { AuditCluster, AuditDocument } from '../../../src/identity/audit-schema.ts';
import type { Query } from '../../report/place/place.ts';
import { useChosenCluster } from '../../report/shell/chosen-cluster.ts';

const AuditContext = createContext<AuditDocument | undefined>(undefined);

export function AuditProvider({
  audit,
  children,
}: {
  readonly audit: AuditDocument;
  readonly children: ReactNode;
}) {
  return <AuditContext value={audit}>{children}</AuditContext>;
}

/** The audit, the cluster that the address names (else the first), and what of the address other pages keep. */
export function useAudit(): {
  readonly audit: AuditDocument;
  readonly cluster: AuditCluster;
  readonly kept: Query;
} {
  const audit = use(AuditContext);
  const { cluster, kept } = useChosenCluster(audit?.clusters);
  if (!audit || !cluster) throw new Error('useAudit needs an audit of at least one cluster around it');
  return { audit, cluster, kept };
}
