/** One end of a connection. */
export type Endpoint =
  /** A pod by its name, or by that of the workload that makes it. */
  | { readonly type: 'pod'; readonly namespace: string; readonly name: string }
  /** An address: of a pod where a pod has it, else outside the cluster. */
  | { readonly type: 'address'; readonly address: string };

/** Protocols that policies tell apart by port; NetworkPolicy says nothing about any other. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A connection to a port of the destination pod, after a Service was translated. */
export interface PortTraffic {
  readonly protocol: Protocol;
  /** 1 to 65535. */
  readonly port: number;
}

/** Messages of ICMP, which has no ports: over IPv4, or as ICMPv6 over IPv6. */
export interface IcmpTraffic {
  readonly protocol: 'ICMP' | 'ICMPv6';
  /** 0 to 255; absent: any. https://www.iana.org/assignments/icmp-parameters */
  readonly type?: number;
  /** 0 to 255; absent: any. */
  readonly code?: number;
}

export type Traffic = PortTraffic | IcmpTraffic;

/** Whether one end can open a connection to another, or send it a message. */
export type Question = { readonly source: Endpoint; readonly destination: Endpoint } & Traffic;

export function isIcmp(traffic: Traffic): traffic is IcmpTraffic {
  return !('port' in traffic);
}

/** The traffic alone of what has more fields. */
export function trafficOf(asked: Traffic): Traffic {
  if (!isIcmp(asked)) return { protocol: asked.protocol, port: asked.port };
  const { protocol, type, code } = asked;
  return { protocol, ...(type !== undefined && { type }), ...(code !== undefined && { code }) };
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
