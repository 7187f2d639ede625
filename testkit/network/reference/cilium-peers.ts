import { at, items, type Json, text, texts } from './json.ts';
import type { End, Pod } from './packet.ts';

const namespaceKey = 'io.kubernetes.pod.namespace';
const namespaceLabelPrefix = 'io.cilium.k8s.namespace.labels.';

/** The labels that identify a pod: https://docs.cilium.io/en/stable/security/policy/kubernetes/ */
export function ciliumLabels(pod: Pod, clusterName: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = { ...pod.labels };
  for (const [key, value] of Object.entries(pod.namespaceLabels))
    labels[`${namespaceLabelPrefix}${key}`] = value;
  labels[namespaceKey] = pod.namespace;
  labels['io.cilium.k8s.policy.serviceaccount'] = pod.serviceAccount;
  labels['io.cilium.k8s.policy.cluster'] = clusterName;
  return labels;
}

/**
 * Whether an EndpointSelector holds; keys may name where a label comes from: `k8s:`, or `any:` for wherever.
 * https://docs.cilium.io/en/stable/gettingstarted/terminology/#label-source
 */
export function endpointMatches(selector: Json, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(texts(selector, 'matchLabels')))
    if (labels[withoutSource(key)] !== value) return false;
  for (const expression of items(selector, 'matchExpressions')) {
    const value = labels[withoutSource(text(expression, 'key'))];
    const values = items(expression, 'values');
    const holds = {
      In: value !== undefined && values.includes(value),
      NotIn: value === undefined || !values.includes(value),
      Exists: value !== undefined,
      DoesNotExist: value === undefined,
    }[text(expression, 'operator')];
    if (holds !== true) return false;
  }
  return true;
}

/**
 * A selector of peers stays in the namespace of its policy unless it speaks of namespaces itself; a clusterwide one chooses
 * all pods, and never what is outside. https://docs.cilium.io/en/stable/security/policy/kubernetes/#namespaces
 */
export function peerSelectorMatches(
  selector: Json,
  peer: End,
  policyNamespace: string,
  subject: Pod,
  clusterName: string,
): boolean {
  const keys = [
    ...Object.keys(texts(selector, 'matchLabels')),
    ...items(selector, 'matchExpressions').map((expression) => text(expression, 'key')),
  ];
  if (keys.some((key) => key.startsWith('reserved:')))
    return keys.every((key) => reservedMatches(selector, key, peer, subject));
  if (peer.pod === undefined || peer.pod.hostNetwork) return false;
  const names = keys.map(withoutSource);
  const speaksOfNamespaces =
    names.includes(namespaceKey) || names.some((name) => name.startsWith(namespaceLabelPrefix));
  if (policyNamespace !== '' && !speaksOfNamespaces && peer.pod.namespace !== policyNamespace) return false;
  return endpointMatches(selector, ciliumLabels(peer.pod, clusterName));
}

/** `reserved:host` and its like are entities by another name; such a label has no value. */
function reservedMatches(selector: Json, key: string, peer: End, subject: Pod): boolean {
  const entity = key.slice('reserved:'.length);
  const value = at(selector, 'matchLabels', key);
  const operators = items(selector, 'matchExpressions')
    .filter((expression) => text(expression, 'key') === key)
    .map((expression) => text(expression, 'operator'));
  const is = entityMatches(entity, peer, subject);
  if (value !== undefined && !(is && value === '')) return false;
  return operators.every((operator) => (operator === 'Exists' ? is : operator === 'DoesNotExist' && !is));
}

/** https://docs.cilium.io/en/stable/security/policy/language/#entities-based */
export function entityMatches(entity: string, peer: End, subject: Pod): boolean {
  const onNode = peer.node !== undefined || peer.pod?.hostNetwork === true;
  const isPod = peer.pod !== undefined && !onNode;
  const isWorld = !isPod && !onNode;
  switch (entity) {
    case 'all':
      return true;
    case 'world':
      return isWorld;
    case 'world-ipv4':
      return isWorld && !peer.address.includes(':');
    case 'world-ipv6':
      return isWorld && peer.address.includes(':');
    case 'cluster':
      return !isWorld;
    case 'host':
      return onNode && isNodeOf(peer, subject);
    case 'remote-node':
      return onNode && !isNodeOf(peer, subject);
    default:
      // init, health, ingress, unmanaged and none are no pod that runs, no node and no address.
      return false;
  }
}

/** Whether an end is the node that a pod runs on. */
export function isNodeOf(end: End, pod: Pod): boolean {
  return (end.node?.name ?? end.pod?.nodeName) === pod.nodeName && pod.nodeName !== '';
}

function withoutSource(key: string): string {
  return key.replace(/^(k8s|any):/, '');
}
