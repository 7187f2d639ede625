import type { Cluster, ClusterIdentity } from './cluster.ts';
import { asMap } from './unstructured.ts';

export type Provider = NonNullable<ClusterIdentity['provider']>;

/** What tells who runs a cluster; each part may be missing. */
export interface ProviderFacts {
  readonly gitVersion?: string;
  /** URL or host of the API server. */
  readonly server?: string;
  readonly nodes?: Iterable<{
    readonly labels?: Readonly<Record<string, string>>;
    readonly providerID?: string;
  }>;
  /** API groups that the server serves. */
  readonly groups?: Iterable<string>;
}

type Mark = readonly [Provider, RegExp];

const versions: readonly Mark[] = [
  ['eks', /-eks-/],
  ['gke', /-gke\./],
  ['k3s', /\+(?:k3s|rke2)/],
];
const servers: readonly Mark[] = [
  ['eks', /\.eks\.amazonaws\.com(?:\.cn)?$/],
  ['aks', /\.azmk8s\.io$/],
  ['gke', /\.gke\.goog$/],
  ['openshift', /\.openshiftapps\.com$/],
];
const nodeLabels: readonly Mark[] = [
  ['openshift', /^node\.openshift\.io\//],
  ['eks', /^(?:eks\.amazonaws\.com|alpha\.eksctl\.io)\//],
  ['aks', /^kubernetes\.azure\.com\/cluster$/],
  ['gke', /^cloud\.google\.com\/gke-/],
  ['k3s', /^(?:k3s|rke2)\.io\//],
];
const providerIds: readonly Mark[] = [
  ['kind', /^kind:\/\//],
  ['k3s', /^k3s:\/\//],
  ['aks', /^azure:\/\/.*\/virtualMachineScaleSets\/aks-/i],
];

/**
 * The provider or distribution of a cluster, by what it says itself: an API group that only OpenShift has, the suffix of
 * the version, the host of the API server, labels and `spec.providerID` of nodes. A plain cluster on virtual machines of
 * a cloud is `unknown`: nobody manages its control plane.
 */
export function detectProvider({ gitVersion, server, nodes, groups }: ProviderFacts): Provider {
  for (const group of groups ?? []) if (group === 'config.openshift.io') return 'openshift';
  const early = match(versions, gitVersion) ?? match(servers, hostOf(server));
  if (early) return early;
  for (const { labels, providerID } of nodes ?? []) {
    for (const label in labels) {
      const provider = match(nodeLabels, label);
      if (provider) return provider;
    }
    const provider = match(providerIds, providerID);
    if (provider) return provider;
  }
  return 'unknown';
}

/** Who runs a cluster that was read: as its reader found, else by what its nodes say. */
export function providerOf(cluster: Cluster): Provider {
  const { provider } = cluster.identity;
  if (provider !== undefined && provider !== 'unknown') return provider;
  return detectProvider({ gitVersion: cluster.version.gitVersion, nodes: nodeFacts(cluster) });
}

/** What nodes say about who runs them. */
export function* nodeFacts(
  cluster: Cluster,
): Generator<{ labels?: Readonly<Record<string, string>>; providerID?: string }> {
  for (const { body } of cluster.ofKind('', 'Node')) {
    const { labels } = body.metadata;
    const { providerID } = asMap(body['spec']);
    yield { ...(labels && { labels }), ...(typeof providerID === 'string' && { providerID }) };
  }
}

function match(marks: readonly Mark[], text: string | undefined): Provider | undefined {
  return text === undefined ? undefined : marks.find(([, pattern]) => pattern.test(text))?.[0];
}

function hostOf(server: string | undefined): string | undefined {
  if (server === undefined) return undefined;
  return URL.parse(server.includes('://') ? server : `https://${server}`)?.hostname;
}
