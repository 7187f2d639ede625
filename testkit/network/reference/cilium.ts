import { ciliumCidrMatches } from './cilium-cidr.ts';
import {
  ciliumLabels,
  endpointMatches,
  entityMatches,
  isNodeOf,
  peerSelectorMatches,
} from './cilium-peers.ts';
import { ciliumPortsMatch } from './cilium-ports.ts';
import { at, has, items, type Json, text } from './json.ts';
import { selects } from './label-selector.ts';
import { judgeNetworkPolicies } from './network-policy.ts';
import { type Direction, type End, ends, type Packet, type Pod, policyName, type Verdict } from './packet.ts';
import { ofKind, type World } from './world.ts';

/** Settings of the agent: https://docs.cilium.io/en/stable/network/kubernetes/configuration/ */
export interface CiliumSettings {
  /** `enable-policy` */
  readonly enablePolicy: 'default' | 'always' | 'never';
  /** `allow-localhost`: whether the own node reaches the pod whatever policies say. */
  readonly allowLocalhost: boolean;
  /** `policy-cidr-match-mode` has `nodes`. */
  readonly cidrMatchesNodes: boolean;
  /** `cluster-name` */
  readonly clusterName: string;
}

/** How a cluster runs that nobody has configured. */
export const ciliumDefaults: CiliumSettings = {
  enablePolicy: 'default',
  allowLocalhost: true,
  cidrMatchesNodes: false,
  clusterName: 'default',
};

/** The reason where a pod is reached from the node it runs on. */
export const ownNode = 'the node of the pod';

/** The reason where no rule matches a pod that rules select. */
export const ciliumDefaultDeny = 'default deny, and no rule allows';

/**
 * What NetworkPolicy v1, CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy together say of one direction: they feed one
 * set. https://docs.cilium.io/en/stable/security/policy/intro/ and https://docs.cilium.io/en/stable/security/policy/language/
 */
export function judgeCilium(
  world: World,
  packet: Packet,
  direction: Direction,
  settings: CiliumSettings,
): Verdict {
  const { subject, peer } = ends(packet, direction);
  const nobody: Verdict = { verdict: 'none', policies: [], reason: 'no endpoint that policies select' };
  if (subject.pod === undefined || subject.pod.hostNetwork) return nobody;
  // «never: With this mode enabled, policy enforcement is disabled on all endpoints, even if rules do select specific endpoints.»
  if (settings.enablePolicy === 'never') return nobody;
  const own = judgeOwnKinds(world, packet, direction, settings, subject.pod, peer);
  // «Deny policies … take precedence over allow policies, regardless of whether they are a Cilium Network Policy, a Clusterwide
  // Cilium Network Policy or even a Kubernetes Network Policy.» https://docs.cilium.io/en/stable/security/policy/language/#deny-policies
  if (own.denying.length > 0) return { verdict: 'deny', policies: own.denying, reason: 'a rule denies' };
  // «allow-localhost: always»: the node reaches its pods, so that probes work.
  const onNode = peer.node !== undefined || peer.pod?.hostNetwork === true;
  if (settings.allowLocalhost && direction === 'ingress' && onNode && isNodeOf(peer, subject.pod))
    return { verdict: 'allow', policies: [], reason: ownNode };
  const native = judgeNetworkPolicies(world, packet, direction, {
    // «ipBlock set with a pod IP» is among the known missing features, and nodes have their own identity.
    // https://docs.cilium.io/en/stable/network/kubernetes/policy/#networkpolicy-state
    ipBlockMatchesPods: false,
    ipBlockMatchesNodes: settings.cidrMatchesNodes,
  });
  const allowing = [...own.allowing, ...(native.verdict === 'allow' ? native.policies : [])];
  if (allowing.length > 0) return { verdict: 'allow', policies: allowing, reason: 'a rule allows' };
  const isolating = [...own.isolating, ...(native.verdict === 'deny' ? native.policies : [])];
  // «always: … policy enforcement is enabled on all endpoints even if no rules select specific endpoints.»
  if (isolating.length === 0 && settings.enablePolicy !== 'always') return nobody;
  return { verdict: 'deny', policies: isolating, reason: ciliumDefaultDeny };
}

interface OwnKinds {
  readonly denying: string[];
  readonly allowing: string[];
  readonly isolating: string[];
}

