import { createClusterStore } from '../../cluster/index.ts';
import { type Address, type Block, formatAddress, isIn, parseAddress } from '../address.ts';
import { has } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { type NetworkPod, runnerOf } from '../pods.ts';
import type { Endpoint, PortTraffic, Question } from '../question.ts';
import { askBetween } from './ask.ts';
import type {
  AddressSet,
  ConnectionChange,
  ConnectionChanges,
  PolicyChange,
  WorkloadSet,
} from './changes.ts';
import type { Both, Party } from './common-workloads.ts';
import { type End, endsOf } from './ends.ts';

/** The most policies that are tried for one change, states that are made for all, and questions that one state is asked. */
const most = { candidates: 12, states: 40, questions: 20_000 };

/**
 * Which policies a change of connections follows from, proven: with these put back as they were, every connection of the change
 * is again as it was. A state with some put back is made of the later one, and asked about each pair and port that either
 * state tells apart.
 */
export class ChangeCauses {
  readonly #engines: Both<NetworkEngine>;
  readonly #changes: ConnectionChanges;
  /** By the workload that runs them. */
  readonly #pods: Both<ReadonlyMap<string, readonly NetworkPod[]>>;
  readonly #states = new Map<string, NetworkEngine>();

  constructor(before: NetworkEngine, after: NetworkEngine, changes: ConnectionChanges) {
    this.#engines = [before, after];
    this.#changes = changes;
    this.#pods = [podsByWorkload(before), podsByWorkload(after)];
  }

  /**
   * Each policy that is enough to put back; where none is alone, some that are so together, of which none can be left out.
   * Empty where that is not proven: something else than policies changed, or there is too much to ask.
   */
  of(change: ConnectionChange): readonly (readonly PolicyChange[])[] {
    const candidates = this.#changes.policies.filter(({ object: { namespace } }) =>
      canHold(namespace, change.from, change.to),
    );
    if (change.change === 'unknown' || candidates.length === 0 || candidates.length > most.candidates)
      return [];
    const asked = this.#questions(change);
    if (asked === undefined || asked.length === 0) return [];
    const undoes = (policies: readonly PolicyChange[]) => this.#undoes(policies, asked);
    const alone = candidates.filter((policy) => undoes([policy]));
    if (alone.length > 0) return alone.map((policy) => [policy]);
    if (candidates.length === 1 || !undoes(candidates)) return [];
    let needed: readonly PolicyChange[] = candidates;
    for (const policy of candidates) {
      const fewer = needed.filter((each) => each !== policy);
      if (undoes(fewer)) needed = fewer;
    }
    return [needed];
  }

  #undoes(policies: readonly PolicyChange[], asked: readonly Asked[]): boolean {
    const state = this.#stateWith(policies);
    return state !== undefined && asked.every(({ pairs, before }) => verdictOf(state, pairs[1]) === before);
  }

  /** The later state with some policies put back; undefined where too many have been made. */
  #stateWith(policies: readonly PolicyChange[]): NetworkEngine | undefined {
    const key = policies.map(({ object }) => object.key).join(' ');
    const known = this.#states.get(key);
    if (known !== undefined || this.#states.size >= most.states) return known;
    const [before, after] = this.#engines;
    const store = createClusterStore({ from: after.cluster });
    for (const { object } of policies) {
      const old = before.cluster.get(object.key);
      if (old === undefined) store.delete(object.key);
      else store.apply(old.body, old.origin);
    }
    const state = after.after(store.snapshot());
    this.#states.set(key, state);
    return state;
  }

  /** Undefined where there are too many. */
  #questions(change: ConnectionChange): readonly Asked[] | undefined {
    const ports = this.#changes.ports.atoms.flatMap(({ protocol, first }, atom): PortTraffic[] =>
      has(change.ports, atom) ? [{ protocol, port: first }] : [],
    );
    const [from, to] = [this.#endsOf(change.from), this.#endsOf(change.to)];
    if (from.length * to.length * ports.length > most.questions) return undefined;
    const asked = from.flatMap((source) =>
      to.flatMap((destination) =>
        ports.map((traffic): Asked => {
          const pairs = ([0, 1] as const).map((at) => questionsBetween(source[at], destination[at], traffic));
          return { pairs, before: verdictOf(this.#engines[0], pairs[0]) };
        }),
      ),
    );
    return asked.filter(({ pairs }) => (pairs[0] ?? []).length > 0);
  }

  /** What stands for each party of workloads, or each piece of addresses, in both states. */
  #endsOf(end: WorkloadSet | AddressSet): readonly Both<readonly Endpoint[]>[] {
    if ('ranges' in end)
      return this.#addressesIn(end.ranges).map((address) => {
        const same = [{ type: 'address', address: formatAddress(address) } as const];
        return [same, same];
      });
    return this.#changes.parties
      .filter((party) => isOf(party, end))
      .map((party) => [this.#podsOf(party, 0), this.#podsOf(party, 1)]);
  }

  /** Pods of one workload of a party that some policy tells apart, and one more of it or of another: a pod and itself are no pair. */
  #podsOf({ namespace, workloads }: Party, at: 0 | 1): Endpoint[] {
    const engine = this.#engines[at];
    const [first = [], second = []] = workloads
      .slice(0, 2)
      .map(({ kind, name }) => this.#pods[at].get(keyOf(namespace, kind, name)) ?? []);
    const byClass = Map.groupBy(first, (pod) => engine.universe.classOf(pod));
    return [...[...byClass.values()].flatMap((pods) => pods.slice(0, 2)), ...second.slice(0, 1)].map(
      ({ name }) => ({ type: 'pod', namespace, name }),
    );
  }

  #addressesIn(ranges: readonly Block[]): readonly Address[] {
    const firsts = [...ranges, ...this.#engines.flatMap(({ universe }) => universe.blocks)].map(
      ({ family, first }): Address => ({ family, value: first }),
    );
    const inside = firsts.filter((address) => ranges.some((range) => isIn(address, range)));
    return [...new Map(inside.map((address) => [formatAddress(address), address])).values()];
  }
}

