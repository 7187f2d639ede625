import { type Output, parseOutput } from '../../page-output.ts';
import type { NetworkFlags } from './read-networks.ts';

const formats = ['table', 'json', 'csv', 'dot'] as const;
type ReachFormat = (typeof formats)[number];

export interface NetworkReachFlags extends NetworkFlags {
  readonly by: 'namespace' | 'scope' | 'workload' | 'pod';
  /** `shop`, `shop/web`, `shop/deploy/web`: who connects, and to whom. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  /** `443`, `53/UDP`. */
  readonly port?: string;
  readonly external?: boolean;
  readonly output: Output<ReachFormat>;
}

/** Reads `-o table|json|csv|dot|html[=FILE]`. */
export function parseReachOutput(text: string): Output<ReachFormat> {
  return parseOutput(text, { what: 'The map', formats, file: 'plimsoll-network.html' });
}
