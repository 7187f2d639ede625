import { isSelected } from '../address.ts';
import type { CompiledRule } from '../engine/compiled-rule.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import type { Direction, Peer, PortSelection, Rule } from '../policies/policy.ts';
import { isIcmp, type PortTraffic, type Question } from '../question.ts';
import type { End } from './ends.ts';
import { icmpMatches } from './icmp.ts';
import { leastOf, type Match, opposite } from './match.ts';

/** A question with the two ends that it is asked of. */
export interface Sides {
  readonly engine: NetworkEngine;
  readonly source: End;
  readonly destination: End;
  readonly question: Question;
}

/** Whether a rule is about a connection: its ports, one of its peers, and the pod that it protects. */
export function matchOf({ rule }: Pick<CompiledRule, 'rule'>, direction: Direction, sides: Sides): Match {
  const traffic = trafficMatches(rule, sides);
  if (traffic === 'no') return 'no';
  return leastOf([traffic, peersMatch(rule.peers, direction, sides), restMatches(rule, direction, sides)]);
}

/** {@link matchOf} by what a rule asks for: ports or messages, who is at the other end, and the rest. */
export function partsOf(
  rule: Rule,
  direction: Direction,
  sides: Sides,
): { readonly traffic: Match; readonly peers: Match; readonly rest: Match } {
  return {
    traffic: trafficMatches(rule, sides),
    peers: peersMatch(rule.peers, direction, sides),
    rest: restMatches(rule, direction, sides),
  };
}

/** What the pod must be itself, and what no question tells. */
function restMatches({ own, asksMore }: Rule, direction: Direction, sides: Sides): Match {
  const ownEnd = direction === 'egress' ? 'ingress' : 'egress';
  return leastOf([
    ...(own === undefined ? [] : [endMatches(own, endOf(ownEnd, sides), direction, sides)]),
    ...(asksMore === true ? (['maybe'] as const) : []),
  ]);
}

/** The end that rules of a direction speak of. */
function endOf(direction: Direction, { source, destination }: Sides): End {
  return direction === 'egress' ? destination : source;
}

/** Whether a rule is about the port of a connection, or the messages. */
export function trafficMatches(rule: Rule, { question, destination }: Sides): Match {
  if (isIcmp(question)) return icmpMatches(rule, question);
  const matches = (ports: readonly PortSelection[]) => portsMatch(ports, question, destination);
  const { ports, notPorts } = rule;
  return (ports === undefined || matches(ports)) && (notPorts === undefined || !matches(notPorts))
    ? 'yes'
    : 'no';
}

/** A name is looked up in the pod that is reached, whichever side the rule is on. */
function portsMatch(ports: readonly PortSelection[], { protocol, port }: PortTraffic, { pod }: End): boolean {
  return ports.some((each) => {
    if (each.protocol !== undefined && each.protocol !== protocol) return false;
    if (!('name' in each)) return each.first <= port && port <= each.last;
    return (
      pod?.hostNetwork === false && pod.namedPorts.get(`${protocol}/${each.name}`)?.includes(port) === true
    );
  });
}

/** Whether one of some peers is the end that rules of a direction speak of; absent peers are everybody. */
function peersMatch(peers: readonly Peer[] | undefined, direction: Direction, sides: Sides): Match {
  return peers === undefined ? 'yes' : endMatches(peers, endOf(direction, sides), direction, sides);
}

/** Whether an end is one of some peers. */
function endMatches(peers: readonly Peer[], end: End, direction: Direction, sides: Sides): Match {
  let found: Match = 'no';
  for (const peer of peers) {
    const match = peerMatches(peer, end, direction, sides);
    if (match === 'yes') return 'yes';
    if (match === 'maybe') found = 'maybe';
  }
  return found === 'maybe' && isAnyNode(peers, end) ? 'yes' : found;
}

/** Whether an end is a node, and peers are both the node of the pod and all others. */
function isAnyNode(peers: readonly Peer[], { pod, node }: End): boolean {
  const named = (which: 'own' | 'other') => peers.some((peer) => 'nodes' in peer && peer.nodes === which);
  return (pod === undefined ? node !== undefined : pod.hostNetwork) && named('own') && named('other');
}

function peerMatches(peer: Peer, end: End, direction: Direction, sides: Sides): Match {
  const { pod, address, node } = end;
  const { universe, profile } = sides.engine;
  if ('every' in peer)
    return leastOf(
      peer.every.map(({ any, not }) => {
        const match = endMatches(any, end, direction, sides);
        return not === true ? opposite[match] : match;
      }),
    );
  if ('pods' in peer)
    return pod !== undefined && universe.selections.takes(peer.pods, universe.classOf(pod)) ? 'yes' : 'no';
  const isNode = pod === undefined ? node !== undefined : pod.hostNetwork;
  if ('nodes' in peer) {
    if ('unresolved' in peer) return (isNode ? peer.nodes : pod === undefined) ? 'maybe' : 'no';
    const subject = direction === 'egress' ? sides.source.pod : sides.destination.pod;
    return isNode ? isNodeOf(subject, node, peer.nodes) : 'no';
  }
  const { options } = profile;
  const {
    block,
    except,
    matchesPods = options.ipBlockMatchesPods,
    matchesNodes = options.ipBlockMatchesNodes,
  } = peer.addresses;
  if (isNode ? !matchesNodes : pod !== undefined && !matchesPods) return 'no';
  if (address === undefined) return 'maybe';
  return isSelected(address, { block, except }) ? 'yes' : 'no';
}

function isNodeOf(subject: NetworkPod | undefined, node: string | undefined, wanted: 'own' | 'other'): Match {
  if (subject?.nodeName === undefined || node === undefined) return 'maybe';
  return (subject.nodeName === node) === (wanted === 'own') ? 'yes' : 'no';
}
