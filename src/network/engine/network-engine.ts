import type { Cluster, Problem } from '../../cluster/index.ts';
import type { Address } from '../address.ts';
import { type NetworkNode, nodesOf } from '../nodes.ts';
import { type NetworkPod, podsOf } from '../pods.ts';
import { withCalicoLabels } from '../policies/calico-names.ts';
import { serviceAccountLabel } from '../policies/cilium-peers.ts';
import type { UnjudgedPolicy } from '../policies/plugin-policies.ts';
import type { Direction, Policy, TierReading } from '../policies/policy.ts';
import { readPolicies } from '../policies/read-policies.ts';
import type { Profile } from '../profile.ts';
import { CompiledPolicies } from './compiled-policies.ts';
import { type Row, rowOf } from './rows.ts';
import { namespaceLabels } from './selection.ts';
import { Universe } from './universe.ts';

/** What can reach what in one cluster, under one profile. Rows are computed when they are first asked for. */
export class NetworkEngine {
  readonly cluster: Cluster;
  readonly profile: Profile;
  readonly pods: readonly NetworkPod[];
  readonly nodes: readonly NetworkNode[];
  readonly policies: readonly Policy[];
  /** What is wrong with policies, and kinds that are not judged. */
  readonly problems: readonly Problem[];
  readonly #idle: { readonly policies: readonly Policy[]; readonly tiers: readonly TierReading[] };
  /** In force, and not read. */
  readonly #unjudged: ReadonlyMap<string | undefined, readonly UnjudgedPolicy[]>;
  #nodesByAddress: ReadonlyMap<string, string> | undefined;
  readonly universe: Universe;
  readonly compiled: CompiledPolicies;
  #unenforced:
    | {
        readonly labelled: ReadonlyMap<NetworkPod, NetworkPod>;
        readonly universe: Universe;
        readonly compiled: CompiledPolicies;
      }
    | undefined;
  readonly #rows: Readonly<Record<Direction, (Row | undefined)[]>> = { ingress: [], egress: [] };

  constructor(cluster: Cluster, profile: Profile) {
    this.cluster = cluster;
    this.profile = profile;
    this.pods = labelledPods(cluster, profile);
    this.nodes = nodesOf(cluster);
    const { policies, unenforced, tiers, allTiers, unjudged, problems } = readPolicies(
      cluster,
      profile,
      this.nodes,
    );
    this.#idle = { policies: profile.enforces ? unenforced : [...policies, ...unenforced], tiers: allTiers };
    this.policies = policies;
    this.problems = problems;
    this.#unjudged = Map.groupBy(unjudged, ({ namespace }) => namespace);
    const inForce = profile.enforces ? policies : [];
    this.universe = new Universe(cluster, this.pods, inForce, profile.options);
    this.compiled = new CompiledPolicies(this.universe, inForce, tiers);
  }

  /** The name of the node that has an address, else undefined. */
  nodeAt({ family, value }: Address): string | undefined {
    this.#nodesByAddress ??= new Map(
      this.nodes.flatMap(({ name, addresses }) =>
        addresses.map((address) => [`${address.family} ${address.value}`, name] as const),
      ),
    );
    return this.#nodesByAddress.size === 0 ? undefined : this.#nodesByAddress.get(`${family} ${value}`);
  }

  /** Names of policies in force that may cover a pod and are not judged: where there are any, both its sides are unknown. */
  unjudged(pod: NetworkPod): readonly string[] {
    if (this.#unjudged.size === 0) return [];
    return [...(this.#unjudged.get(pod.namespace) ?? []), ...(this.#unjudged.get(undefined) ?? [])]
      .filter(({ covers }) => covers(pod))
      .map(({ name }) => name);
  }

  /** Policies that are there and that nobody enforces, for nobody enforces any, or nobody their kind. */
  get unenforced(): readonly Policy[] {
    return this.#idle.policies;
  }

  /** Whether a policy selects a pod that is there and that nobody enforces, for nobody does, or nobody enforces its kind. */
  wouldSelect(pod: NetworkPod, direction: Direction): boolean {
    const { policies, tiers } = this.#idle;
    if (policies.length === 0) return false;
    if (this.#unenforced === undefined) {
      const labelled = new Map(this.pods.map((each) => [each, withAllLabels(each, this.cluster)]));
      const universe = new Universe(this.cluster, [...labelled.values()], policies, this.profile.options);
      this.#unenforced = { labelled, universe, compiled: new CompiledPolicies(universe, policies, tiers) };
    }
    const { labelled, universe, compiled } = this.#unenforced;
    return compiled.policiesOf(universe.classOf(labelled.get(pod) ?? pod), direction).length > 0;
  }

  /** Whom the pods of a class may talk to, or be talked to by. */
  row(subject: number, direction: Direction): Row {
    return (this.#rows[direction][subject] ??= rowOf(subject, direction, this.compiled, this.universe));
  }
}

/** Pods with the labels that the plugin gives them. */
function labelledPods(cluster: Cluster, { options: { kinds } }: Profile): NetworkPod[] {
  const pods = podsOf(cluster);
  if (kinds.includes('Cilium')) return pods.map(withCiliumLabels);
  return kinds.includes('Calico') ? pods.map((pod) => calicoPod(pod, cluster)) : pods;
}

/** With the labels of every plugin, where it is asked whom a policy of another would select. */
function withAllLabels(pod: NetworkPod, cluster: Cluster): NetworkPod {
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
