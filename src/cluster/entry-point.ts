import type { Backend, BackendReference } from './backends.ts';
import type { Exposure } from './load-balancer-scope.ts';
import type { ClusterObject } from './object.ts';

/** A way into the cluster from outside, before the objects behind it are looked up. */
export interface EntryPointDraft {
  readonly kind:
    | 'load-balancer'
    | 'node-port'
    | 'external-ip'
    | 'ingress'
    | 'gateway-route'
    | 'openshift-route'
    | 'traefik-route'
    | 'host-network'
    | 'host-port';
  /** The object that opens it: Service, Ingress, route, or the workload itself. */
  readonly object: ClusterObject;
  readonly exposure: Exposure;
  /** Host names it answers for; empty for any. */
  readonly hosts: readonly string[];
  /** CIDRs that it is limited to; empty for no limit. */
  readonly sourceRanges: readonly string[];
  /** Why the exposure is what it is, one sentence. */
  readonly evidence: string;
  readonly to: readonly BackendReference[];
}

/** A way into the cluster from outside, and the pods it leads to. */
export interface EntryPoint extends Omit<EntryPointDraft, 'to'> {
  readonly backends: readonly Backend[];
}