function judgeOwnKinds(
  world: World,
  packet: Packet,
  direction: Direction,
  settings: CiliumSettings,
  subject: Pod,
  peer: End,
): OwnKinds {
  const found: OwnKinds = { denying: [], allowing: [], isolating: [] };
  for (const kind of ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'])
    for (const policy of ofKind(world.objects, kind, 'cilium.io')) {
      const namespace =
        kind === 'CiliumNetworkPolicy' ? text(policy, 'metadata', 'namespace') || 'default' : '';
      const name = policyName(kind, namespace, text(policy, 'metadata', 'name'));
      const own = has(policy, 'spec') ? [at(policy, 'spec')] : [];
      for (const rule of [...own, ...items(policy, 'specs')]) {
        // Rules with a nodeSelector govern hosts and not pods.
        if (!has(rule, 'endpointSelector')) continue;
        // «endpointSelector … always applies in the namespace of the policy».
        if (namespace !== '' && subject.namespace !== namespace) continue;
        if (!endpointMatches(at(rule, 'endpointSelector'), ciliumLabels(subject, settings.clusterName)))
          continue;
        const context = { world, packet, direction, settings, namespace, peer, subject };
        if (isolates(rule, direction)) add(found.isolating, name);
        if (items(rule, `${direction}Deny`).some((section) => sectionMatches(section, context)))
          add(found.denying, name);
        if (items(rule, direction).some((section) => sectionMatches(section, context)))
          add(found.allowing, name);
      }
    }
  return found;
}

/**
 * «If any rule selects an Endpoint and the rule has an ingress section, the endpoint goes into default deny at ingress»;
 * `enableDefaultDeny` overrides. https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes
 * https://docs.cilium.io/en/stable/security/policy/language/#policy-deny-default
 */
function isolates(rule: Json, direction: Direction): boolean {
  const said = at(rule, 'enableDefaultDeny', direction);
  if (typeof said === 'boolean') return said;
  return items(rule, direction).length > 0 || items(rule, `${direction}Deny`).length > 0;
}

interface Context {
  readonly world: World;
  readonly packet: Packet;
  readonly direction: Direction;
  readonly settings: CiliumSettings;
  /** Of the policy; empty for a clusterwide one. */
  readonly namespace: string;
  readonly peer: End;
  readonly subject: Pod;
}

const peerFields = {
  ingress: ['fromEndpoints', 'fromEntities', 'fromCIDR', 'fromCIDRSet', 'fromNodes', 'fromGroups'],
  egress: [
    'toEndpoints',
    'toEntities',
    'toCIDR',
    'toCIDRSet',
    'toNodes',
    'toGroups',
    'toServices',
    'toFQDNs',
  ],
};

/** «L3 AND L4»; an element that has neither selects nothing. */
function sectionMatches(section: Json, context: Context): boolean {
  const named = peerFields[context.direction].filter((field) => has(section, field));
  const hasPorts = items(section, 'toPorts').length > 0 || items(section, 'icmps').length > 0;
  // `ingress: [{}]` isolates and allows nothing.
  if (named.length === 0 && !hasPorts) return false;
  // «toPorts without L3» is any peer.
  const peerIsMeant = named.length === 0 || named.some((field) => peerFieldMatches(section, field, context));
  return peerIsMeant && (!hasPorts || ciliumPortsMatch(section, context.packet));
}

function peerFieldMatches(section: Json, field: string, context: Context): boolean {
  const { peer, settings, namespace, world, subject } = context;
  const listed = items(section, field);
  switch (field.replace(/^(from|to)/, '')) {
    case 'Endpoints':
      return listed.some((selector) =>
        peerSelectorMatches(selector, peer, namespace, subject, settings.clusterName),
      );
    case 'Entities':
      return listed.some((entity) => entityMatches(String(entity), peer, subject));
    case 'CIDR':
    case 'CIDRSet':
      return listed.some((entry) => ciliumCidrMatches(world, entry, peer, settings.cidrMatchesNodes));
    case 'Services':
      return listed.some((service) => serviceMatches(world, service, peer, namespace));
    default:
      // Nodes need a switch, groups live in the cloud, and no name was looked up yet: nothing is open.
      return false;
  }
}

/**
 * «Services with selectors» stand for the pods, others for the addresses of their endpoints, which never are pods.
 * https://docs.cilium.io/en/stable/security/policy/language/#services-based
 */
function serviceMatches(world: World, entry: Json, peer: End, policyNamespace: string): boolean {
  for (const service of ofKind(world.objects, 'Service')) {
    const namespace = text(service, 'metadata', 'namespace') || 'default';
    if (!isMeant(entry, service, namespace, policyNamespace)) continue;
    const selector = at(service, 'spec', 'selector');
    if (has(selector)) {
      const pod = peer.pod;
      if (pod !== undefined && !pod.hostNetwork && pod.namespace === namespace)
        if (selects({ matchLabels: selector }, pod.labels)) return true;
    } else if (peer.pod === undefined && peer.node === undefined) {
      for (const slice of ofKind(world.objects, 'EndpointSlice', 'discovery.k8s.io'))
        if (isSliceOf(slice, service, namespace))
          for (const endpoint of items(slice, 'endpoints'))
            if (items(endpoint, 'addresses').includes(peer.address)) return true;
    }
  }
  return false;
}

function isMeant(entry: Json, service: Json, namespace: string, policyNamespace: string): boolean {
  const byName = at(entry, 'k8sService');
  if (has(byName)) {
    const wanted = text(byName, 'namespace') || policyNamespace;
    return text(byName, 'serviceName') === text(service, 'metadata', 'name') && wanted === namespace;
  }
  const bySelector = at(entry, 'k8sServiceSelector');
  if (!has(bySelector)) return false;
  const wanted = text(bySelector, 'namespace');
  const labels = (at(service, 'metadata', 'labels') ?? {}) as Record<string, string>;
  return (wanted === '' || wanted === namespace) && selects(at(bySelector, 'selector'), labels);
}

function isSliceOf(slice: Json, service: Json, namespace: string): boolean {
  return (
    (text(slice, 'metadata', 'namespace') || 'default') === namespace &&
    at(slice, 'metadata', 'labels', 'kubernetes.io/service-name') === text(service, 'metadata', 'name')
  );
}

function add(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name);
}
