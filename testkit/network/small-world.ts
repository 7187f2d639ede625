import type { KubernetesObject } from '../../src/cluster/index.ts';
import {
  ask,
  type Endpoint,
  NetworkEngine,
  type ProfileId,
  type Protocol,
  profiles,
  type Traffic,
} from '../../src/network/index.ts';
import { clusterOf } from '../world/synthetic-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function node(
  name: string,
  address: string,
  labels: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { addresses: [{ type: 'InternalIP', address }] },
  };
}

/** A running pod; `app` is its name unless labels say otherwise. */
export function pod(
  place: string,
  {
    labels,
    ips = [],
    ports = [],
    hostNetwork = false,
    phase = 'Running',
    spec = {},
  }: {
    labels?: Readonly<Record<string, string>>;
    ips?: readonly string[];
    ports?: readonly Fields[];
    hostNetwork?: boolean;
    phase?: string;
    spec?: Fields;
  } = {},
): KubernetesObject {
  const [space = '', name = ''] = place.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: space, labels: labels ?? { app: name } },
    spec: { hostNetwork, containers: [{ name: 'main', image: 'app:1', ports }], ...spec },
    status: { phase, ...(ips.length > 0 && { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }) },
  };
}

export function policy(place: string, spec: Fields): KubernetesObject {
  const [space = '', name = ''] = place.split('/');
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: space },
    spec,
  };
}

/** A cluster-wide policy of v1alpha2 with subject `namespaces: {}` unless the spec says otherwise. */
export function clusterPolicy(name: string, spec: Fields): KubernetesObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name },
    spec: { tier: 'Admin', priority: 10, subject: { namespaces: {} }, ...spec },
  };
}

export const app = (name: string): Fields => ({ podSelector: { matchLabels: { app: name } } });

/** Questions about a cluster: `ns/pod` or an address on either side. */
export function world(objects: readonly KubernetesObject[], profile: ProfileId = 'generic') {
  const engine = new NetworkEngine(clusterOf(objects), profiles[profile]);
  const asked = (source: string, destination: string, traffic: Traffic) =>
    ask(engine, { source: endpoint(source), destination: endpoint(destination), ...traffic });
  const answer = (source: string, destination: string, port = 80, protocol: Protocol = 'TCP') =>
    asked(source, destination, { protocol, port });
  return {
    engine,
    asked,
    answer,
    verdict: (...asked: Parameters<typeof answer>) => answer(...asked).verdict,
    problems: engine.problems.map(({ code, message }) => `${code} ${message}`),
  };
}

function endpoint(text: string): Endpoint {
  const [place = '', name] = text.split('/');
  return name === undefined ? { type: 'address', address: text } : { type: 'pod', namespace: place, name };
}
