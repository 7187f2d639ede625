import { goBinary } from '../../cluster/binary.ts';
import { type Oracle, startOracle } from '../../oracles/oracle.ts';

/** The shapes that testkit/network/oracle/*.go read and write. */
export interface WorldQuestion {
  readonly namespaces: readonly object[];
  readonly pods: readonly object[];
  readonly policies: readonly object[];
  readonly packets: readonly OraclePacket[];
}

export interface OraclePacket {
  readonly source: OracleEnd;
  readonly destination: OracleEnd;
  readonly protocol: string;
  readonly port: number;
}

export interface OracleEnd {
  /** `namespace/name` */
  readonly pod?: string;
  readonly address: string;
  /** Of a node: whether the pod at the other end runs on it. */
  readonly node?: 'own' | 'other';
}

export interface WorldAnswer {
  readonly verdicts: readonly { readonly egress: boolean; readonly ingress: boolean }[];
  /** What upstream would not take. */
  readonly refused?: readonly string[];
}

export interface CalicoSelectorQuestion {
  readonly selector: string;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

export interface CalicoSelectorAnswer {
  readonly matches?: readonly boolean[];
  readonly error?: string;
}

/** Upstream's packages that judge network policies, built from the Go module proxy. @returns undefined where Go is missing */
export function networkboxBinary(): Promise<string | undefined> {
  return goBinary({
    name: 'networkbox',
    source: import.meta.dirname,
    what: "upstream's evaluators of network policies",
    without: 'comparisons with them are skipped (install Go 1.26 or newer)',
  });
}

/** @returns undefined where Go is missing */
export function startNetworkOracle<Question, Answer>(
  name: 'oracle-cyclonus' | 'oracle-cilium' | 'oracle-calico-selector',
): Promise<Oracle<Question, Answer> | undefined> {
  return startOracle(name, networkboxBinary);
}
