import type { SelectedLabels } from './pod-labels.ts';

/** How a kind of policy says things. */
export interface Dialect {
  readonly apiVersion: string;
  readonly kind: string;
  /** Closes every pod of a namespace in both directions. */
  readonly closed: () => Readonly<Record<string, unknown>>;
  readonly spec: (labels: SelectedLabels, rules: DraftRules) => Readonly<Record<string, unknown>>;
}

/** What one workload needs, by direction and peer. */
export interface DraftRules {
  readonly ingress: readonly DraftRule[];
  readonly egress: readonly DraftRule[];
}

export interface DraftRule {
  readonly peer: DraftPeer;
  /** Absent: all ports. */
  readonly ports?: readonly { readonly protocol: string; readonly port: number }[];
}

export type DraftPeer =
  | {
      readonly type: 'pods';
      readonly namespace: string;
      readonly own: boolean;
      readonly labels: SelectedLabels;
    }
  | { readonly type: 'address'; readonly cidr: string }
  | { readonly type: 'host'; readonly host: string }
  | { readonly type: 'api-server' }
  | { readonly type: 'dns'; readonly peer: Extract<DraftPeer, { type: 'pods' | 'address' }> };
