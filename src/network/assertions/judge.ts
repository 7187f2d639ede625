import { formatAddress } from '../address.ts';
import { isEmpty } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import type { Traffic } from '../question.ts';
import type { Assertion, JudgedAssertion, PartySize, Witness } from './assertion.ts';
import { candidates } from './candidates.ts';
import { Connections, type PairPorts } from './connections.ts';
import { type Members, membersOf, othersThan, type ScopeTest, type Unit, unitsOf } from './members.ts';

/** The most witnesses of one assertion. */
const mostWitnesses = 5;

export interface JudgingOptions {
  /** Whether a pod belongs to a scope of the configuration. */
  readonly isInScope: ScopeTest;
  /** Kinds that could not be read, with the reason: then nothing is known to hold. */
  readonly unread: readonly string[];
}

/** Judges assertions, in their order. Each takes about as long as the rows of those that it is about. */
export function judgeAssertions(
  engine: NetworkEngine,
  assertions: readonly Assertion[],
  options: JudgingOptions,
): JudgedAssertion[] {
  return assertions.map((assertion) => judge(engine, assertion, options));
}

function judge(
  engine: NetworkEngine,
  assertion: Assertion,
  { isInScope, unread }: JudgingOptions,
): JudgedAssertion {
  const from = membersOf(engine, assertion.from, isInScope);
  const to = membersOf(engine, assertion.to, isInScope);
  const found: Found = { broken: [], unknown: [], reasons: new Set(), more: false, policies: new Set() };
  for (const [side, party] of [['from', from] as const, ['to', to] as const])
    if (isNobody(party)) found.reasons.add(`${side} matches nobody`);
  if (found.reasons.size === 0) {
    const connections = new Connections(engine, assertion);
    const sources = unitsOf(engine, assertion.kind === 'only' ? othersThan(engine, from, to) : from);
    const destinations = unitsOf(engine, to);
    const arePods = (units: readonly Unit[]) => units.some(({ pods }) => pods.length > 0);
    if (!arePods(sources) && !arePods(destinations))
      found.reasons.add('no policy is about what addresses without pods send each other');
    else if (assertion.kind === 'allow') findMissing(connections, sources, destinations, found);
    else findConnected(connections, sources, destinations, found);
  }
  for (const each of unread) found.reasons.add(`not everything was read: ${each}`);
  const verdict = found.broken.length > 0 ? 'broken' : found.reasons.size > 0 ? 'unknown' : 'holds';
  return {
    assertion,
    verdict,
    reasons: verdict === 'unknown' ? [...found.reasons] : [],
    witnesses: verdict === 'broken' ? found.broken : found.unknown,
    more: found.more,
    policies: [...found.policies].sort(),
    from: sizeOf(from),
    to: sizeOf(to),
  };
}

function isNobody({ sure, maybe, blocks }: Members): boolean {
  return sure.size === 0 && maybe.size === 0 && blocks.length === 0;
}

function sizeOf({ sure, blocks }: Members): PartySize {
  return { pods: sure.size, addresses: blocks.length > 0 };
}

interface Found {
  readonly broken: Witness[];
  readonly unknown: Witness[];
  readonly reasons: Set<string>;
  more: boolean;
  readonly policies: Set<string>;
}

/** Looks for a connection that must not be. */
function findConnected(
  connections: Connections,
  sources: readonly Unit[],
  destinations: readonly Unit[],
  found: Found,
): void {
  const rely = reliance(connections, found);
  const shown = new Set<Unit>();
  const doubted = new Set<Unit>();
  for (const [source, destination] of candidates(connections, sources, destinations, rely)) {
    if (shown.has(source)) continue;
    const outcome = outcomeOf(connections, source, destination);
    if (outcome?.verdict === 'deny') rely(source, 'egress');
    if (outcome === undefined || outcome.verdict === 'deny') continue;
    const isCertain = source.certain && destination.certain;
    if (doubted.has(source) && !(isCertain && outcome.verdict === 'allow')) continue;
    const witness = confirmed(connections, source, destination, outcome);
    if (witness === undefined || witness.verdict === 'deny') continue;
    if (!isCertain || witness.verdict === 'unknown') {
      doubted.add(source);
      doubt(found, source, destination, witness);
      continue;
    }
    shown.add(source);
    found.broken.push(witness);
    if (found.broken.length < mostWitnesses) continue;
    found.more = true;
    return;
  }
}

