import type { Cluster } from './cluster.ts';
import type { EntryPointDraft } from './entry-point.ts';
import { type Exposure, isPrivateAddress } from './load-balancer-scope.ts';
import { asList, asMap, asText } from './unstructured.ts';

/** How far a port that is open on nodes reaches. */
export interface NodeExposure {
  readonly exposure: Exposure;
  readonly evidence: string;
}

/**
 * Nodes without a public address are reached from inside their network only. With one, a firewall outside the cluster
 * decides, and that is not known here; neither are nodes that could not be read.
 */
export function nodeExposureOf(cluster: Cluster): NodeExposure {
  let nodes = 0;
  for (const node of cluster.ofKind('', 'Node')) {
    nodes += 1;
    const address = asList(asMap(node.body['status'])['addresses'])
      .map(asMap)
      .find(({ type, address }) => type === 'ExternalIP' && !isPrivateAddress(asText(address)));
    if (address) {
      return {
        exposure: 'unknown',
        evidence: `node ${node.name} has public address ${asText(address['address'])}; a firewall outside the cluster decides`,
      };
    }
  }
  return nodes > 0 && cluster.knowledgeOf('', 'Node').complete
    ? { exposure: 'internal', evidence: 'no node has a public address' }
    : { exposure: 'unknown', evidence: 'the nodes, and so their addresses, are not known' };
}

/** Pods that listen on the node itself: all their ports with `hostNetwork`, single ones with `hostPort`. */
export function* hostEntryPoints(cluster: Cluster, nodes: NodeExposure): Iterable<EntryPointDraft> {
  for (const workload of cluster.workloads()) {
    for (const { spec, containers } of workload.templates) {
      const common = { object: workload.object, hosts: [], sourceRanges: [], exposure: nodes.exposure };
      const ports = containers.flatMap((container) => asList(container.spec['ports']).map(asMap));
      if (spec['hostNetwork'] === true) {
        yield {
          kind: 'host-network',
          ...common,
          evidence: `hostNetwork is true; ${nodes.evidence}`,
          to: [
            { workload },
            ...ports.flatMap((port) => numbered(port['containerPort']).map((port) => ({ workload, port }))),
          ],
        };
        continue;
      }
      const opened = ports.filter(({ hostPort }) => typeof hostPort === 'number' && hostPort > 0);
      if (opened.length === 0) continue;
      const numbers = opened.map(({ hostPort }) => String(hostPort)).join(', ');
      yield {
        kind: 'host-port',
        ...common,
        evidence: `hostPort ${numbers}; ${nodes.evidence}`,
        to: opened.flatMap((port) => numbered(port['containerPort']).map((port) => ({ workload, port }))),
      };
    }
  }
}

function numbered(port: unknown): readonly number[] {
  return typeof port === 'number' ? [port] : [];
}
