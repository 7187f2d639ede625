import { createContext, type ReactNode, use } from 'react';
import type { NetworkMapCluster, NetworkMapDocument } from '../../../src/network/map-schema.ts';
import type { Query } from '../../report/place/place.ts';
import { useChosenCluster } from '../../report/shell/chosen-cluster.ts';
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
  const { cluster, kept } = useChosenCluster(network?.clusters);
  if (!network || !cluster) throw new Error('useMap needs a map of at least one cluster around it');
  let model = models.get(cluster);
  if (model === undefined) models.set(cluster, (model = networkModel(cluster)));
  return { network, cluster, model, kept };
}
