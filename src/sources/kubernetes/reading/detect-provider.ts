import type { Cluster, ClusterIdentity } from '../../../cluster/index.ts';
import { isRecord } from '../transport/status.ts';

type Provider = NonNullable<ClusterIdentity['provider']>;

/** Marks in `gitVersion`: `v1.35.2-eks-3025e55`, `v1.35.2-gke.1157000`, `v1.35.2+k3s1`. AKS and kind have none. */
const versionMarks: readonly (readonly [RegExp, Provider])[] = [
  [/-eks-/, 'eks'],
  [/-gke\./, 'gke'],
  [/\+k3s/, 'k3s'],
];

/** `spec.providerID` of nodes. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/#NodeSpec */
const nodeMarks: readonly (readonly [string, Provider])[] = [
  ['kind://', 'kind'],
  ['k3s://', 'k3s'],
];

const nodeLabels: readonly (readonly [string, Provider])[] = [
  ['eks.amazonaws.com/nodegroup', 'eks'],
  ['kubernetes.azure.com/cluster', 'aks'],
  ['cloud.google.com/gke-nodepool', 'gke'],
];

/** Who runs the control plane, from what only they write; `unknown` when nothing tells. */
export function detectProvider(cluster: Cluster, groups: ReadonlySet<string>): Provider {
  if (groups.has('config.openshift.io')) return 'openshift';
  const marked = versionMarks.find(([mark]) => mark.test(cluster.version.gitVersion));
  if (marked) return marked[1];
  for (const node of cluster.ofKind('', 'Node')) {
    const labels = node.body.metadata.labels ?? {};
    const labelled = nodeLabels.find(([label]) => label in labels);
    if (labelled) return labelled[1];
    const spec = isRecord(node.body['spec']) ? node.body['spec'] : {};
    const id = typeof spec['providerID'] === 'string' ? spec['providerID'] : '';
    const identified = nodeMarks.find(([prefix]) => id.startsWith(prefix));
    if (identified) return identified[1];
  }
  return 'unknown';
}
