import { type Cluster, podTemplatesOf } from '../../cluster/index.ts';
import { analysisOf, type ResultDraft } from '../../controls/index.ts';
import { infrastructureReach } from '../answers/infrastructure.ts';
import { apiServersOf } from '../answers/infrastructure-places.ts';
import type { Reach } from '../answers/let-out.ts';
import { mayAsk, rightsOf } from '../api-server-rights.ts';
import { type NetworkPod, podName } from '../pods.ts';
import { evidenceOfNamespace, namespaceSubject, runnerNames, shortList } from './draft.ts';
import { type LimitedNamespace, limitedNamespaces } from './limited-namespaces.ts';
import { connectingKinds, unreadReason } from './network-of.ts';

const bindingKinds = [
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
];

/**
 * Namespaces whose policies limit egress and let pods to the API server that may do nothing there: they have no token, or
 * nothing binds their account. Where egress is open anyway, that is the finding.
 */
export const apiServerLetOut = analysisOf(
  (cluster) => [
    ...connectingKinds(cluster),
    ...bindingKinds,
    { group: '', kind: 'ServiceAccount' },
    { group: 'discovery.k8s.io', kind: 'EndpointSlice' },
  ],
  function* analyse({ cluster }) {
    for (const limited of limitedNamespaces(cluster)) yield judged(cluster, limited);
  },
);

function judged(cluster: Cluster, { namespace, pods, engine }: LimitedNamespace): ResultDraft {
  const subject = namespaceSubject(namespace);
  const unread = unreadReason(cluster, bindingKinds);
  const needs = Map.groupBy(pods, (pod) => needOf(cluster, pod, unread === undefined));
  const reaching = (need: Need, reach: Reach) =>
    (needs.get(need) ?? []).filter((pod) => infrastructureReach(engine, pod).apiServer === reach);
  const reached = reaching('none', 'yes');
  if (reached.length > 0) {
    const names = runnerNames(cluster, reached);
    return {
      verdict: 'fail',
      subject,
      message: `The egress policies of ${namespace} let ${shortList(names)} to the API server, where ${names.length === 1 ? 'its account' : 'their accounts'} may do nothing.`,
      evidence: evidenceOfNamespace(
        cluster,
        namespace,
        'rules for addresses that except those of the API server',
      ),
    };
  }
  if (unread !== undefined && reaching('unknown', 'no').length < (needs.get('unknown') ?? []).length)
    return { verdict: 'unknown', subject, message: unread.message, unknown: unread };
  if (reaching('none', 'unknown').length === 0)
    return {
      verdict: 'pass',
      subject,
      message: 'Its policies let nobody to the API server who may do nothing there.',
    };
  const message =
    apiServersOf(cluster).length === 0
      ? 'No EndpointSlice of Service kubernetes in default says where the API server is.'
      : `What decides whether pods of ${namespace} reach the API server is not known.`;
  return { verdict: 'unknown', subject, message, unknown: { state: 'not-connected', message } };
}

/** What a pod may do at the API server: nothing, something, or what bindings say that were not read. */
type Need = 'none' | 'some' | 'unknown';

function needOf(cluster: Cluster, { object, name }: NetworkPod, areBindingsKnown: boolean): Need {
  const template = podTemplatesOf(object).find((each) => podName(object, each) === name);
  if (template === undefined || !mayAsk(cluster, template)) return 'none';
  if (rightsOf(cluster, template) !== undefined) return 'some';
  return areBindingsKnown ? 'none' : 'unknown';
}
