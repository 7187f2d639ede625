import { createContext, type ReactNode, use, useMemo } from 'react';
import type { NetworkMapCluster, NetworkMapDocument } from '../../../src/network/map-schema.ts';
import { useNavigation } from '../../report/place/navigation.tsx';
import type { Query } from '../../report/place/place.ts';
import { type NetworkModel, networkModel } from './network.ts';

const MapContext = createContext<NetworkMapDocument | undefined>(undefined);

export function MapProvider({
  network,
  children,
}: {
  readonly network: NetworkMapDocument;
  readonly children: ReactNode;
}) {
  return <MapContext value={network}>{children}</MapContext>;
}

const models = new WeakMap<NetworkMapCluster, NetworkModel>();

/** The map, the cluster that the address names (else the first), and what of the address other pages keep. */
export function useMap(): {
  readonly network: NetworkMapDocument;
  readonly cluster: NetworkMapCluster;
  readonly model: NetworkModel;
  readonly kept: Query;
} {
  const network = use(MapContext);
  const { query } = useNavigation().place;
  const wanted = query['cluster']?.[0];
  const cluster = network?.clusters.find(({ name }) => name === wanted) ?? network?.clusters[0];
  if (!network || !cluster) throw new Error('useMap needs a map of at least one cluster around it');
  const kept = useMemo(() => keptQuery(wanted === undefined ? {} : { cluster: [wanted] }), [wanted]);
  let model = models.get(cluster);
  if (model === undefined) models.set(cluster, (model = networkModel(cluster)));
  return { network, cluster, model, kept };
}

/** The cluster stays when a person goes to another page. */
export function keptQuery({ cluster }: Query): Query {
  return cluster === undefined ? {} : { cluster };
}
