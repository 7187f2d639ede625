/** One end of a connection. */
export type Endpoint =
  /** A pod by its name, or by that of the workload that makes it. */
  | { readonly type: 'pod'; readonly namespace: string; readonly name: string }
  /** An address: of a pod where a pod has it, else outside the cluster. */
  | { readonly type: 'address'; readonly address: string };

/** Protocols that policies tell apart by port; all others are one to NetworkPolicy, which says nothing about them. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** Whether a connection can be opened. The port is that of the destination pod, after a Service was translated. */
export interface Question {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: Protocol;
  /** 1 to 65535. */
  readonly port: number;
}

/** What the policies of one side say. */
export interface SideAnswer {
  readonly verdict: 'allow' | 'deny' | 'unknown';
  /** Why, as a sentence without a full stop. */
  readonly reason: string;
  /** `NetworkPolicy shop/web`: those that allow or deny, in order; those that isolate where none allows. */
  readonly policies: readonly string[];
}

/** The answer to a question: both sides must allow, and a side that is not known is unknown unless the other denies. */
export interface Answer {
  readonly verdict: 'allow' | 'deny' | 'unknown';
  readonly egress: SideAnswer;
  readonly ingress: SideAnswer;
}