function podsByWorkload(engine: NetworkEngine): ReadonlyMap<string, readonly NetworkPod[]> {
  return Map.groupBy(engine.pods, (pod) => {
    const { kind, name } = runnerOf(engine.cluster, pod);
    return keyOf(pod.namespace, kind, name);
  });
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${namespace}/${kind}/${name}`;
}

interface Asked {
  /** Questions of the earlier and of the later state, one of which is enough. */
  readonly pairs: readonly (readonly Question[])[];
  readonly before: Verdict;
}

type Verdict = 'allow' | 'unknown' | 'deny';

function questionsBetween(
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
  traffic: PortTraffic,
): Question[] {
  return sources.flatMap((source) =>
    destinations.flatMap((destination) =>
      source.type === 'pod' &&
      destination.type === 'pod' &&
      source.namespace === destination.namespace &&
      source.name === destination.name
        ? []
        : [{ source, destination, ...traffic }],
    ),
  );
}

function verdictOf(engine: NetworkEngine, questions: readonly Question[] = []): Verdict {
  let found: Verdict = 'deny';
  for (const question of questions) {
    const [source, destination] = [endsAt(engine, question.source), endsAt(engine, question.destination)];
    const { verdict } = askBetween(engine, source, destination, question);
    if (verdict === 'allow') return 'allow';
    if (verdict === 'unknown') found = 'unknown';
  }
  return found;
}

/** An address stands for what is outside, also where a pod of the block has it. */
function endsAt(engine: NetworkEngine, endpoint: Endpoint): readonly End[] {
  const address = endpoint.type === 'address' ? parseAddress(endpoint.address) : undefined;
  return address === undefined ? endsOf(engine, endpoint) : [{ address }];
}

function isOf(
  { namespace, workloads }: Party,
  { everybody, namespaces, workloads: named }: WorkloadSet,
): boolean {
  return (
    everybody ||
    namespaces.includes(namespace) ||
    named.some((each) =>
      workloads.some(
        ({ kind, name }) => each.namespace === namespace && each.kind === kind && each.name === name,
      ),
    )
  );
}

/** Whether a policy of a namespace, or of the whole cluster, can hold for a workload at either end. */
function canHold(namespace: string, ...ends: readonly (WorkloadSet | AddressSet)[]): boolean {
  return (
    namespace === '' ||
    ends.some(
      (end) =>
        'count' in end &&
        (end.everybody ||
          end.namespaces.includes(namespace) ||
          end.workloads.some((workload) => workload.namespace === namespace)),
    )
  );
}
