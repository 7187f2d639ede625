import { formatAddress } from '../address.ts';
import { askBetween, isByOwnNode } from '../answers/ask.ts';
import { pairsOf } from '../answers/ends.ts';
import { isLetThrough } from '../answers/icmp.ts';
import { add, type Bitset, emptySet, has, intersection, members, unite } from '../engine/bitset.ts';
import type { CompiledPolicy } from '../engine/compiled-policies.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { peersIn } from '../engine/pod-classes.ts';
import type { Row } from '../engine/rows.ts';
import type { NetworkPod } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import {
  type Answer,
  type Endpoint,
  isIcmp,
  type Protocol,
  type SideAnswer,
  type Traffic,
} from '../question.ts';
import type { Assertion } from './assertion.ts';
import { endsOfUnit, type Unit } from './members.ts';

/** Ports on which two units surely connect, and on which they may. */
export interface PairPorts {
  readonly sure: Bitset;
  readonly maybe: Bitset;
}

/** Whom a unit may talk to; `unknown` where rows do not tell, so that each pair has to be asked. */
export type UnitRow = Row | 'unknown' | 'ask';

/**
 * Which units connect on the ports that an assertion is about. Rows tell it of whole classes; where these leave something out
 * that an answer goes by, as of pods with addresses of both families or of policies whose order is not defined, it is asked
 * port by port. What a pod gets from its own node, which no policy takes away, breaks nothing.
 */
export class Connections {
  readonly engine: NetworkEngine;
  /** The ports that are asked about; of ICMP the one that stands for what has none. */
  readonly asked: Bitset;
  readonly #port: Assertion['port'];
  readonly #countsOwnNode: boolean;
  readonly #hasBothFamilies: boolean;
  readonly #habits: Readonly<Record<Direction, (Habit | undefined)[]>> = { ingress: [], egress: [] };

  constructor(engine: NetworkEngine, { kind, port }: Pick<Assertion, 'kind' | 'port'>) {
    this.#countsOwnNode = kind === 'allow';
    this.engine = engine;
    this.#port = port;
    const { ports, classes } = engine.universe;
    this.asked = ports.none();
    if (port !== undefined)
      add(this.asked, isIcmp(port) ? ports.portless : ports.at(port.protocol, port.port));
    else for (const atom of ports.atoms.keys()) add(this.asked, atom);
    this.#hasBothFamilies = classes.some(({ example }) => isOfBothFamilies(example));
  }

