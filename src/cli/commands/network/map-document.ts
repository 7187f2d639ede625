import { type NetworkMapDocument, networkMapOf } from '../../../network/index.ts';
import { profileFacts, type ReadNetworks } from './read-networks.ts';

/** The map of all clusters as the page shows it; a cluster that could not be read is in it with the reason. */
export function mapDocument(
  { networks, failed }: ReadNetworks,
  run: Pick<NetworkMapDocument, 'tool' | 'command' | 'time'>,
): NetworkMapDocument {
  return {
    schema: 'plimsoll.network-map/v1',
    ...run,
    clusters: [
      ...networks.map((network) => ({
        name: network.name,
        profile: network.detected.profile.id,
        enforces: network.detected.profile.enforces,
        facts: profileFacts(network),
        unread: [...network.unread],
        ...networkMapOf(network.engine),
      })),
      ...failed.map(({ name, error }) => ({
        name,
        error,
        profile: 'unknown',
        enforces: false,
        facts: [],
        unread: [],
        workloads: [],
        groups: [],
        ports: [],
        namespaces: [],
      })),
    ],
  };
}
