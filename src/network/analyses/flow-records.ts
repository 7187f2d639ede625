import { asMap, type Cluster } from '../../cluster/index.ts';
import { analysisOf, type ReadKind, type ResultDraft } from '../../controls/index.ts';
import { calicoGroups } from '../policies/calico-names.ts';
import type { ProfileId } from '../profile.ts';
import { clusterSubject } from './draft.ts';
import { networkOf, settingsKinds } from './network-of.ts';

const operator = 'operator.tigera.io';
const calicoSettings: readonly ReadKind[] = [
  { group: operator, kind: 'Goldmane' },
  ...calicoGroups.map((group) => ({ group, kind: 'FelixConfiguration' })),
];

/** Whether something in the cluster records who connects to whom, by the settings of the network plugin. */
export const flowRecords = analysisOf(
  (cluster) => [...settingsKinds(cluster), { group: 'apps', kind: 'DaemonSet' }],
  function* analyse({ cluster }) {
    yield { subject: clusterSubject(cluster), ...judged(cluster) };
  },
);

/** What of the plugin is known to record flows, or that it is known not to. */
type Records = { readonly by: string } | { readonly off: string } | undefined;

function judged(cluster: Cluster): Pick<ResultDraft, 'verdict' | 'message' | 'unknown'> {
  const { id } = networkOf(cluster).detected.profile;
  const records = agentOf(cluster) ?? recordsOf[id]?.(cluster);
  if (records !== undefined && 'by' in records)
    return { verdict: 'pass', message: `${records.by}: who connects to whom is recorded.` };
  // The machines of a cloud may record what leaves them, which the cluster does not say.
  if (records !== undefined && !isManaged(id))
    return {
      verdict: 'fail',
      message: `${records.off}: nothing in the cluster records who connects to whom.`,
    };
  const message = `${records === undefined ? 'Nothing in the cluster says that flows are recorded' : records.off}; the network of a cloud may record them, as its flow logs do.`;
  return { verdict: 'unknown', message, unknown: { state: 'not-connected', message, source: 'cloud' } };
}

function isManaged(id: ProfileId): boolean {
  return id !== 'cilium' && id !== 'calico';
}

const recordsOf: Readonly<Partial<Record<ProfileId, (cluster: Cluster) => Records>>> = {
  cilium: hubbleOf,
  'aks-cilium': hubbleOf,
  'gke-dataplane-v2': hubbleOf,
  calico: goldmaneOf,
  'gke-calico': goldmaneOf,
};

/** https://docs.cilium.io/en/stable/observability/hubble/setup/ */
function hubbleOf(cluster: Cluster): Records {
  const place = { group: '', kind: 'ConfigMap', namespace: 'kube-system', name: 'cilium-config' };
  const config = cluster.find(place);
  if (config === undefined) return undefined;
  const value = asMap(config.body['data'])['enable-hubble'];
  return value === 'true'
    ? { by: 'Hubble is on, by enable-hubble of ConfigMap kube-system/cilium-config' }
    : { off: 'ConfigMap kube-system/cilium-config does not have enable-hubble as "true"' };
}

/** https://docs.tigera.io/calico/latest/observability/enable-whisker */
function goldmaneOf(cluster: Cluster): Records {
  for (const { name } of cluster.ofKind(operator, 'Goldmane')) return { by: `Goldmane ${name}` };
  for (const group of calicoGroups)
    for (const { name, body } of cluster.ofKind(group, 'FelixConfiguration')) {
      const { flowLogsGoldmaneServer, flowLogsFileEnabled } = asMap(body['spec']);
      if (typeof flowLogsGoldmaneServer === 'string' && flowLogsGoldmaneServer !== '')
        return { by: `flowLogsGoldmaneServer of FelixConfiguration ${name}` };
      if (flowLogsFileEnabled === true) return { by: `flowLogsFileEnabled of FelixConfiguration ${name}` };
    }
  return calicoSettings.every(({ group, kind }) => cluster.knowledgeOf(group, kind).complete)
    ? { off: 'There is no Goldmane, and no FelixConfiguration sends flow logs' }
    : undefined;
}

/**
 * Agents of their own that record flows whatever the plugin is.
 * https://retina.sh/docs/Introduction/intro and https://github.com/netobserv/network-observability-operator
 */
const agents: ReadonlySet<string> = new Set(['retina-agent', 'netobserv-ebpf-agent']);

function agentOf(cluster: Cluster): Records {
  for (const { namespace, name } of cluster.ofKind('apps', 'DaemonSet'))
    if (agents.has(name)) return { by: `DaemonSet ${namespace}/${name}` };
  return undefined;
}
