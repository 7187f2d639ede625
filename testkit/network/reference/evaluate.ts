import type { Profile } from '../../../src/network/profile.ts';
import type { Answer, Endpoint, Question, SideAnswer } from '../../../src/network/question.ts';
import { judgeCalicoTiers } from './calico.ts';
import { ciliumDefaultDeny, ciliumDefaults, judgeCilium, ownNode } from './cilium.ts';
import { isNodeOf } from './cilium-peers.ts';
import { judgeTier, type Tier } from './cluster-network-policy.ts';
import { judgeNetworkPolicies } from './network-policy.ts';
import { type Direction, type End, ends, type Packet, type Verdict } from './packet.ts';
import type { World } from './world.ts';

/** Where an implementation is known to do otherwise than the API it implements. */
export interface Deviations {
  /** Cilium: `networks` of ClusterNetworkPolicy choose neither pods nor nodes. */
  readonly networksAreOutside?: boolean;
  /** Cilium: the Baseline tier is asked before a pod that is isolated is closed. */
  readonly baselineBeforeDefaultDeny?: boolean;
}

/** Answers one question the slow way: every policy is read again, in the order in which the specifications speak of them. */
export function evaluate(
  world: World,
  profile: Profile,
  question: Question,
  deviations: Deviations = {},
): Answer {
  const packet: Packet = {
    source: findEnd(world, question.source),
    destination: findEnd(world, question.destination),
    ...trafficOf(question),
  };
  const egress = judgeSide(world, profile, packet, 'egress', deviations);
  const ingress = judgeSide(world, profile, packet, 'ingress', deviations);
  // «For a connection from a source pod to a destination pod to be allowed, both the egress policy on the source pod and the
  // ingress policy on the destination pod need to allow the connection.»
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
  const sides = [egress.verdict, ingress.verdict];
  const verdict = sides.includes('deny') ? 'deny' : sides.includes('unknown') ? 'unknown' : 'allow';
  return { verdict, egress, ingress };
}

function trafficOf(question: Question): Pick<Packet, 'protocol' | 'port' | 'icmpType' | 'icmpCode'> {
  if ('port' in question) return { protocol: question.protocol, port: question.port };
  const { protocol, type, code } = question;
  return {
    protocol,
    ...(type !== undefined && { icmpType: type }),
    ...(code !== undefined && { icmpCode: code }),
  };
}

/**
 * Who owns an address: a pod that runs; a node, which a pod in the network of its node is not told apart from; nobody in the
 * cluster.
 */
export function findEnd(world: World, endpoint: Endpoint): End {
  if (endpoint.type === 'pod') {
    const pod = world.pods.find(
      ({ namespace, name }) => namespace === endpoint.namespace && name === endpoint.name,
    );
    if (pod === undefined) throw new Error(`no such pod: ${endpoint.namespace}/${endpoint.name}`);
    return { address: pod.addresses[0] ?? '', pod };
  }
  const { address } = endpoint;
  const pod = world.pods.find(
    (candidate) =>
      candidate.addresses.includes(address) &&
      !candidate.hostNetwork &&
      candidate.phase !== 'Succeeded' &&
      candidate.phase !== 'Failed',
  );
  if (pod !== undefined) return { address, pod };
  const node = world.nodes.find(({ addresses }) => addresses.includes(address));
  return node === undefined ? { address } : { address, node };
}

function judgeSide(
  world: World,
  profile: Profile,
  packet: Packet,
  direction: Direction,
  deviations: Deviations,
): SideAnswer {
  const { subject, peer } = ends(packet, direction);
  if (!profile.enforces) return allow('nobody enforces policies');
  if (subject.pod === undefined || subject.pod.hostNetwork)
    return allow('policies do not apply outside of the network of pods');
  // Upstream's tests leave a pod to itself out because plugins differ; policies are about what goes between pods.
  // https://github.com/kubernetes/kubernetes/blob/master/test/e2e/network/netpol/probe.go
  if (peer.pod === subject.pod) return allow('a pod and itself');
  // «traffic to and from the node where a Pod is running is always allowed»: what comes from there, so that probes work.
  // Cilium keeps to that unless a rule denies the node by name.
  const { kinds } = profile.options;
  if (direction === 'ingress' && isOwnNode(peer, subject) && !kinds.includes('Cilium')) return allow(ownNode);
  if (isLetThrough(packet, profile)) return allow('messages of ICMPv6 that nothing filters');
  for (const verdict of layers(world, profile, packet, direction, deviations))
    if (verdict.verdict !== 'none') return { ...verdict, verdict: verdict.verdict };
  return allow('nothing isolates the pod');
}

/** «IPv6 needs essential ICMP types for Neighbor Discovery to work»: `pkg/dataplane/controller.go` of kube-network-policies. */
function isLetThrough({ protocol, icmpType }: Packet, { options: { icmpv6LetThrough } }: Profile): boolean {
  if (protocol !== 'ICMPv6' || icmpv6LetThrough === undefined) return false;
  return icmpv6LetThrough === 'all' || icmpv6LetThrough.some((type) => type === icmpType);
}

function isOwnNode(peer: End, subject: End): boolean {
  const onNode = peer.node !== undefined || peer.pod?.hostNetwork === true;
  return onNode && subject.pod !== undefined && isNodeOf(peer, subject.pod);
}

/** Admin tier, the policies of namespaces, Baseline tier: https://network-policy-api.sigs.k8s.io/api-overview/ */
function* layers(
  world: World,
  profile: Profile,
  packet: Packet,
  direction: Direction,
  { networksAreOutside = false, baselineBeforeDefaultDeny = false }: Deviations,
): Generator<Verdict> {
  const { kinds, ipBlockMatchesPods, ipBlockMatchesNodes } = profile.options;
  const tier = (name: Tier) =>
    judgeTier(world, packet, direction, name, {
      kinds: kinds.filter((kind) => kind === 'ClusterNetworkPolicy' || kind === 'AdminNetworkPolicy'),
      networksMatchCluster: !networksAreOutside,
    });
  if (kinds.includes('Calico')) {
    // Tiers of Calico's own stand before, between and after those two by their order.
    const between = (least: number, most: number) =>
      judgeCalicoTiers(world, packet, direction, ({ order }) => least <= order && order < most);
    yield between(Number.NEGATIVE_INFINITY, 1_000);
    yield tier('Admin');
    yield between(1_000, 10_000_000);
    yield tier('Baseline');
    yield between(10_000_000, Number.POSITIVE_INFINITY);
    yield judgeCalicoTiers(world, packet, direction, ({ order }) => order === Number.POSITIVE_INFINITY);
    return;
  }
  yield tier('Admin');
  if (kinds.includes('Cilium')) {
    const cilium = judgeCilium(world, packet, direction, {
      ...ciliumDefaults,
      cidrMatchesNodes: ipBlockMatchesNodes,
    });
    if (baselineBeforeDefaultDeny && cilium.reason === ciliumDefaultDeny) yield tier('Baseline');
    yield cilium;
  } else {
    const found = judgeNetworkPolicies(world, packet, direction, { ipBlockMatchesPods, ipBlockMatchesNodes });
    // «For all other protocols, the behaviour may vary across network plugins.»
    const isDefined = packet.protocol.startsWith('ICMP') ? profile.options.icmp !== undefined : true;
    yield found.verdict === 'none' || isDefined
      ? found
      : { verdict: 'unknown', policies: found.isolating, reason: 'ICMP is not defined' };
  }
  yield tier('Baseline');
}

function allow(reason: string): SideAnswer {
  return { verdict: 'allow', reason, policies: [] };
}
