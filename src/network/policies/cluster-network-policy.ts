import { asMap, type ClusterObject, isFields } from '../../cluster/index.ts';
import type { NetworkNode } from '../nodes.ts';
import type { Protocol } from '../question.ts';
import type { PortSelection } from './policy.ts';
import { type Dialect, readTieredPolicy } from './tiered-policy.ts';

/** https://pkg.go.dev/sigs.k8s.io/network-policy-api/apis/v1alpha2 */
const dialect: Dialect = {
  kind: 'ClusterNetworkPolicy',
  accept: 'Accept',
  canPass: true,
  portsField: 'protocols',
  most: 25,
  readPort,
  tierOf: ({ tier }) => (tier === 'Admin' ? 'admin' : tier === 'Baseline' ? 'baseline' : undefined),
  priorityOf: ({ priority }) => (typeof priority === 'number' ? priority : undefined),
};

/** A ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2). */
export function readClusterNetworkPolicy(object: ClusterObject, nodes: readonly NetworkNode[]) {
  return readTieredPolicy(object, dialect, nodes);
}

function readPort(entry: Readonly<Record<string, unknown>>): PortSelection[] | undefined {
  const { destinationNamedPort: name } = entry;
  if (typeof name === 'string') return [{ name }];
  for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
    const given = entry[protocol.toLowerCase()];
    if (isFields(given)) return numbered(protocol, given['destinationPort']);
  }
  return undefined;
}

function numbered(protocol: Protocol, port: unknown): PortSelection[] | undefined {
  if (port === undefined || port === null) return [{ protocol, first: 1, last: 65_535 }];
  const { number, range } = asMap(port);
  if (typeof number === 'number') return [{ protocol, first: number, last: number }];
  const { start, end } = asMap(range);
  return typeof start === 'number' && typeof end === 'number' && start <= end
    ? [{ protocol, first: start, last: end }]
    : undefined;
}
