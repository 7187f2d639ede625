import { type NetworkMapDocument, type NetworkMapExposedPort, networkMapOf } from '../../../network/index.ts';
import { headOf, headOfFailed, type ReadNetworks } from './read-networks.ts';
import type { ScopeOf } from './scope-parts.ts';
import { entryKinds, nameOf, type Told, toldPorts } from './told-ports.ts';

/**
 * The map of all clusters as the page shows it; a cluster that could not be read is in it with the reason.
 *
 * @param scopeOf undefined where no scope is configured
 */
export function mapDocument(
  { networks, failed }: ReadNetworks,
  scopeOf: ScopeOf | undefined,
  run: Pick<NetworkMapDocument, 'tool' | 'command' | 'time'>,
): NetworkMapDocument {
  return {
    schema: 'plimsoll.network-map/v1',
    ...run,
    clusters: [
      ...networks.map((network) => ({
        ...headOf(network),
        ...networkMapOf(network.engine, { scopeOf: scopeOf?.(network) }),
        exposed: toldPorts(network).map(exposedPort),
      })),
      ...failed.map((cluster) => ({
        ...headOfFailed(cluster),
        workloads: [],
        groups: [],
        ports: [],
        namespaces: [],
        ...(scopeOf && { scopes: [] }),
        exposed: [],
      })),
    ],
  };
}

function exposedPort(told: Told): NetworkMapExposedPort {
  const { entry, exposure, through, service, pods, protocol, port, verdict, why, policies, account, power } =
    told;
  const { sourceRanges, evidence } = entry;
  const limits = sourceRanges.length > 0 ? `only from ${sourceRanges.join(', ')}; ` : '';
  return {
    exposure,
    entry: nameOf(entry.object),
    by: entryKinds[entry.kind],
    hosts: [...entry.hosts],
    evidence: `${limits}${evidence}`,
    ...(through && { through: nameOf(through.workload.reference) }),
    ...(service && service !== entry.object && { service: nameOf(service) }),
    ...(pods && { workload: nameOf(pods.workload.reference) }),
    protocol,
    ...(port !== undefined && { port }),
    verdict,
    why,
    policies: [...policies],
    ...(account !== undefined && { account }),
    ...(power !== undefined && { may: power }),
  };
}
