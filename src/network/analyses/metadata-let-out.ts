import { type Cluster, providerOf } from '../../cluster/index.ts';
import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import { infrastructureReach } from '../answers/infrastructure.ts';
import type { Reach } from '../answers/let-out.ts';
import { clusterSubject, evidenceOfNamespace, namespaceSubject, runnerNames, shortList } from './draft.ts';
import { type LimitedNamespace, limitedNamespaces } from './limited-namespaces.ts';
import { connectingKinds } from './network-of.ts';

/**
 * Namespaces whose policies limit egress and let the metadata service of the node through: a rule for every address that does
 * not except it. Where egress is open anyway, that is the finding.
 */
export const metadataLetOut = analysisOf(
  (cluster) => [...connectingKinds(cluster), { group: '', kind: 'Node' }],
  function* analyse({ cluster }) {
    const none = whyNoNodeIdentity(cluster);
    if (none !== undefined) {
      yield { verdict: 'not-applicable', subject: clusterSubject(cluster), message: none };
      return;
    }
    for (const limited of limitedNamespaces(cluster)) yield judged(cluster, limited);
  },
);

/** Google's metadata server is asked by pods for identities of their own: https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity */
function whyNoNodeIdentity(cluster: Cluster): string | undefined {
  const provider = providerOf(cluster);
  if (!['eks', 'aks', 'gke'].includes(provider)) return 'Nothing says that EKS, AKS or GKE runs the cluster.';
  const server = { group: 'apps', kind: 'DaemonSet', namespace: 'kube-system', name: 'gke-metadata-server' };
  return cluster.find(server) === undefined
    ? undefined
    : 'The metadata server of GKE answers pods with identities of their own.';
}

function judged(cluster: Cluster, { namespace, pods, engine }: LimitedNamespace): ResultDraft {
  const subject = namespaceSubject(namespace);
  const reaching = (reach: Reach) =>
    pods.filter((pod) => infrastructureReach(engine, pod).metadata === reach);
  const reached = reaching('yes');
  if (reached.length === 0) {
    const unknown = reaching('unknown');
    if (unknown.length === 0)
      return { verdict: 'pass', subject, message: 'Its policies let nobody to the metadata service.' };
    const message = `Whether the egress policies of ${namespace} let ${shortList(runnerNames(cluster, unknown))} to the metadata service is not known: they name hosts, or addresses of IPv6, which these pods may have.`;
    return { verdict: 'unknown', subject, message, unknown: { state: 'not-connected', message } };
  }
  return {
    verdict: 'fail',
    subject,
    message: `The egress policies of ${namespace} let ${shortList(runnerNames(cluster, reached))} to 169.254.169.254, where the node has its credentials.`,
    evidence: evidenceOfNamespace(cluster, namespace, 'rules for addresses that except 169.254.169.254/32'),
  };
}
