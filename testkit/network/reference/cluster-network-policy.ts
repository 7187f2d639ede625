import { contains } from './address.ts';
import { at, has, items, type Json, number, text } from './json.ts';
import { selects } from './label-selector.ts';
import { type Direction, type End, ends, type Packet, type Pod, policyName, type Verdict } from './packet.ts';
import { ofKind, type World } from './world.ts';

/** The tiers around NetworkPolicy v1. */
export type Tier = 'Admin' | 'Baseline';

/** The API in which they are written: v1alpha1 has kinds of its own. */
export type TierKind = 'ClusterNetworkPolicy' | 'AdminNetworkPolicy';

/** Where a cluster-wide policy stands: in which tier, and before which others. */
interface Placed {
  readonly policy: Json;
  readonly kind: string;
  readonly priority: number;
  /** The field of a rule that lists ports, and how one entry is read. */
  readonly portField: 'protocols' | 'ports';
  readonly portMatches: (entry: Json, packet: Packet) => boolean;
}

const group = 'policy.networking.k8s.io';

/** What a tier is read with. */
export interface TierReading {
  readonly kinds: readonly TierKind[];
  /** As the API says; Cilium's blocks choose neither pods nor nodes. */
  readonly networksMatchCluster: boolean;
}

const byTheApi: TierReading = {
  kinds: ['ClusterNetworkPolicy', 'AdminNetworkPolicy'],
  networksMatchCluster: true,
};

/**
 * What one tier of ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy says of one direction; `none`
 * where no rule matches or one passes. https://network-policy-api.sigs.k8s.io/api-overview/
 * https://pkg.go.dev/sigs.k8s.io/network-policy-api/apis/v1alpha2#ClusterNetworkPolicySpec
 */
export function judgeTier(
  world: World,
  packet: Packet,
  direction: Direction,
  tier: Tier,
  reading: TierReading = byTheApi,
): Verdict {
  const { subject, peer } = ends(packet, direction);
  // «Note that host-networked pods are not included in subject selection.»
  if (subject.pod === undefined || subject.pod.hostNetwork)
    return { verdict: 'none', policies: [], reason: 'no pod that policies select' };
  const selecting = policiesOf(world, tier, reading.kinds).filter(({ policy }) =>
    selectsPod(at(policy, 'spec', 'subject'), subject.pod as Pod),
  );
  // «Policies with lower priority values have higher precedence, and are checked before policies with higher priority values.»
  const priorities = [...new Set(selecting.map(({ priority }) => priority))].sort((a, b) => a - b);
  for (const priority of priorities) {
    const decisions = selecting
      .filter((placed) => placed.priority === priority)
      .map((placed) => decide(world, placed, packet, direction, peer, reading))
      .filter((decision) => decision !== undefined);
    const [first] = decisions;
    if (first === undefined) continue;
    // «If two (or more) policies in the same tier with the same priority could match a connection, then the implementation can
    // apply any of the matching policies.»
    if (decisions.some(({ action }) => action !== first.action))
      return {
        verdict: 'unknown',
        policies: decisions.map(({ name }) => name),
        reason: 'policies of one priority disagree',
      };
    const policies = decisions.map(({ name }) => name);
    if (first.action === 'pass') return { verdict: 'none', policies, reason: `${tier} passes` };
    return { verdict: first.action, policies, reason: `${tier} decides` };
  }
  return { verdict: 'none', policies: [], reason: `no rule of ${tier} matches` };
}

function policiesOf(world: World, tier: Tier, kinds: readonly string[]): readonly Placed[] {
  const current = ofKind(world.objects, 'ClusterNetworkPolicy', group)
    .filter((policy) => text(policy, 'spec', 'tier') === tier)
    .map((policy) => ({
      policy,
      kind: 'ClusterNetworkPolicy',
      priority: number(policy, 'spec', 'priority') ?? 0,
      portField: 'protocols' as const,
      portMatches: protocolMatches,
    }));
  // «AdminNetworkPolicy … BaselineAdminNetworkPolicy» of v1alpha1 are the same two tiers; the baseline one is single.
  const olderKind = tier === 'Admin' ? 'AdminNetworkPolicy' : 'BaselineAdminNetworkPolicy';
  const older = ofKind(world.objects, olderKind, group).map((policy) => ({
    policy,
    kind: olderKind,
    priority: number(policy, 'spec', 'priority') ?? 0,
    portField: 'ports' as const,
    portMatches: adminPortMatches,
  }));
  return [
    ...(kinds.includes('ClusterNetworkPolicy') ? current : []),
    ...(kinds.includes('AdminNetworkPolicy') ? older : []),
  ];
}

interface Decision {
  readonly action: 'allow' | 'deny' | 'pass';
  readonly name: string;
}

