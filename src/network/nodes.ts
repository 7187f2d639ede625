import { asList, asMap, asText, type Cluster } from '../cluster/index.ts';
import { type Address, parseAddress } from './address.ts';

/** A node as policies see it: its labels and its addresses. */
export interface NetworkNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly addresses: readonly Address[];
}

/** The nodes of a cluster. https://kubernetes.io/docs/reference/node/node-status/#addresses */
export function nodesOf(cluster: Cluster): NetworkNode[] {
  return [...cluster.ofKind('', 'Node')].map(({ name, body }) => ({
    name,
    labels: body.metadata.labels ?? {},
    addresses: asList(asMap(body['status'])['addresses']).flatMap(
      (each) => parseAddress(asText(asMap(each)['address'])) ?? [],
    ),
  }));
}
