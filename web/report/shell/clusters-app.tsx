import { type ReactNode, useCallback, useEffect } from 'react';
import type { PaletteEntry } from '../palette/entries.ts';
import { HashNavigation, useNavigation } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import '../print/print.css';
import { ErrorBoundary } from '../states/error-boundary.tsx';
import { Broken } from '../states/states.tsx';
import { keptQuery } from './chosen-cluster.ts';
import { ClusterChoice } from './cluster-choice.tsx';
import { Frame } from './frame.tsx';
import type { PageEntry } from './page-entry.ts';

interface ClustersAppProps<Cluster> {
  /** Of the document, for the title of the window: `network`. */
  readonly name: string;
  readonly clusters: readonly Cluster[];
  /** When they were read. */
  readonly time: string;
  readonly pages: readonly PageEntry[];
  readonly pageOf: (path: readonly string[]) => ReactNode;
  /** What the palette finds in a cluster, beside pages and clusters; `kept` leads to this cluster where there are several. */
  readonly entriesIn: (cluster: Cluster, kept: Query) => readonly Found[];
  /** What these are, as the palette says it. */
  readonly find: string;
}

type Found = Omit<PaletteEntry, 'search'>;

/** Pages about one of the clusters of a document, as the address names it. */
export function ClustersApp<Cluster extends { readonly name: string; readonly error?: string }>({
  name,
  clusters,
  time,
  pages,
  pageOf,
  entriesIn,
  find,
}: ClustersAppProps<Cluster>) {
  const entries = useCallback(
    () => searchable([...placesOf(pages, clusters), ...foundIn(clusters, entriesIn)]),
    [pages, clusters, entriesIn],
  );
  if (clusters.length === 0)
    return (
      <Broken title="Nothing was read.">
        <p>This run read no cluster and no manifests.</p>
      </Broken>
    );
  return (
    <HashNavigation>
      <Frame
        pages={pages}
        kept={keptQuery}
        scope={<ClusterChoice clusters={clusters} />}
        readAt={time}
        entries={entries}
        find={find}
      >
        <CurrentPage name={name} pageOf={pageOf} />
      </Frame>
    </HashNavigation>
  );
}

function CurrentPage({ name, pageOf }: Pick<ClustersAppProps<unknown>, 'name' | 'pageOf'>) {
  const { path } = useNavigation().place;
  useEffect(() => {
    document.title = [`Plimsoll ${name}`, ...path].slice(0, 3).join(': ');
  }, [name, path]);
  return <ErrorBoundary key={path.join('/')}>{pageOf(path)}</ErrorBoundary>;
}

/** Pages, and clusters where there are several. */
function placesOf(pages: readonly PageEntry[], clusters: readonly { readonly name: string }[]): Found[] {
  return [
    ...pages.map(({ name, path }) => ({ kind: 'page' as const, text: name, detail: '', path, query: {} })),
    ...(clusters.length === 1 ? [] : clusters).map(({ name }) => ({
      kind: 'cluster' as const,
      text: name,
      detail: '',
      path: [],
      query: { cluster: [name] },
    })),
  ];
}

function foundIn<Cluster extends { readonly name: string }>(
  clusters: readonly Cluster[],
  entriesIn: ClustersAppProps<Cluster>['entriesIn'],
): Found[] {
  const isOne = clusters.length === 1;
  return clusters.flatMap((cluster) =>
    entriesIn(cluster, isOne ? {} : { cluster: [cluster.name] }).map((entry) => ({
      ...entry,
      detail: isOne ? entry.detail : cluster.name,
    })),
  );
}

function searchable(entries: readonly Found[]): PaletteEntry[] {
  return entries.map((entry) => ({ ...entry, search: `${entry.text} ${entry.detail}`.toLowerCase() }));
}
