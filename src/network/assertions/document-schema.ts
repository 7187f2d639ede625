import Type, { type Static } from 'typebox';

/** The published schema of what `plimsoll network assert -o json` says. A breaking change makes a new `schema` value. */
const Text = Type.String();
const Texts = Type.Array(Text);
const Count = Type.Integer({ minimum: 0 });
const Octet = Type.Integer({ minimum: 0, maximum: 255 });
const Closed = { additionalProperties: false } as const;
const Verdict = Type.Enum(['allow', 'deny', 'unknown']);

const SideSchema = Type.Object({ verdict: Verdict, reason: Text, policies: Texts }, Closed);

const WitnessSchema = Type.Object(
  {
    /** `shop/web`, or an address. */
    source: Text,
    destination: Text,
    protocol: Type.Enum(['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6']),
    /** Absent of ICMP, which has no ports. */
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    /** Of a message of ICMP; absent: any. */
    type: Type.Optional(Octet),
    code: Type.Optional(Octet),
    verdict: Verdict,
    egress: SideSchema,
    ingress: SideSchema,
  },
  Closed,
);

const PartySchema = Type.Object(
  {
    /** As the file says it. */
    text: Text,
    /** Pods and workloads that it takes. */
    pods: Count,
    /** Whether addresses are in it. */
    addresses: Type.Boolean(),
  },
  Closed,
);

const AssertionSchema = Type.Object(
  {
    id: Text,
    reason: Type.Optional(Text),
    kind: Type.Enum(['deny', 'only', 'allow']),
    from: PartySchema,
    to: PartySchema,
    /** `5432/TCP`, `ICMP/8`; absent: any port. */
    port: Type.Optional(Text),
    verdict: Type.Enum(['holds', 'broken', 'unknown']),
    /** Why it is not known. */
    reasons: Texts,
    /** Connections that break it, or where that is not known. */
    witnesses: Type.Array(WitnessSchema),
    more: Type.Boolean(),
    /** Policies without which the answer may be another. */
    policies: Texts,
  },
  Closed,
);

export const AssertionsDocumentSchema = Type.Object(
  {
    schema: Type.Literal('plimsoll.network-assertion-results/v1'),
    tool: Text,
    command: Text,
    /** RFC 3339, UTC. */
    time: Text,
    /** The file of assertions, with the SHA-256 of its bytes. */
    file: Type.Object({ path: Text, digest: Text }, Closed),
    basis: Type.Literal('computed from configuration, not probed'),
    clusters: Type.Array(
      Type.Object(
        {
          name: Text,
          /** Why nothing is known of it. */
          error: Type.Optional(Text),
          profile: Text,
          enforces: Type.Boolean(),
          /** Which reading of policies it is, by what evidence, and what it does not tell, as sentences. */
          facts: Texts,
          /** What could not be read. */
          unread: Texts,
          assertions: Type.Array(AssertionSchema),
        },
        Closed,
      ),
    ),
  },
  {
    ...Closed,
    $id: 'urn:plimsoll:schema:network-assertion-results:v1',
    title: 'Plimsoll network assertion results',
  },
);

export type AssertionsDocument = Static<typeof AssertionsDocumentSchema>;
