import { isDeepStrictEqual } from 'node:util';
import type { Cluster, Problem } from '../../cluster/index.ts';
import type { Address, Family } from '../address.ts';
import { type NetworkNode, nodesOf } from '../nodes.ts';
import type { NetworkPod } from '../pods.ts';
import { KnownReadings } from '../policies/known-readings.ts';
import { kindsNamedBy } from '../policies/named-kinds.ts';
import type { UnjudgedPolicy } from '../policies/plugin-policies.ts';
import type { Direction, Policy } from '../policies/policy.ts';
import { type PolicyReadings, readPolicies } from '../policies/read-policies.ts';
import type { Profile } from '../profile.ts';
import { CompiledPolicies } from './compiled-policies.ts';
import { LabelledPods, withAllLabels } from './labelled-pods.ts';
import { MapState } from './map-state.ts';
import type { Row } from './rows.ts';
import { type StateChange, stateChange } from './state-change.ts';
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
  readonly #labelled: LabelledPods;
  readonly #read: ReturnType<typeof readPolicies> & { readonly readings: PolicyReadings };
  /** In force, and not read. */
  readonly #unjudged: ReadonlyMap<string | undefined, readonly UnjudgedPolicy[]>;
  #nodesByAddress: ReadonlyMap<string, string> | undefined;
  readonly #state: MapState;
  #unenforced:
    | {
        readonly labelled: ReadonlyMap<NetworkPod, NetworkPod>;
        readonly universe: Universe;
        readonly compiled: CompiledPolicies;
      }
    | undefined;

  constructor(cluster: Cluster, profile: Profile, since?: Since) {
    this.cluster = cluster;
    this.profile = profile;
    const { earlier, change } = since ?? {};
    this.nodes = earlier && change?.hasNodes === false ? earlier.nodes : nodesOf(cluster);
    this.#labelled = since
      ? since.earlier.#labelled.after(cluster, profile, since.change)
      : LabelledPods.of(cluster, profile);
    this.pods = this.#labelled.pods;
    this.#read =
      earlier && change?.hasPolicies === false
        ? earlier.#read
        : readAnew(cluster, profile, this.nodes, earlier && earlier.#read.readings, change);
    const { policies, tiers, unjudged, problems } = this.#read;
    this.policies = policies;
    this.problems = problems;
    this.#unjudged = Map.groupBy(unjudged, ({ namespace }) => namespace);
    const options = profile.options;
    const parts = { cluster, pods: this.pods, policies: profile.enforces ? policies : none, tiers, options };
    this.#state =
      since && isDeepStrictEqual(since.earlier.#read.tiers, tiers)
        ? since.earlier.#state.after(parts, since.change.namespaces)
        : MapState.of(parts);
  }

  get universe(): Universe {
    return this.#state.universe;
  }

  get compiled(): CompiledPolicies {
    return this.#state.compiled;
  }

  /**
   * The engine of a later state of the cluster, under the same profile. It shares with this one what the change does not touch:
   * pods, policies, the numbers of both, and rows. A policy that is added, removed or changed touches the rows of the pods that
   * it selects; a pod, or the labels of a namespace, the rows of the pods whose policies may take it. Numbers and rows are made
   * anew where {@link Universe.after} has no number for what is new; everything but pods and policies that stay, where the tiers
   * of Calico are others; and everything where most objects were read anew.
   */
  after(cluster: Cluster): NetworkEngine {
    const change = stateChange(this.cluster, cluster);
    return new NetworkEngine(cluster, this.profile, change && { earlier: this, change });
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
    const { policies, unenforced } = this.#read;
    return this.profile.enforces ? unenforced : [...policies, ...unenforced];
  }

  /** Whether a policy selects a pod that is there and that nobody enforces, for nobody does, or nobody enforces its kind. */
  wouldSelect(pod: NetworkPod, direction: Direction): boolean {
    const { unenforced } = this;
    if (unenforced.length === 0) return false;
    if (this.#unenforced === undefined) {
      const labelled = new Map(this.pods.map((each) => [each, withAllLabels(each, this.cluster)]));
      const universe = new Universe(this.cluster, [...labelled.values()], unenforced, this.profile.options);
      const compiled = CompiledPolicies.of(universe, unenforced, this.#read.allTiers);
      this.#unenforced = { labelled, universe, compiled };
    }
    const { labelled, universe, compiled } = this.#unenforced;
    return compiled.policiesOf(universe.classOf(labelled.get(pod) ?? pod), direction).length > 0;
  }

  /**
   * Whom the pods of a class may talk to, or be talked to by.
   *
   * @param family of the addresses that are used; absent: any that an end has
   */
  row(subject: number, direction: Direction, family?: Family): Row {
    return this.#state.row(subject, direction, family);
  }
}

interface Since {
  readonly earlier: NetworkEngine;
  readonly change: StateChange;
}

const none: readonly Policy[] = [];

function readAnew(
  cluster: Cluster,
  profile: Profile,
  nodes: readonly NetworkNode[],
  earlier?: PolicyReadings,
  change?: StateChange,
) {
  const readings: PolicyReadings = {
    plain: new KnownReadings(earlier?.plain),
    naming: new KnownReadings(
      earlier?.naming,
      (object) =>
        change !== undefined &&
        (change.isReadOtherwise || [...change.namedKinds].some((kind) => kindsNamedBy(object).has(kind))),
    ),
  };
  return { ...readPolicies(cluster, profile, nodes, readings), readings };
}
