import { type Chooser, once, pick, several } from './choose.ts';
import {
  blocks,
  type Fields,
  labelSelector,
  namespaceSelector,
  portNames,
  portNumbers,
  protocols,
} from './vocabulary.ts';

export interface ClusterPolicyOptions {
  /** Whether two policies of a tier may have one priority, which leaves their order open. */
  readonly sharedPriorities?: boolean;
  /** Whether peers by nodes are among them. */
  readonly nodes?: boolean;
}

/** ClusterNetworkPolicy of policy.networking.k8s.io. Priorities meet now and then. */
export function clusterNetworkPolicies(
  choose: Chooser,
  { sharedPriorities = true, nodes = true }: ClusterPolicyOptions = {},
): Fields[] {
  return several(choose, 0, 5, (index) => ({
    apiVersion: `policy.networking.k8s.io/${pick(choose, ['v1alpha2', 'v1beta1'])}`,
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `cnp${index}` },
    spec: {
      tier: pick(choose, ['Admin', 'Baseline']),
      priority: sharedPriorities ? choose.below(12) : index * 10 + choose.below(10),
      subject: selection(choose),
      ingress: several(choose, 0, 3, () => currentRule(choose, 'from', nodes)),
      egress: several(choose, 0, 3, () => currentRule(choose, 'to', nodes)),
    },
  }));
}

/** AdminNetworkPolicy and the one BaselineAdminNetworkPolicy of v1alpha1. */
export function adminNetworkPolicies(choose: Chooser, { nodes = true }: ClusterPolicyOptions = {}): Fields[] {
  const admin = several(choose, 0, 4, (index) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: `anp${index}` },
    spec: {
      priority: choose.below(12),
      subject: selection(choose),
      ingress: several(choose, 0, 3, () => olderRule(choose, 'from', ['Allow', 'Deny', 'Pass'], nodes)),
      egress: several(choose, 0, 3, () => olderRule(choose, 'to', ['Allow', 'Deny', 'Pass'], nodes)),
    },
  }));
  if (once(choose, 2)) return admin;
  const baseline = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec: {
      subject: selection(choose),
      ingress: several(choose, 0, 3, () => olderRule(choose, 'from', ['Allow', 'Deny'], nodes)),
      egress: several(choose, 0, 3, () => olderRule(choose, 'to', ['Allow', 'Deny'], nodes)),
    },
  };
  return [...admin, baseline];
}

function selection(choose: Chooser): Fields {
  if (once(choose, 2)) return { namespaces: namespaceSelector(choose) };
  return {
    pods: { namespaceSelector: namespaceSelector(choose), podSelector: labelSelector(choose) },
  };
}

function currentRule(choose: Chooser, peerField: 'from' | 'to', nodes: boolean): Fields {
  const peers = several(choose, 1, 2, () => peer(choose, peerField, nodes));
  const rule: Fields = { action: pick(choose, ['Accept', 'Deny', 'Pass']), [peerField]: peers };
  if (once(choose, 2))
    rule['protocols'] = several(choose, 1, 2, () =>
      once(choose, 5) && !peers.some(hasNoNames)
        ? { destinationNamedPort: pick(choose, portNames) }
        : { [pick(choose, ['tcp', 'udp', 'sctp'])]: { destinationPort: destinationPort(choose) } },
    );
  return rule;
}

function olderRule(
  choose: Chooser,
  peerField: 'from' | 'to',
  actions: readonly string[],
  nodes: boolean,
): Fields {
  const peers = several(choose, 1, 2, () => peer(choose, peerField, nodes));
  const rule: Fields = { action: pick(choose, actions), [peerField]: peers };
  if (once(choose, 2))
    rule['ports'] = several(choose, 1, 2, () => {
      if (once(choose, 5) && !peers.some(hasNoNames)) return { namedPort: pick(choose, portNames) };
      const protocol = pick(choose, protocols);
      const port = pick(choose, portNumbers);
      return once(choose, 3)
        ? { portRange: { protocol, ...range(choose) } }
        : { portNumber: { protocol, port } };
    });
  return rule;
}

/** «networks/nodes/domainNames peer cannot be set with namedPorts» */
function hasNoNames(peer: Fields): boolean {
  return 'networks' in peer || 'nodes' in peer;
}

function peer(choose: Chooser, peerField: 'from' | 'to', nodes: boolean): Fields {
  if (peerField === 'from' || choose.below(3) > 0) return selection(choose);
  if (nodes && once(choose, 4)) return { nodes: labelSelector(choose) };
  return {
    networks: [...new Set(several(choose, 1, 2, () => pick(choose, blocks).cidr))],
  };
}

function destinationPort(choose: Chooser): Fields {
  return once(choose, 3) ? { range: range(choose) } : { number: pick(choose, portNumbers) };
}

function range(choose: Chooser): { start: number; end: number } {
  const start = Math.min(65534, pick(choose, portNumbers));
  return { start, end: Math.min(65535, start + pick(choose, [1, 400, 65535])) };
}
