import { type NetworkMapDocument, type NetworkMapExposedPort, networkMapOf } from '../../../network/index.ts';
import { profileFacts, type ReadNetworks } from './read-networks.ts';
import { entryKinds, type Told, toldPorts } from './told-ports.ts';

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
        exposed: toldPorts(network).map(exposedPort),
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
        exposed: [],
      })),
    ],
  };
}

function exposedPort(told: Told): NetworkMapExposedPort {
  const { entry, exposure, through, service, pods, protocol, port, verdict, why, policies, account, power } =
    told;
  const reference = ({ kind, namespace, name }: NetworkMapExposedPort['entry']) => ({
    kind,
    namespace,
    name,
  });
  const { sourceRanges, evidence } = entry;
  const limits = sourceRanges.length > 0 ? `only from ${sourceRanges.join(', ')}; ` : '';
  return {
    exposure,
    entry: reference(entry.object),
    by: entryKinds[entry.kind],
    hosts: [...entry.hosts],
    evidence: `${limits}${evidence}`,
    ...(through && { through: reference(through.workload.reference) }),
    ...(service && service !== entry.object && { service: reference(service) }),
    ...(pods && { workload: reference(pods.workload.reference) }),
    protocol,
    ...(port !== undefined && { port }),
    verdict,
    why,
    policies: [...policies],
    ...(account !== undefined && { account }),
    ...(power !== undefined && { may: power }),
  };
}
