import { createContext, type ReactNode, use } from 'react';
import type { AuditCluster, AuditDocument } from '../../../src/identity/audit-schema.ts';
import { useNavigation } from '../../report/place/navigation.tsx';
import type { Query } from '../../report/place/place.ts';

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
  const { query } = useNavigation().place;
  const wanted = query['cluster']?.[0];
  const cluster = audit?.clusters.find(({ name }) => name === wanted) ?? audit?.clusters[0];
  if (!audit || !cluster) throw new Error('useAudit needs an audit of at least one cluster around it');
  return { audit, cluster, kept: keptQuery(query) };
}

/** The cluster stays when a person goes to another page. */
export function keptQuery(query: Query): Query {
  const { cluster } = query;
  return cluster === undefined ? {} : { cluster };
}
