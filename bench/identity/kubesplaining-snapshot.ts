import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { KubernetesObject } from '../../src/cluster/index.ts';

/** Where a kind stands in `resources`, as `kubesplaining download` writes it and `scan --input-file` reads it. */
const fieldOf: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  Pod: 'pods',
  Role: 'roles',
  ClusterRole: 'cluster_roles',
  RoleBinding: 'role_bindings',
  ClusterRoleBinding: 'cluster_role_bindings',
  ServiceAccount: 'service_accounts',
};

/**
 * Writes objects as a snapshot of kubesplaining: one JSON value with `metadata` and, by kind, lists in `resources`.
 * @throws Error for a kind that has no place in it here
 */
export async function writeKubesplainingSnapshot(
  objects: readonly KubernetesObject[],
  file: string,
): Promise<void> {
  const lists = Map.groupBy(objects, ({ kind }) => {
    const field = fieldOf[kind];
    if (field === undefined) throw new Error(`kubesplaining keeps no ${kind} here`);
    return field;
  });
  await pipeline(Readable.from(textOf(lists)), createWriteStream(file));
}

function* textOf(lists: ReadonlyMap<string, readonly KubernetesObject[]>): Iterable<string> {
  yield '{"metadata":{"snapshot_timestamp":"2026-11-25T00:00:00Z","cloud_provider":"none"},"resources":{';
  let first = true;
  for (const [field, objects] of lists) {
    yield `${first ? '' : ','}"${field}":[${objects.map((object) => JSON.stringify(object)).join(',')}]`;
    first = false;
  }
  yield '}}';
}
