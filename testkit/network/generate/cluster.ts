import { type Chooser, once, pick, several } from './choose.ts';
import {
  accountNames,
  type Fields,
  labels,
  namespaceNames,
  nodeAddresses,
  nodeNames,
  portNames,
  portNumbers,
  protocols,
} from './vocabulary.ts';

/** Namespaces, nodes, accounts and pods. */
export function clusterObjects(choose: Chooser): Fields[] {
  return [
    ...namespaceNames.flatMap((name) => namespaceObject(choose, name)),
    ...nodeNames.map((name) => nodeObject(choose, name)),
    ...namespaceNames.flatMap((namespace) =>
      accountNames.map((name) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace, labels: labels(choose) },
      })),
    ),
    ...several(choose, 3, 8, (index) => podObject(choose, index)),
  ];
}

/** Sometimes as a manifest has it, without the label that the server gives; sometimes not among the objects at all. */
function namespaceObject(choose: Chooser, name: string): Fields[] {
  if (once(choose, 8)) return [];
  const own: Record<string, string> = {};
  if (once(choose, 2)) own['env'] = pick(choose, ['a', 'b']);
  if (once(choose, 2)) own['team'] = pick(choose, ['a', 'b']);
  if (choose.below(2) === 0) own['kubernetes.io/metadata.name'] = name;
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } }];
}

function nodeObject(choose: Chooser, name: keyof typeof nodeAddresses): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...labels(choose), 'kubernetes.io/hostname': name } },
    status: {
      addresses: [
        { type: 'Hostname', address: name },
        ...nodeAddresses[name].map((address) => ({ type: 'InternalIP', address })),
      ],
    },
  };
}

function podObject(choose: Chooser, index: number): Fields {
  const namespaceIndex = choose.below(namespaceNames.length);
  const nodeName = pick(choose, nodeNames);
  const hostNetwork = once(choose, 9);
  const ended = once(choose, 15);
  const podIPs = hostNetwork
    ? nodeAddresses[nodeName].slice(0, 1 + choose.below(2))
    : podAddresses(choose, namespaceIndex, index);
  const spec: Fields = {
    nodeName,
    containers: several(choose, 1, 2, (number) => containerObject(choose, `c${number}`)),
  };
  if (hostNetwork) spec['hostNetwork'] = true;
  if (once(choose, 2)) spec['serviceAccountName'] = pick(choose, accountNames);
  if (once(choose, 6))
    spec['initContainers'] = [
      { ...containerObject(choose, 'init'), ...(once(choose, 2) ? { restartPolicy: 'Always' } : {}) },
    ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p${index}`,
      namespace: namespaceNames[namespaceIndex],
      ...(once(choose, 8) ? {} : { labels: labels(choose) }),
    },
    spec,
    status: {
      phase: ended ? pick(choose, ['Succeeded', 'Failed']) : 'Running',
      podIP: podIPs[0],
      podIPs: podIPs.map((ip) => ({ ip })),
    },
  };
}

function podAddresses(choose: Chooser, namespaceIndex: number, index: number): string[] {
  const version4 = `10.0.${namespaceIndex + 1}.${index + 1}`;
  const version6 = `fd00::${namespaceIndex + 1}:${index + 1}`;
  return pick(choose, [[version4], [version4, version6], [version6], [version6, version4]]);
}

/** The same name may stand for other numbers in other pods, and for another protocol. */
function containerObject(choose: Chooser, name: string): Fields {
  const ports = several(choose, 0, 3, () => {
    const port: Fields = { containerPort: pick(choose, portNumbers) };
    if (choose.below(4) > 0) port['name'] = pick(choose, portNames);
    if (once(choose, 3)) port['protocol'] = pick(choose, protocols);
    return port;
  });
  const distinct = ports.filter(
    (port, position) =>
      ports.findIndex((other) => other['name'] !== undefined && other['name'] === port['name']) ===
        position || port['name'] === undefined,
  );
  return { name, image: 'registry.k8s.io/pause', ports: distinct };
}
