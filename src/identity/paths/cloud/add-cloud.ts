import type { Cluster, Workload } from '../../../cluster/index.ts';
import { evidenceAbout } from '../../evidence/cluster-evidence.ts';
import { alwaysThere, existenceOf, type ServiceAccount } from '../../service-accounts.ts';
import { subjectKey } from '../../subject.ts';
import type { Reason } from '../graph-builder.ts';
import type { Terrain } from '../terrain.ts';
import { awsLayer } from './aws-layer.ts';
import { azureLayer } from './azure-layer.ts';
import { addCloudKeys } from './cloud-keys.ts';
import type { CloudLayer } from './cloud-layer.ts';
import { googleLayer } from './google-layer.ts';

/** Identities of a cloud that a workload gets from its node, or by a key that it has, with why. */
export type CloudWays = (workload: Workload) => readonly { readonly to: number; readonly reason: Reason }[];

/**
 * Identities of the cloud that service accounts and nodes become, what these may do there, and who they are for the
 * cluster. Only what saved answers say: without evidence the graph ends at the cluster.
 * @returns service accounts that lead into the cloud, and the ways of pods by the metadata service of their node and by keys
 */
export function addCloud(terrain: Terrain): { readonly started: number[]; readonly ways: CloudWays } {
  const layer = layerOf(terrain.cluster);
  if (layer === undefined) return { started: [], ways: () => [] };
  const started = new Set<number>();
  for (const { account, identity, kind, detail } of layer.federations) {
    if (existenceOf(terrain.cluster, account) === 'missing') continue;
    const from = terrain.subject(account);
    terrain.graph.edge(from, identityVertex(terrain, layer, identity), { kind, needs: [], detail });
    started.add(from);
  }
  for (const { identity, detail } of layer.nodes) {
    const to = identityVertex(terrain, layer, identity);
    terrain.graph.edge(terrain.anyNode, to, { kind: 'node-cloud-identity', needs: [], detail });
  }
  const keys = addCloudKeys(terrain, layer, (identity) => identityVertex(terrain, layer, identity));
  const metadata = metadataWays(terrain, layer);
  return { started: [...started], ways: (workload) => [...metadata(workload), ...keys(workload)] };
}

function layerOf(cluster: Cluster): CloudLayer | undefined {
  const evidence = evidenceAbout(cluster);
  switch (evidence?.provider) {
    case 'eks':
      return awsLayer(evidence, accountsOf(cluster));
    case 'aks':
      return azureLayer(evidence, accountsOf(cluster));
    case 'gke':
      return googleLayer(evidence, accountsOf(cluster));
    default:
      return undefined;
  }
}

/** Service accounts that there are, `default` of every namespace too. */
function accountsOf(cluster: Cluster): ServiceAccount[] {
  const accounts = new Map<string, ServiceAccount>();
  const add = (namespace: string, name: string): void => {
    const account = { kind: 'ServiceAccount', namespace, name } as const;
    if (existenceOf(cluster, account) !== 'missing') accounts.set(subjectKey(account), account);
  };
  for (const { namespace, name } of cluster.ofKind('', 'ServiceAccount')) add(namespace, name);
  for (const namespace of new Set([...alwaysThere, ...cluster.namespaces()])) add(namespace, 'default');
  return [...accounts.values()];
}

/** The vertex of an identity, with what it leads to, made when it is new. */
function identityVertex(terrain: Terrain, layer: CloudLayer, name: string): number {
  const { graph } = terrain;
  const { cloud } = layer;
  const key = `cloud-identity/${cloud}/${name}`;
  const known = graph.find(key);
  if (known !== undefined) return known;
  const vertex = graph.vertex(key, () => ({ type: 'cloud-identity', cloud, name }));
  for (const { to, kind, detail } of layer.powersOf(name)) {
    const target = to === 'cloud-admin' ? terrain.cloudAdmin : terrain.clusterAdmin;
    graph.edge(vertex, target, { kind, needs: [], detail });
  }
  for (const { identity, kind, detail } of layer.actsAs?.(name) ?? [])
    graph.edge(vertex, identityVertex(terrain, layer, identity), { kind, needs: [], detail });
  for (const { subject, detail } of layer.subjectsOf(name)) {
    const to = terrain.knownSubject(subject);
    if (to !== undefined)
      graph.edge(vertex, to, {
        kind: 'known-to-cluster',
        needs: [],
        ...(detail !== undefined && { detail }),
      });
  }
  return vertex;
}

/** Pods in the network of their node always reach its metadata service; others where the answers say that it is open. */
function metadataWays(terrain: Terrain, layer: CloudLayer): CloudWays {
  const open = layer.nodes.filter(({ openToPods }) => openToPods !== undefined);
  return ({ templates }) => {
    const onHost = templates.some(({ spec }) => spec['hostNetwork'] === true);
    return (onHost ? layer.nodes : open).map(({ identity, detail, openToPods }) => ({
      to: identityVertex(terrain, layer, identity),
      reason: {
        kind: onHost ? 'host-metadata' : 'pod-metadata',
        needs: [],
        detail: onHost ? detail : (openToPods ?? detail),
      },
    }));
  };
}
