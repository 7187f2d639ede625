import { contains } from './address.ts';
import { at, has, items, type Json, number, text } from './json.ts';
import { selects } from './label-selector.ts';
import { type Direction, type End, ends, type Packet, type Pod, policyName, type Verdict } from './packet.ts';
import { ofKind, type World } from './world.ts';

/** What the API leaves to the network plugin. */
export interface NetworkPolicyChoices {
  /** Whether `ipBlock` matches the addresses of pods. */
  readonly ipBlockMatchesPods: boolean;
  /** Whether `ipBlock` matches the addresses of nodes, and of pods in the network of their node. */
  readonly ipBlockMatchesNodes: boolean;
}

/**
 * What NetworkPolicy v1 says of one direction of a packet.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function judgeNetworkPolicies(
  world: World,
  packet: Packet,
  direction: Direction,
  choices: NetworkPolicyChoices,
): Verdict & { readonly isolating: readonly string[] } {
  const { subject, peer } = ends(packet, direction);
  // «NetworkPolicies apply to a pod»: nobody outside the cluster is isolated, and pods in the network of their node are
  // not selected. https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
  if (subject.pod === undefined || subject.pod.hostNetwork)
    return { verdict: 'none', policies: [], isolating: [], reason: 'no pod that policies select' };
  const isolating: string[] = [];
  const allowing: string[] = [];
  for (const policy of ofKind(world.objects, 'NetworkPolicy', 'networking.k8s.io')) {
    const namespace = text(policy, 'metadata', 'namespace') || 'default';
    if (!selectsSubject(policy, namespace, subject.pod) || !hasType(policy, direction)) continue;
    const name = policyName('NetworkPolicy', namespace, text(policy, 'metadata', 'name'));
    isolating.push(name);
    // «the ingress rules for each are combined additively»
    for (const rule of items(policy, 'spec', direction))
      if (
        portsMatch(rule, packet) &&
        peersMatch(rule, direction, namespace, peer, choices) &&
        !allowing.includes(name)
      )
        allowing.push(name);
  }
  // «By default, a pod is non-isolated; all connections are allowed.»
  if (isolating.length === 0)
    return { verdict: 'none', policies: [], isolating, reason: 'no policy isolates' };
  if (allowing.length > 0)
    return { verdict: 'allow', policies: allowing, isolating, reason: 'a rule allows' };
  return { verdict: 'deny', policies: isolating, isolating, reason: 'isolated, and no rule allows' };
}

/** «An empty podSelector matches all pods in this namespace»; absent it is empty. */
function selectsSubject(policy: Json, namespace: string, pod: Pod): boolean {
  return pod.namespace === namespace && selects(at(policy, 'spec', 'podSelector'), pod.labels);
}

/**
 * «If no policyTypes are specified on a NetworkPolicy then by default Ingress will always be set and Egress will be set if
 * the NetworkPolicy has any egress rules.»
 */
function hasType(policy: Json, direction: Direction): boolean {
  const types = items(policy, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || items(policy, 'spec', 'egress').length > 0;
}

/** «If this field is empty or missing, this rule matches all ports (traffic not restricted by port).» */
function portsMatch(rule: Json, packet: Packet): boolean {
  const ports = items(rule, 'ports');
  if (ports.length === 0) return true;
  for (const port of ports) if (portMatches(port, packet)) return true;
  return false;
}

function portMatches(port: Json, packet: Packet): boolean {
  // «If not specified, this field defaults to TCP.»
  if ((text(port, 'protocol') || 'TCP') !== packet.protocol) return false;
  // «If this field is not provided, this matches all port names and numbers.»
  if (!has(port, 'port')) return true;
  const first = number(port, 'port');
  if (first === undefined) return namedPortMatches(text(port, 'port'), packet);
  // «endPort … the range of ports from port to endPort, inclusive»
  const last = number(port, 'endPort') ?? first;
  return packet.port !== undefined && first <= packet.port && packet.port <= last;
}

/** A name is looked up in the pod that is reached, whichever side the policy is on; only name and protocol together match. */
function namedPortMatches(name: string, packet: Packet): boolean {
  const pod = packet.destination.pod;
  if (pod === undefined || pod.hostNetwork) return false;
  for (const port of pod.ports)
    if (port.name === name && port.protocol === packet.protocol && port.number === packet.port) return true;
  return false;
}

/** «If this field is empty or missing, this rule matches all sources (traffic not restricted by source).» */
function peersMatch(
  rule: Json,
  direction: Direction,
  namespace: string,
  peer: End,
  choices: NetworkPolicyChoices,
): boolean {
  const peers = items(rule, direction === 'ingress' ? 'from' : 'to');
  if (peers.length === 0) return true;
  for (const each of peers) if (peerMatches(each, namespace, peer, choices)) return true;
  return false;
}

function peerMatches(peer: Json, namespace: string, end: End, choices: NetworkPolicyChoices): boolean {
  if (has(peer, 'ipBlock')) return blockMatches(at(peer, 'ipBlock'), end, choices);
  // Selectors choose pods, which a pod in the network of its node is not told apart from.
  if (end.pod === undefined || end.pod.hostNetwork) return false;
  // «If namespaceSelector is also set …; otherwise it selects the pods matching podSelector in the policy's own namespace.»
  const namespaceMatches = has(peer, 'namespaceSelector')
    ? selects(at(peer, 'namespaceSelector'), end.pod.namespaceLabels)
    : end.pod.namespace === namespace;
  return namespaceMatches && selects(at(peer, 'podSelector'), end.pod.labels);
}

/** «Except values will be rejected if they are outside the cidr range»: they cut their own block only. */
function blockMatches(block: Json, end: End, choices: NetworkPolicyChoices): boolean {
  const onNode = end.node !== undefined || end.pod?.hostNetwork === true;
  if (onNode && !choices.ipBlockMatchesNodes) return false;
  if (!onNode && end.pod !== undefined && !choices.ipBlockMatchesPods) return false;
  if (!contains(text(block, 'cidr'), end.address)) return false;
  for (const except of items(block, 'except')) if (contains(String(except), end.address)) return false;
  return true;
}
