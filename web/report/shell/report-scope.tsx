import { FacetPicker } from '../findings/facet-picker.tsx';
import { useModel } from '../model/context.tsx';
import { useNavigation } from '../place/navigation.tsx';
import { counted } from '../words/number.ts';
import { hasScope } from './pages.tsx';
import classes from './shell.module.css';

/** What the page is about; a choice where the page can be narrowed. */
export function ReportScope() {
  const { clusters, run } = useModel().report;
  const { place } = useNavigation();
  const [only] = clusters;
  if (!only) return null;
  const choice = hasScope(place.path);
  const all = counted(clusters.length, 'cluster');
  return (
    <>
      {clusters.length > 1 && choice ? (
        <FacetPicker facet="cluster" all={all} />
      ) : (
        <strong className={classes['clusterName']} title={only.name}>
          {clusters.length > 1 ? all : only.name}
        </strong>
      )}
      {choice ? <FacetPicker facet="namespace" all="every namespace" /> : null}
      {run.filters.map((filter) => (
        <span key={filter} className={classes['filtered']} title="This run was filtered">
          {filter}
        </span>
      ))}
    </>
  );
}