  /** The row of a unit; `open` for what is outside, of which no policy is. */
  row({ index, pods: [pod], judged }: Unit, direction: Direction): UnitRow {
    if (pod === undefined || pod.hostNetwork) return 'open';
    if (!judged) return 'unknown';
    const { enforces, options } = this.engine.profile;
    if (!enforces) return 'open';
    if (this.#port !== undefined && isIcmp(this.#port)) {
      if (isLetThrough(options, this.#port)) return 'open';
      // What is not defined of ICMP is not in rows.
      if (options.icmp === undefined) return 'ask';
    }
    const { addresses, isTied } = this.#habit(index, direction);
    if (isTied || (addresses === 'denies' && this.#hasBothFamilies)) return 'ask';
    return this.engine.row(index, direction);
  }

  /** Names of the policies of a unit in one direction. */
  policies({ index, pods: [pod] }: Unit, direction: Direction): readonly string[] {
    if (pod === undefined || pod.hostNetwork || !this.engine.profile.enforces) return [];
    return [
      ...this.engine.unjudged(pod),
      ...this.engine.compiled.policiesOf(index, direction).map(({ policy }) => policy.name),
    ];
  }

  /** The ports on which one pod of the source connects with another of the destination; undefined where none can. */
  between(source: Unit, destination: Unit): PairPorts | undefined {
    const two = twoOf(source, destination);
    if (two === undefined) return undefined;
    if (pairsOf(endsOfUnit(source, two[0]), endsOfUnit(destination, two[1]), this.#port).length === 0) {
      const none = this.engine.universe.ports.none();
      return { sure: none, maybe: none };
    }
    if (this.#mustAsk(source, destination)) return this.askAll(source, destination);
    const rows = this.#byRows(source, destination);
    return this.#goByNodes(source, destination) ? this.askAll(source, destination, rows.maybe) : rows;
  }

  #byRows(source: Unit, destination: Unit): PairPorts {
    const out = this.row(source, 'egress');
    const into = this.row(destination, 'ingress');
    const egress = this.#portsOf(out, destination.index);
    const ingress = this.#portsOf(into, source.index);
    const sure = intersection(egress.sure, ingress.sure);
    return { sure, maybe: intersection(egress.possible, ingress.possible) };
  }

  #portsOf(row: UnitRow, peer: number): { readonly sure: Bitset; readonly possible: Bitset } {
    if (row === 'open') return { sure: this.asked, possible: this.asked };
    const sure = emptySet(this.engine.universe.ports.size);
    if (row === 'unknown' || row === 'ask') return { sure, possible: this.asked };
    const possible = sure.slice();
    for (const { ports, peers, maybe } of row) {
      const isSure = has(peers, peer);
      if (!isSure && !(maybe !== undefined && has(maybe, peer))) continue;
      const asked = intersection(ports, this.asked);
      if (isSure) unite(sure, asked);
      unite(possible, asked);
    }
    return { sure, possible };
  }

  #mustAsk(source: Unit, destination: Unit): boolean {
    if (source.index < 0 || destination.index < 0) return true;
    if (this.row(source, 'egress') === 'ask' || this.row(destination, 'ingress') === 'ask') return true;
    if (!this.#hasBothFamilies) return false;
    if (this.#port !== undefined && isIcmp(this.#port)) return true;
    const [from] = source.pods;
    const [to] = destination.pods;
    if (from === undefined || to === undefined || !(isOfBothFamilies(from) || isOfBothFamilies(to)))
      return false;
    const out = this.#habit(source.index, 'egress').addresses !== 'none';
    const into = this.#habit(destination.index, 'ingress').addresses !== 'none';
    // A row counts an address of the peer also where the pod has none of that family, so that nothing goes there.
    return (out && into) || (out && !isOfBothFamilies(from)) || (into && !isOfBothFamilies(to));
  }

  /** Whether an answer may go by the node that a pod is on, as with the entities of Cilium. */
  #goByNodes(...units: readonly Unit[]): boolean {
    return (
      this.engine.profile.options.kinds.includes('Cilium') &&
      units.some(({ pods: [pod], outside }) => pod?.hostNetwork === true || outside?.node !== undefined)
    );
  }

  /** {@link between}, by a question for each run of ports, or of some. */
  askAll(source: Unit, destination: Unit, among = this.asked): PairPorts {
    const { ports } = this.engine.universe;
    const sure = ports.none();
    const maybe = ports.none();
    for (const atom of members(among)) {
      const traffic = this.#trafficAt(atom);
      const answer = traffic && this.ask(source, destination, traffic);
      if (answer === undefined || answer.verdict === 'deny') continue;
      add(maybe, atom);
      if (answer.verdict === 'allow') add(sure, atom);
    }
    return { sure, maybe };
  }

  /**
   * The answer to a question about two pods, or a pod and an address, of the units; where it goes by their nodes, the one that
   * matters most. Undefined where there are no two.
   */
  ask(source: Unit, destination: Unit, traffic: Traffic): PairAnswer | undefined {
    const two = twoOf(source, destination);
    if (two === undefined) return undefined;
    const near = this.#goByNodes(source, destination) ? onOneNode(source, destination) : undefined;
    const answers = [two, ...(near === undefined ? [] : [near])].map((pods) =>
      this.#answer(source, destination, pods, traffic),
    );
    const order = this.#countsOwnNode
      ? (['deny', 'unknown', 'allow'] as const)
      : (['allow', 'unknown', 'deny'] as const);
    return order.flatMap((verdict) => answers.find((answer) => answer.verdict === verdict) ?? [])[0];
  }

  #answer(source: Unit, destination: Unit, pods: Two, asked: Traffic): PairAnswer {
    const answer = askBetween(this.engine, endsOfUnit(source, pods[0]), endsOfUnit(destination, pods[1]), {
      source: endpoint(source, pods[0]),
      destination: endpoint(destination, pods[1]),
      ...asked,
    });
    if (this.#countsOwnNode || !isByOwnNode(answer.ingress)) return { ...answer, pods };
    const ingress: SideAnswer = { ...answer.ingress, verdict: 'deny', reason: 'only its own node is let in' };
    return { ...answer, verdict: 'deny', ingress, pods };
  }

  /** A port of a set as an example: one that the destination names, or one that is known, or the first. */
  trafficIn(set: Bitset, destination: NetworkPod | undefined): Traffic {
    const { ports } = this.engine.universe;
    if (this.#port !== undefined) return this.#port;
    for (const [key, numbers] of destination?.namedPorts ?? [])
      for (const port of numbers) {
        const protocol = key.split('/')[0] as Protocol;
        if (has(set, ports.at(protocol, port))) return { protocol, port };
      }
    for (const port of [443, 80]) if (has(set, ports.at('TCP', port))) return { protocol: 'TCP', port };
    const [first = 0] = members(set);
    return this.#trafficAt(first) ?? { protocol: 'TCP', port: 1 };
  }

  /** What stands for a run of ports; undefined for what has none where ICMP is not asked about. */
  #trafficAt(atom: number): Traffic | undefined {
    if (this.#port !== undefined) return this.#port;
    const run = this.engine.universe.ports.atoms[atom];
    return run && { protocol: run.protocol, port: run.first };
  }

  #habit(index: number, direction: Direction): Habit {
    return (this.#habits[direction][index] ??= habitOf(this.engine, index, direction));
  }
}

/** An answer with the pods that it is about. */
type PairAnswer = Answer & { readonly pods: Two };

type Two = readonly [NetworkPod | undefined, NetworkPod | undefined];

/** Two that could connect: not one pod with itself, and not two addresses. */
function twoOf(source: Unit, destination: Unit): Two | undefined {
  const { pods } = destination;
  if (pods.length === 0) {
    const node = destination.outside?.node;
    const from =
      source.pods.find(({ nodeName }) => node === undefined || nodeName !== node) ?? source.pods[0];
    return from === undefined ? undefined : [from, undefined];
  }
  if (source.pods.length === 0) {
    const node = source.outside?.node;
    return [undefined, (node === undefined ? undefined : pods.find((to) => to.nodeName !== node)) ?? pods[0]];
  }
  let near: Two | undefined;
  for (const from of source.pods)
    for (const to of pods) {
      if (from === to) continue;
      // What comes from its own node is let in anyhow, and says nothing of the others.
      if (!from.hostNetwork || from.nodeName === undefined || from.nodeName !== to.nodeName)
        return [from, to];
      near ??= [from, to];
    }
  return near;
}

/** Two on one node, or a pod and its node; undefined where there are none. */
function onOneNode(source: Unit, destination: Unit): Two | undefined {
  const placesOf = ({ pods, outside }: Unit) =>
    pods.length > 0
      ? pods.map((pod) => ({ pod, node: pod.nodeName }))
      : [{ pod: undefined, node: outside?.node }];
  for (const from of placesOf(source))
    for (const to of placesOf(destination))
      if (from.node !== undefined && from.node === to.node && from.pod !== to.pod) return [from.pod, to.pod];
  return undefined;
}

function isOfBothFamilies({ addresses }: NetworkPod): boolean {
  return addresses.length > 1;
}

function endpoint({ outside }: Unit, pod: NetworkPod | undefined): Endpoint {
  return pod === undefined
    ? { type: 'address', address: outside === undefined ? '' : formatAddress(outside.address) }
    : { type: 'pod', namespace: pod.namespace, name: pod.name };
}

/** What the policies of a class go by that a row does not tell of each address. */
interface Habit {
  /** Whether rules speak of addresses; `denies` where not having one matters as well. */
  readonly addresses: 'none' | 'allows' | 'denies';
  /** Whether policies of one place may disagree, so that which one counts is not defined. */
  readonly isTied: boolean;
}

function habitOf(engine: NetworkEngine, index: number, direction: Direction): Habit {
  let addresses: Habit['addresses'] = 'none';
  for (const { policy, rules } of engine.compiled.policiesOf(index, direction))
    for (const { rule } of rules) {
      if (![...peersIn(rule)].some((peer) => 'addresses' in peer)) continue;
      const isPlain =
        rule.action === 'allow' &&
        rule.own === undefined &&
        policy.tier === 'network' &&
        (rule.peers ?? []).every((peer) => !('every' in peer));
      if (!isPlain) addresses = 'denies';
      else if (addresses === 'none') addresses = 'allows';
    }
  const isTied = engine.compiled
    .tiersOf(index, direction)
    .some(({ reading, policies }) => reading.ties === 'undefined' && hasTies(policies));
  return { addresses, isTied };
}

function hasTies(policies: readonly CompiledPolicy[]): boolean {
  return policies.some(({ policy }, at) => at > 0 && policies[at - 1]?.policy.priority === policy.priority);
}
