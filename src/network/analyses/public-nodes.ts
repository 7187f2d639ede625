import { asList, asMap, asText, type ClusterObject } from '../../cluster/index.ts';
import { analysisOf } from '../../controls/index.ts';
import { blockOf, parseAddress } from '../address.ts';
import { isPrivate } from '../private-networks.ts';
import { clusterSubject, shortList } from './draft.ts';

/**
 * Nodes with an address on the internet, by what the cloud writes into their status. One finding about the cluster: the
 * network of a group of nodes is changed, not a node. https://kubernetes.io/docs/reference/node/node-status/#addresses
 */
export const publicNodes = analysisOf([{ group: '', kind: 'Node' }], function* analyse({ cluster }) {
  const subject = clusterSubject(cluster);
  const nodes = [...cluster.ofKind('', 'Node')];
  const told = nodes.filter((node) => addressesOf(node).length > 0);
  if (told.length === 0) {
    yield { verdict: 'not-applicable', subject, message: 'No node that is here has an address.' };
    return;
  }
  const open = told.filter(isPublic);
  if (open.length === 0) {
    yield { verdict: 'pass', subject, message: 'No node has an address on the internet.' };
    return;
  }
  const [first] = open;
  yield {
    verdict: 'fail',
    subject,
    message: `${open.length} of ${told.length} nodes have an address on the internet: ${shortList(open.map(({ name }) => name))}.`,
    evidence:
      first === undefined
        ? []
        : [
            {
              object: { group: '', kind: 'Node', namespace: '', name: first.name },
              path: 'status.addresses',
              value: JSON.stringify(addressesOf(first)),
              expected: 'private addresses alone',
            },
          ],
  };
});

function addressesOf({ body }: ClusterObject): readonly Readonly<Record<string, unknown>>[] {
  return asList(asMap(body['status'])['addresses']).map(asMap);
}

function isPublic(node: ClusterObject): boolean {
  return addressesOf(node).some(({ type, address }) => {
    const parsed = type === 'ExternalIP' || type === 'InternalIP' ? parseAddress(asText(address)) : undefined;
    return parsed !== undefined && !isPrivate(blockOf(parsed));
  });
}
