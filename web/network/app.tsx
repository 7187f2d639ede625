import { useCallback, useEffect } from 'react';
import type { NetworkMapDocument } from '../../src/network/map-schema.ts';
import type { PaletteEntry } from '../report/palette/entries.ts';
import { HashNavigation, useNavigation } from '../report/place/navigation.tsx';
import type { Query } from '../report/place/place.ts';
import '../report/print/print.css';
import { keptQuery } from '../report/shell/chosen-cluster.ts';
import { ClusterChoice } from '../report/shell/cluster-choice.tsx';
import { Frame } from '../report/shell/frame.tsx';
import { ErrorBoundary } from '../report/states/error-boundary.tsx';
import { Broken, NotFound } from '../report/states/states.tsx';
import { ExposurePage } from './exposure/exposure-page.tsx';
import { MapPage } from './map/map-page.tsx';
import { MatrixPage } from './matrix/matrix-page.tsx';
import { MapProvider, useMap } from './model/map-context.tsx';
import { OverviewPage } from './overview/overview-page.tsx';
import { pages } from './pages.tsx';
import { WorkloadPage } from './workloads/workload-page.tsx';
import { workloadPath } from './workloads/workload-rows.ts';
import { WorkloadsPage } from './workloads/workloads-page.tsx';

/** The map of the network of one run. */
export function NetworkApp({ network }: { readonly network: NetworkMapDocument }) {
  const entries = useCallback(() => entriesOf(network), [network]);
  if (network.clusters.length === 0)
    return (
      <Broken title="Nothing was read.">
        <p>This run read no cluster and no manifests.</p>
      </Broken>
    );
  return (
    <HashNavigation>
      <MapProvider network={network}>
        <Frame
          pages={pages}
          kept={keptQuery}
          scope={<ClusterScope />}
          readAt={network.time}
          entries={entries}
          find="Page, cluster, namespace, workload"
        >
          <CurrentPage />
        </Frame>
      </MapProvider>
    </HashNavigation>
  );
}

function ClusterScope() {
  const { network, cluster } = useMap();
  return <ClusterChoice clusters={network.clusters} current={cluster.name} />;
}

function CurrentPage() {
  const { path } = useNavigation().place;
  useEffect(() => {
    document.title = ['Plimsoll network', ...path].slice(0, 3).join(': ');
  }, [path]);
  return <ErrorBoundary key={path.join('/')}>{pageOf(path)}</ErrorBoundary>;
}

function pageOf([page, ...rest]: readonly string[]): React.JSX.Element {
  const [namespace, kind, name] = rest;
  if (page === 'workload' && namespace !== undefined && kind !== undefined && name !== undefined)
    return <WorkloadPage namespace={namespace} kind={kind} name={name} />;
  if (rest.length > 0) return <NotFound what={`page ${[page, ...rest].join('/')}`} />;
  if (page === undefined) return <OverviewPage />;
  if (page === 'map') return <MapPage />;
  if (page === 'matrix') return <MatrixPage />;
  if (page === 'exposure') return <ExposurePage />;
  if (page === 'workloads') return <WorkloadsPage />;
  return <NotFound what={`page ${page}`} />;
}

function entriesOf({ clusters }: NetworkMapDocument): readonly PaletteEntry[] {
  const entry = (
    kind: PaletteEntry['kind'],
    text: string,
    detail: string,
    to: Pick<PaletteEntry, 'path' | 'query'>,
  ) => ({ kind, text, detail, ...to, search: `${text} ${detail}`.toLowerCase() });
  const many = clusters.length > 1;
  return [
    ...pages.map(({ name, path }) => entry('page', name, '', { path, query: {} })),
    ...(many
      ? clusters.map(({ name }) => entry('cluster', name, '', { path: [], query: { cluster: [name] } }))
      : []),
    ...clusters.flatMap(({ name, groups, workloads }) => {
      const kept: Query = many ? { cluster: [name] } : {};
      const namespaces = [...new Set(groups.map(({ namespace }) => namespace))].sort();
      return [
        ...namespaces.map((namespace) =>
          entry('namespace', namespace, many ? name : '', {
            path: ['map'],
            query: { ...kept, at: [namespace] },
          }),
        ),
        ...workloads.map((workload) =>
          entry('workload', `${workload.kind} ${workload.namespace}/${workload.name}`, many ? name : '', {
            path: workloadPath(workload),
            query: kept,
          }),
        ),
      ];
    }),
  ];
}
