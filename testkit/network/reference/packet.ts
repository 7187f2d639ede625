/** What is on the wire. ICMP has no port. */
export interface Packet {
  readonly source: End;
  readonly destination: End;
  readonly protocol: string;
  /** Of the destination; absent where the protocol has none. */
  readonly port?: number;
  /** Of an ICMP message. */
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** One end of a packet: an address, and the pod or the node that owns it. */
export interface End {
  readonly address: string;
  readonly pod?: Pod;
  readonly node?: Node;
}

/** A pod as policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly addresses: readonly string[];
  readonly nodeName: string;
  readonly hostNetwork: boolean;
  readonly phase: string;
  /** Of all containers, and of init containers that stay. */
  readonly ports: readonly NamedPort[];
}

export interface NamedPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

export interface Node {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
}

export type Direction = 'ingress' | 'egress';

/** What one layer of policies says of one direction of a packet; `none` where it says nothing. */
export interface Verdict {
  readonly verdict: 'allow' | 'deny' | 'none' | 'unknown';
  /** `Kind namespace/name` of those that decided. */
  readonly policies: readonly string[];
  readonly reason: string;
}

/** The end that a policy of this direction protects, and the end that its rules speak of. */
export function ends(packet: Packet, direction: Direction): { readonly subject: End; readonly peer: End } {
  return direction === 'ingress'
    ? { subject: packet.destination, peer: packet.source }
    : { subject: packet.source, peer: packet.destination };
}

/** `Kind namespace/name`, or `Kind name` of what has no namespace. */
export function policyName(kind: string, namespace: string, name: string): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
