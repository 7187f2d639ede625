import { hash } from 'node:crypto';
import type { Subject } from './result.ts';

/**
 * The id of a finding wherever its object is seen: rendered chart, snapshot or live cluster. It holds the control, the
 * group and kind, namespace and name of the owner workload, the container and a normalised detail; no pod name, uid or
 * resource version, so it survives rollouts.
 * @returns 16 hexadecimal digits
 */
export function objectId(control: string, subject: Subject, detail = ''): string {
  return digest([
    control,
    subject.group,
    subject.kind,
    subject.namespace,
    subject.name,
    subject.container ?? '',
    normaliseDetail(detail),
  ]);
}

/**
 * The object id and the cluster: one finding in one place.
 * @returns the object id, a hyphen, and 12 hexadecimal digits that stand for the cluster
 */
export function instanceId(object: string, cluster: string): string {
  let suffix = clusters.get(cluster);
  if (suffix === undefined) {
    suffix = digest([cluster]).slice(0, 12);
    clusters.set(cluster, suffix);
  }
  return `${object}-${suffix}`;
}

/** A fleet has few clusters and many findings. */
const clusters = new Map<string, string>();

/** JSON keeps the parts apart whatever characters they hold. A slice of a longer text would keep that in memory. */
function digest(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'buffer').toString('hex', 0, 8);
}

/** Volumes that the service account admission plug-in adds have random names: `kube-api-access-x7k2q`. */
export function normaliseDetail(detail: string): string {
  return detail.trim().replaceAll(/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access');
}
