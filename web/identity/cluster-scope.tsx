import bar from '../report/findings/filter-bar.module.css';
import { useNavigation } from '../report/place/navigation.tsx';
import shell from '../report/shell/shell.module.css';
import { useAudit } from './model/audit-context.tsx';

/** Which cluster the pages are about; a choice where there are several. */
export function ClusterScope() {
  const { audit, cluster } = useAudit();
  const { place, go } = useNavigation();
  if (audit.clusters.length === 1)
    return (
      <strong className={shell['clusterName']} title={cluster.name}>
        {cluster.name}
      </strong>
    );
  return (
    <select
      className={bar['facet']}
      aria-label="Cluster"
      value={cluster.name}
      onChange={(event) => go({ path: place.path, query: { cluster: [event.currentTarget.value] } })}
    >
      {audit.clusters.map(({ name, error }) => (
        <option key={name} value={name}>
          {error === undefined ? name : `${name} (not read)`}
        </option>
      ))}
    </select>
  );
}
