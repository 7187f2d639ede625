import type { NetworkMapCluster, NetworkMapDocument } from '../../src/network/map-schema.ts';
import type { Query } from '../report/place/place.ts';
import { ClustersApp } from '../report/shell/clusters-app.tsx';
import { NotFound } from '../report/states/states.tsx';
import { ConnectionPage } from './connection/connection-page.tsx';
import { ExposurePage } from './exposure/exposure-page.tsx';
import { MapPage } from './map/map-page.tsx';
import { MatrixPage } from './matrix/matrix-page.tsx';
import { MapProvider } from './model/map-context.tsx';
import { OverviewPage } from './overview/overview-page.tsx';
import { pages } from './pages.tsx';
import { WorkloadPage } from './workloads/workload-page.tsx';
import { workloadPath } from './workloads/workload-rows.ts';
import { WorkloadsPage } from './workloads/workloads-page.tsx';

/** The map of the network of one run. */
export function NetworkApp({ network }: { readonly network: NetworkMapDocument }) {
  return (
    <MapProvider network={network}>
      <ClustersApp
        name="network"
        clusters={network.clusters}
        time={network.time}
        pages={pages}
        pageOf={pageOf}
        entriesIn={entriesIn}
        find="Page, cluster, namespace, workload"
      />
    </MapProvider>
  );
}

function pageOf([page, ...rest]: readonly string[]): React.JSX.Element {
  const [namespace, kind, name] = rest;
  if (page === 'workload' && namespace !== undefined && kind !== undefined && name !== undefined)
    return <WorkloadPage namespace={namespace} kind={kind} name={name} />;
  if (page === 'connection' && rest.length === 2)
    return <ConnectionPage source={Number(namespace)} destination={Number(kind)} />;
  if (rest.length > 0) return <NotFound what={`page ${[page, ...rest].join('/')}`} />;
  if (page === undefined) return <OverviewPage />;
  if (page === 'map') return <MapPage />;
  if (page === 'matrix') return <MatrixPage />;
  if (page === 'exposure') return <ExposurePage />;
  if (page === 'workloads') return <WorkloadsPage />;
  return <NotFound what={`page ${page}`} />;
}

function entriesIn({ groups, workloads }: NetworkMapCluster, kept: Query) {
  const namespaces = [...new Set(groups.map(({ namespace }) => namespace))].sort();
  return [
    ...namespaces.map((namespace) => ({
      kind: 'namespace' as const,
      text: namespace,
      detail: '',
      path: ['map'],
      query: { ...kept, at: [namespace] },
    })),
    ...workloads.map((workload) => ({
      kind: 'workload' as const,
      text: `${workload.kind} ${workload.namespace}/${workload.name}`,
      detail: '',
      path: workloadPath(workload),
      query: kept,
    })),
  ];
}
