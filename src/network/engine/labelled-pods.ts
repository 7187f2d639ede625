import type { Cluster } from '../../cluster/index.ts';
import { type NetworkPod, podsOf } from '../pods.ts';
import { withCalicoLabels } from '../policies/calico-names.ts';
import { serviceAccountLabel } from '../policies/cilium-peers.ts';
import type { Profile } from '../profile.ts';
import { namespaceLabels } from './selection.ts';
import type { StateChange } from './state-change.ts';

/** The pods of a cluster with the labels that the plugin gives them. */
export class LabelledPods {
  readonly pods: readonly NetworkPod[];
  readonly #byPlain: ReadonlyMap<NetworkPod, NetworkPod>;

  private constructor(byPlain: ReadonlyMap<NetworkPod, NetworkPod>) {
    this.#byPlain = byPlain;
    this.pods = [...byPlain.values()];
  }

  static of(cluster: Cluster, profile: Profile): LabelledPods {
    const labelled = labelling(cluster, profile);
    return new LabelledPods(new Map(podsOf(cluster).map((pod) => [pod, labelled(pod)])));
  }

  /** Those of a later state: the same pods where nothing that they are made of is another. */
  after(
    cluster: Cluster,
    profile: Profile,
    { mayMakePods, namespaces, accounts }: StateChange,
  ): LabelledPods {
    const isRelabelled = ({ namespace, serviceAccount }: NetworkPod) =>
      profile.options.kinds.includes('Calico') &&
      (namespaces.has(namespace) || accounts.has(`${namespace}/${serviceAccount || 'default'}`));
    const hasOthers = profile.options.kinds.includes('Calico') && namespaces.size + accounts.size > 0;
    if (!mayMakePods && !hasOthers) return this;
    const labelled = labelling(cluster, profile);
    const plain = mayMakePods ? podsOf(cluster) : [...this.#byPlain.keys()];
    return new LabelledPods(
      new Map(
        plain.map((pod) => [pod, (isRelabelled(pod) ? undefined : this.#byPlain.get(pod)) ?? labelled(pod)]),
      ),
    );
  }
}

function labelling(cluster: Cluster, { options: { kinds } }: Profile): (pod: NetworkPod) => NetworkPod {
  if (kinds.includes('Cilium')) return withCiliumLabels;
  return kinds.includes('Calico') ? (pod) => calicoPod(pod, cluster) : (pod) => pod;
}

/** With the labels of every plugin, where it is asked whom a policy of another would select. */
export function withAllLabels(pod: NetworkPod, cluster: Cluster): NetworkPod {
  return withCiliumLabels(calicoPod(pod, cluster));
}

function calicoPod(pod: NetworkPod, cluster: Cluster): NetworkPod {
  const { namespace, serviceAccount } = pod;
  const name = serviceAccount || 'default';
  const account = cluster.find({ group: '', kind: 'ServiceAccount', namespace, name });
  return withCalicoLabels(pod, namespaceLabels(cluster, namespace), account?.body.metadata.labels ?? {});
}

/** Cilium gives every pod its account as a label: https://docs.cilium.io/en/stable/network/kubernetes/policy/#serviceaccounts */
function withCiliumLabels(pod: NetworkPod): NetworkPod {
  return { ...pod, labels: { ...pod.labels, [serviceAccountLabel]: pod.serviceAccount || 'default' } };
}
