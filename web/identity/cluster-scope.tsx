import { ClusterChoice } from '../report/shell/cluster-choice.tsx';
import { useAudit } from './model/audit-context.tsx';

/** Which cluster the pages are about. */
export function ClusterScope() {
  const { audit, cluster } = useAudit();
  return <ClusterChoice clusters={audit.clusters} current={cluster.name} />;
}
