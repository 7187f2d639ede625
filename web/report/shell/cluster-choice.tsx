import bar from '../findings/filter-bar.module.css';
import { useNavigation } from '../place/navigation.tsx';
import { useChosenCluster } from './chosen-cluster.ts';
import shell from './shell.module.css';

interface ClusterChoiceProps {
  readonly clusters: readonly { readonly name: string; readonly error?: string }[];
}

/** Which cluster the pages are about; a choice where there are several. */
export function ClusterChoice({ clusters }: ClusterChoiceProps) {
  const { place, go } = useNavigation();
  const current = useChosenCluster(clusters).cluster?.name;
  if (clusters.length === 1)
    return (
      <strong className={shell['clusterName']} title={current}>
        {current}
      </strong>
    );
  return (
    <select
      className={bar['facet']}
      aria-label="Cluster"
      value={current}
      onChange={(event) => go({ path: place.path, query: { cluster: [event.currentTarget.value] } })}
    >
      {clusters.map(({ name, error }) => (
        <option key={name} value={name}>
          {error === undefined ? name : `${name} (not read)`}
        </option>
      ))}
    </select>
  );
}
