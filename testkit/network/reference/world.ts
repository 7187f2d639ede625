import { at, has, items, type Json, number, text, texts } from './json.ts';
import type { NamedPort, Node, Pod } from './packet.ts';

/** All objects of a cluster, with those that own addresses read. */
export interface World {
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly objects: readonly Json[];
}

/** Reads pods and nodes of raw objects; every other object is left as it is. */
export function readWorld(objects: readonly Json[]): World {
  return {
    pods: ofKind(objects, 'Pod').map((pod) => readPod(pod, objects)),
    nodes: ofKind(objects, 'Node').map(readNode),
    objects,
  };
}

/** Objects of a kind, in the order they were given. */
export function ofKind(objects: readonly Json[], kind: string, group?: string): readonly Json[] {
  return objects.filter(
    (object) =>
      text(object, 'kind') === kind &&
      (group === undefined || text(object, 'apiVersion').startsWith(`${group}/`)),
  );
}

function readPod(pod: Json, objects: readonly Json[]): Pod {
  const namespace = text(pod, 'metadata', 'namespace') || 'default';
  return {
    namespace,
    name: text(pod, 'metadata', 'name'),
    labels: texts(pod, 'metadata', 'labels'),
    namespaceLabels: namespaceLabels(objects, namespace),
    serviceAccount: text(pod, 'spec', 'serviceAccountName') || 'default',
    addresses: podAddresses(pod),
    nodeName: text(pod, 'spec', 'nodeName'),
    hostNetwork: at(pod, 'spec', 'hostNetwork') === true,
    phase: text(pod, 'status', 'phase'),
    ports: containerPorts(pod),
  };
}

/**
 * The server gives every namespace its name as a label; a namespace that is not among the objects has that one alone.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#automatic-labelling
 */
function namespaceLabels(objects: readonly Json[], name: string): Readonly<Record<string, string>> {
  const found = ofKind(objects, 'Namespace').find(
    (namespace) => text(namespace, 'metadata', 'name') === name,
  );
  return { ...texts(found, 'metadata', 'labels'), 'kubernetes.io/metadata.name': name };
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#podstatus-v1-core: podIPs, of which podIP is the first. */
function podAddresses(pod: Json): readonly string[] {
  const several = items(pod, 'status', 'podIPs').map((entry) => text(entry, 'ip'));
  if (several.length > 0) return several;
  const one = text(pod, 'status', 'podIP');
  return one === '' ? [] : [one];
}

/**
 * Ports of the containers that run beside each other: an init container with `restartPolicy: Always` is one of them.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
function containerPorts(pod: Json): readonly NamedPort[] {
  const sidecars = items(pod, 'spec', 'initContainers').filter(
    (container) => text(container, 'restartPolicy') === 'Always',
  );
  return [...items(pod, 'spec', 'containers'), ...sidecars].flatMap((container) =>
    items(container, 'ports').map((port) => ({
      name: text(port, 'name'),
      number: number(port, 'containerPort') ?? 0,
      protocol: text(port, 'protocol') || 'TCP',
    })),
  );
}

function readNode(node: Json): Node {
  return {
    name: text(node, 'metadata', 'name'),
    labels: has(node, 'metadata', 'labels') ? texts(node, 'metadata', 'labels') : {},
    addresses: items(node, 'status', 'addresses')
      .filter((address) => text(address, 'type').endsWith('IP'))
      .map((address) => text(address, 'address')),
  };
}
