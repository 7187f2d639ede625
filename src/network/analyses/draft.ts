import type { Cluster, ObjectReference } from '../../cluster/index.ts';
import type { Evidence } from '../../controls/index.ts';
import { type NetworkPod, runnerOf } from '../pods.ts';

/** For what is said about a cluster as a whole. */
export function clusterSubject({ identity }: Cluster): ObjectReference {
  return { group: '', kind: 'Cluster', namespace: '', name: identity.id };
}

export function namespaceSubject(name: string): ObjectReference {
  return { group: '', kind: 'Namespace', namespace: '', name };
}

/** A Namespace as evidence that something is not in it; nothing where it was not read itself. */
export function evidenceOfNamespace(cluster: Cluster, name: string, expected: string): Evidence[] {
  const object = cluster.find(namespaceSubject(name));
  if (object === undefined) return [];
  const position = object.origin?.locate(['metadata', 'name']);
  return [
    {
      path: 'metadata.name',
      value: JSON.stringify(name),
      expected,
      ...(position !== undefined && { position }),
    },
  ];
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function shortList(names: readonly string[]): string {
  const [first = '', second = '', third] = names;
  if (names.length > 3) return `${first}, ${second} and ${names.length - 2} more`;
  if (third !== undefined) return `${first}, ${second} and ${third}`;
  return second === '' ? first : `${first} and ${second}`;
}

/** What runs pods, by kind and name, each once. */
export function runnerNames(cluster: Cluster, pods: readonly NetworkPod[]): string[] {
  const names = pods.map((pod) => {
    const { kind, name } = runnerOf(cluster, pod);
    return `${kind} ${name}`;
  });
  return [...new Set(names)];
}