/** «A rule that appears at the top … would take the highest precedence.» */
function decide(
  world: World,
  placed: Placed,
  packet: Packet,
  direction: Direction,
  peer: End,
  reading: TierReading,
): Decision | undefined {
  const { policy, kind, portField, portMatches } = placed;
  const name = policyName(kind, '', text(policy, 'metadata', 'name'));
  for (const rule of items(policy, 'spec', direction)) {
    const action = actionOf(rule);
    const peers = items(rule, direction === 'ingress' ? 'from' : 'to');
    const ports = items(rule, portField);
    // «If an implementation sees no fields are set … it should fail closed. For "Accept" rules, "fail closed" means: "treat
    // the rule as matching no traffic". For "Deny" and "Pass" rules, "fail closed" means: "treat the rule as a 'Deny all'
    // rule".»
    if (peers.some((each) => !isKnownPeer(each, direction)) || ports.some((each) => !isKnownPort(each))) {
      if (action === 'allow') continue;
      return { action: 'deny', name };
    }
    if (!peers.some((each) => peerMatches(world, each, peer, reading))) continue;
    // «If unspecified, protocol-specific attributes will not be used to match traffic.»
    if (ports.length > 0 && !ports.some((each) => portMatches(each, packet))) continue;
    return { action, name };
  }
  return undefined;
}

function actionOf(rule: Json): Decision['action'] {
  const action = text(rule, 'action');
  if (action === 'Accept' || action === 'Allow') return 'allow';
  return action === 'Pass' ? 'pass' : 'deny';
}

const peerFields = {
  ingress: ['namespaces', 'pods'],
  egress: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
};

function isKnownPeer(peer: Json, direction: Direction): boolean {
  return peerFields[direction].some((field) => has(peer, field));
}

const portFields = ['tcp', 'udp', 'sctp', 'destinationNamedPort', 'portNumber', 'portRange', 'namedPort'];

function isKnownPort(entry: Json): boolean {
  return portFields.some((field) => has(entry, field));
}

/** `subject`, and peers that select pods, have one form. «Exactly one field must be set.» */
function selectsPod(selection: Json, pod: Pod): boolean {
  if (has(selection, 'namespaces')) return selects(at(selection, 'namespaces'), pod.namespaceLabels);
  if (!has(selection, 'pods')) return false;
  return (
    selects(at(selection, 'pods', 'namespaceSelector'), pod.namespaceLabels) &&
    selects(at(selection, 'pods', 'podSelector'), pod.labels)
  );
}

function peerMatches(world: World, peer: Json, end: End, reading: TierReading): boolean {
  // «Networks … cluster-internal traffic will be checked against the rule as well.»
  const isOutside = end.pod === undefined && end.node === undefined;
  if (isOutside || reading.networksMatchCluster)
    for (const network of items(peer, 'networks')) if (contains(String(network), end.address)) return true;
  // «It selects the nodeIPs … present in the node.Status.Addresses field of the node.»
  if (has(peer, 'nodes'))
    return world.nodes.some(
      (node) => selects(at(peer, 'nodes'), node.labels) && node.addresses.includes(end.address),
    );
  // «Note that host-networked pods are not included in this type of peer.»
  return end.pod !== undefined && !end.pod.hostNetwork && selectsPod(peer, end.pod);
}

/** v1alpha2: `tcp`, `udp`, `sctp` with a port, a range or neither, or a name of any protocol. */
function protocolMatches(entry: Json, packet: Packet): boolean {
  if (has(entry, 'destinationNamedPort')) return nameMatches(text(entry, 'destinationNamedPort'), packet);
  const field = packet.protocol.toLowerCase();
  if (!has(entry, field)) return false;
  const port = at(entry, field, 'destinationPort');
  if (!has(port)) return true;
  const single = number(port, 'number');
  if (single !== undefined) return single === packet.port;
  return inRange(at(port, 'range'), packet);
}

/** v1alpha1: `portNumber`, `portRange` with a protocol each, or `namedPort`. */
function adminPortMatches(entry: Json, packet: Packet): boolean {
  if (has(entry, 'namedPort')) return nameMatches(text(entry, 'namedPort'), packet);
  const single = at(entry, 'portNumber');
  if (has(single))
    return (text(single, 'protocol') || 'TCP') === packet.protocol && number(single, 'port') === packet.port;
  const range = at(entry, 'portRange');
  return (text(range, 'protocol') || 'TCP') === packet.protocol && inRange(range, packet);
}

/** «start … end … inclusive» */
function inRange(range: Json, packet: Packet): boolean {
  const start = number(range, 'start');
  const end = number(range, 'end');
  if (start === undefined || end === undefined || packet.port === undefined) return false;
  return start <= packet.port && packet.port <= end;
}

/** «selects a destination port on a pod based on the ContainerPort name»: with the protocol that the container declares. */
function nameMatches(name: string, packet: Packet): boolean {
  const pod = packet.destination.pod;
  if (pod === undefined || pod.hostNetwork) return false;
  return pod.ports.some(
    (port) => port.name === name && port.number === packet.port && port.protocol === packet.protocol,
  );
}
