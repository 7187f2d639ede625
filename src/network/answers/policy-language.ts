import type { ClusterObject } from '../../cluster/index.ts';
import { calicoGroups } from '../policies/calico-names.ts';
import type { Action, Direction, TierReading } from '../policies/policy.ts';
import { isIcmp } from '../question.ts';
import type { End } from './ends.ts';
import type { Sides } from './matching.ts';
import { trafficText } from './traffic-text.ts';

type Kind = Pick<ClusterObject, 'group' | 'kind'>;

/** Whether the rules of a tier are asked one after the other, so that one may stand before another. */
export function isInOrder({ policies }: TierReading): boolean {
  return policies === 'in-order';
}

export function isCalico({ group }: Kind): boolean {
  return calicoGroups.some((each) => each === group);
}

function isCilium({ group }: Kind): boolean {
  return group === 'cilium.io';
}

/** AdminNetworkPolicy and what it became, whose rules may pass; that of the baseline may not. */
export function canPass({ kind }: Kind): boolean {
  return kind === 'ClusterNetworkPolicy' || kind === 'AdminNetworkPolicy';
}

/** The word of a kind for what its rule does. */
export function actionWord({ kind }: Kind, action: Action): string {
  const words = { allow: kind === 'ClusterNetworkPolicy' ? 'Accept' : 'Allow', deny: 'Deny', pass: 'Pass' };
  return words[action];
}

function peerEnd(direction: Direction, { source, destination }: Sides): End {
  return direction === 'egress' ? destination : source;
}

/** The end is a node, or a pod in the network of one, which no selector of pods takes. */
function isNode({ pod, node }: End): boolean {
  return pod === undefined ? node !== undefined : pod.hostNetwork;
}

/** Whether a rule of a kind can be written about the peer and the messages of a connection. */
export function canName(object: Kind, direction: Direction, sides: Sides): boolean {
  const end = peerEnd(direction, sides);
  if (end.pod?.hostNetwork === false || isCalico(object) || isCilium(object)) return true;
  if (object.kind !== 'NetworkPolicy') return direction === 'egress';
  return !isNode(end) || sides.engine.profile.options.ipBlockMatchesNodes;
}

/** The kind of a new policy about a connection: one that is enforced, and can name it where it is to allow it. */
export function newKind(direction: Direction, allows: boolean, sides: Sides): Kind | undefined {
  const { networkPolicies, kinds } = sides.engine.profile.options;
  const usual = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };
  if (networkPolicies && (!allows || canName(usual, direction, sides))) return usual;
  return kinds.includes('Cilium') ? { group: 'cilium.io', kind: 'CiliumNetworkPolicy' } : undefined;
}

/** What a rule about a connection names: `pods of namespace shop with its labels and TCP 80`. */
export function namedText(object: Kind, direction: Direction, sides: Sides): string {
  const { question } = sides;
  const peer = peerText(object, direction, sides);
  if (!isIcmp(question) || isCalico(object) || isCilium(object))
    return `${peer} and ${trafficText(question)}`;
  return `${peer}, without ports, for its kind cannot name messages of ICMP`;
}

/** Whom a rule names: `pods of namespace shop with its labels`, `the address`. */
export function peerText(object: Kind, direction: Direction, sides: Sides): string {
  const end = peerEnd(direction, sides);
  const { pod } = end;
  if (pod !== undefined && !pod.hostNetwork)
    return Object.keys(pod.labels).every((key) => ofPlugins.test(key))
      ? `every pod of namespace ${pod.namespace} (this one has no labels)`
      : `pods of namespace ${pod.namespace} with its labels`;
  if (!isNode(end)) return 'the address';
  const node = end.node === undefined ? 'its node' : `node ${end.node}`;
  return isCilium(object) ? `${node} (entities host and remote-node)` : `the addresses of ${node}`;
}

/** Labels that plugins give pods for themselves. */
const ofPlugins = /^(io\.cilium\.k8s\.|projectcalico\.org\/|pcns\.|pcsa\.)/;
