import type { EntryPoint, Workload } from '../../cluster/index.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import type { Subject } from '../subject.ts';

/** A namespace, or `*` for all and the cluster itself. */
export type Place = string;

export const everywhere: Place = '*';

/** What many ways lead into and many out of, so that n × m edges are n + m. */
export type Hub =
  /** Runs pods of any kind there. */
  | 'run-pods'
  /** Runs code in the pods that are there. */
  | 'enter-pods'
  /** Runs code in the pods that run on every node, because it has one. */
  | 'pods-of-a-node'
  | 'any-account'
  | 'any-user'
  /** Any group but system:masters. */
  | 'any-group'
  /** Any role of the namespace. */
  | 'any-role'
  | 'change-workloads';

/** Positions of power that paths are computed to; each is passed through as well. */
export const sinkNames = [
  'cluster-admin',
  'system-masters',
  'all-nodes',
  'any-node',
  'all-secrets',
  'kube-system-secrets',
  'traffic-intercept',
  'namespace-admin',
  'cloud-admin',
] as const;

/** One of the names, or the administrator of one namespace. */
export type SinkName = (typeof sinkNames)[number] | `namespace-admin:${string}`;

/** A position in the graph, or something between two of them. */
export type Vertex =
  | { readonly type: 'subject'; readonly subject: Subject }
  | { readonly type: 'workload'; readonly workload: Workload }
  | { readonly type: 'entry-point'; readonly entry: EntryPoint }
  | {
      readonly type:
        | 'cluster-admin'
        | 'system-masters'
        | 'all-nodes'
        | 'any-node'
        | 'traffic-intercept'
        | 'cloud-admin';
    }
  /** A role of AWS by its ARN, an identity of Entra by its client id, an account or principal of Google. */
  | { readonly type: 'cloud-identity'; readonly cloud: 'aws' | 'azure' | 'google'; readonly name: string }
  | { readonly type: 'namespace-admin' | 'secrets'; readonly place: Place }
  | { readonly type: 'binding'; readonly binding: IndexedBinding }
  /** A role, granted in a place. */
  | { readonly type: 'role'; readonly role: RoleSlot; readonly place: Place }
  | { readonly type: 'hub'; readonly hub: Hub; readonly place: Place; readonly of?: string };

/** Whether a vertex is somewhere that an attacker can be, and not a thing between. */
export function isPosition({ type }: Vertex): boolean {
  return type !== 'binding' && type !== 'role' && type !== 'hub';
}