/** Looks for a connection that must be and is not. */
function findMissing(
  connections: Connections,
  sources: readonly Unit[],
  destinations: readonly Unit[],
  found: Found,
): void {
  const rely = reliance(connections, found);
  for (const destination of destinations) rely(destination, 'ingress');
  for (const source of sources) {
    rely(source, 'egress');
    for (const destination of destinations) {
      if (!isMeant(source, destinations, destination) || !isMeant(destination, sources, source)) continue;
      const outcome = outcomeOf(connections, source, destination);
      if (outcome === undefined || outcome.verdict === 'allow') continue;
      const witness = confirmed(connections, source, destination, outcome);
      if (witness === undefined || witness.verdict === 'allow') continue;
      if (witness.verdict === 'unknown' || !source.certain || !destination.certain) {
        doubt(found, source, destination, witness);
        continue;
      }
      found.broken.push(witness);
      if (found.broken.length < mostWitnesses) break;
      found.more = true;
      return;
    }
  }
}

/**
 * Whether an address is one that a pod must be able to exchange connections with: of a family that the pod has where the party
 * has such addresses, and of IPv4 where those of the pod are not known.
 */
function isMeant({ pods: [pod] }: Unit, party: readonly Unit[], { outside }: Unit): boolean {
  if (pod === undefined || outside === undefined) return true;
  const families =
    pod.addresses.length === 0 ? [4] : pod.addresses.map((address) => address.family as number);
  const isShared = (each: Unit['outside']) => each !== undefined && families.includes(each.address.family);
  return isShared(outside) || !party.some((unit) => isShared(unit.outside));
}

function reliance(connections: Connections, { policies }: Found): (unit: Unit, direction: Direction) => void {
  const seen = new Set<string>();
  return (unit, direction) => {
    const key = `${direction} ${unit.index} ${unit.judged}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const name of connections.policies(unit, direction)) policies.add(name);
  };
}

function doubt(found: Found, source: Unit, destination: Unit, witness: Witness): void {
  if (!source.certain || !destination.certain)
    found.reasons.add('the address of a pod is not known, so that it may be one of those that are named');
  for (const side of [witness.egress, witness.ingress])
    if (witness.verdict === 'unknown' && side.verdict === 'unknown') found.reasons.add(side.reason);
  if (found.unknown.length < mostWitnesses) found.unknown.push(witness);
  else found.more = true;
}

interface Outcome {
  readonly verdict: Witness['verdict'];
  readonly traffic: Traffic;
}

/** Whether two units connect on a port that is asked about; undefined for two that are not two, as a pod and itself. */
function outcomeOf(connections: Connections, source: Unit, destination: Unit): Outcome | undefined {
  const ports = connections.between(source, destination);
  return ports === undefined ? undefined : bestOf(connections, ports, destination.pods[0]);
}

function bestOf(connections: Connections, { sure, maybe }: PairPorts, pod: NetworkPod | undefined): Outcome {
  if (!isEmpty(sure)) return { verdict: 'allow', traffic: connections.trafficIn(sure, pod) };
  if (!isEmpty(maybe)) return { verdict: 'unknown', traffic: connections.trafficIn(maybe, pod) };
  return { verdict: 'deny', traffic: connections.trafficIn(connections.asked, pod) };
}

/** The answer to a question about two of the units; where it is not what rows say, all ports are asked about. */
function confirmed(
  connections: Connections,
  source: Unit,
  destination: Unit,
  outcome: Outcome,
): Witness | undefined {
  const witness = witnessOf(connections, source, destination, outcome);
  if (witness === undefined || witness.verdict === outcome.verdict) return witness;
  const asked = connections.askAll(source, destination);
  return witnessOf(connections, source, destination, bestOf(connections, asked, destination.pods[0]));
}

function witnessOf(
  connections: Connections,
  source: Unit,
  destination: Unit,
  { traffic }: Outcome,
): Witness | undefined {
  const answer = connections.ask(source, destination, traffic);
  if (answer === undefined) return undefined;
  const { verdict, egress, ingress, pods } = answer;
  return {
    source: nameOf(source, pods[0]),
    destination: nameOf(destination, pods[1]),
    ...traffic,
    verdict,
    egress,
    ingress,
  };
}

function nameOf({ outside }: Unit, pod: NetworkPod | undefined): string {
  if (pod !== undefined) return `${pod.namespace}/${pod.name}`;
  return outside === undefined ? '' : formatAddress(outside.address);
}
