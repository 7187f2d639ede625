import { asMap, type ClusterObject, isFields } from '../../cluster/index.ts';
import type { NetworkNode } from '../nodes.ts';
import type { Protocol } from '../question.ts';
import type { PortSelection } from './policy.ts';
import { type Dialect, readTieredPolicy } from './tiered-policy.ts';

/** https://pkg.go.dev/sigs.k8s.io/network-policy-api/apis/v1alpha1 */
const admin: Dialect = {
  kind: 'AdminNetworkPolicy',
  accept: 'Allow',
  canPass: true,
  portsField: 'ports',
  most: 100,
  readPort,
  tierOf: () => 'admin',
  priorityOf: ({ priority }) => (typeof priority === 'number' ? priority : undefined),
};

/** There is one, which is called `default`, and it cannot pass. */
const baseline: Dialect = {
  ...admin,
  kind: 'BaselineAdminNetworkPolicy',
  onlyName: 'default',
  canPass: false,
  tierOf: () => 'baseline',
  priorityOf: () => 0,
};

/** An AdminNetworkPolicy (policy.networking.k8s.io/v1alpha1, which v1alpha2 replaces). */
export function readAdminNetworkPolicy(object: ClusterObject, nodes: readonly NetworkNode[]) {
  return readTieredPolicy(object, admin, nodes);
}

/** The BaselineAdminNetworkPolicy. */
export function readBaselineAdminNetworkPolicy(object: ClusterObject, nodes: readonly NetworkNode[]) {
  return readTieredPolicy(object, baseline, nodes);
}

function readPort(entry: Readonly<Record<string, unknown>>): PortSelection[] | undefined {
  const { namedPort: name, portNumber, portRange } = entry;
  if (typeof name === 'string') return [{ name }];
  if (isFields(portNumber)) {
    const { port } = portNumber;
    return typeof port === 'number'
      ? [{ protocol: protocolOf(portNumber), first: port, last: port }]
      : undefined;
  }
  const { start, end } = asMap(portRange);
  return isFields(portRange) && typeof start === 'number' && typeof end === 'number' && start <= end
    ? [{ protocol: protocolOf(portRange), first: start, last: end }]
    : undefined;
}

function protocolOf({ protocol }: Readonly<Record<string, unknown>>): Protocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}
