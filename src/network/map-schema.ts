import Type, { type Static } from 'typebox';
import { egressGrades } from './answers/internet.ts';

/**
 * The published schema of the map of a network as the page shows it. Workloads and connections refer to groups by place: a
 * group is its index in the list. A breaking change makes a new `schema` value.
 */
const Text = Type.String();
const Texts = Type.Array(Text);
const Count = Type.Integer({ minimum: 0 });
const Index = Count;
const Closed = { additionalProperties: false } as const;

const IsolationSchema = Type.Enum([
  'isolated',
  'allows-all',
  'open',
  'not-enforced',
  'unknown',
  'outside-policy',
]);
const EgressGradeSchema = Type.Enum([...egressGrades, 'unknown']);

const ReachSchema = Type.Enum(['yes', 'no', 'unknown']);

/** The pods of one workload that stand alike. */
const WorkloadSchema = Type.Object(
  {
    namespace: Text,
    kind: Text,
    name: Text,
    /** Where scopes are configured: the first that it is in, or `(rest)`. */
    scope: Type.Optional(Text),
    pods: Count,
    group: Index,
    ingress: IsolationSchema,
    egress: IsolationSchema,
    internet: EgressGradeSchema,
    /** Where an intruder looks first: the metadata service of its node, a kubelet, the API server, ports of Services on nodes, etcd. */
    reaches: Type.Object(
      {
        metadata: ReachSchema,
        kubelet: ReachSchema,
        apiServer: ReachSchema,
        nodePorts: ReachSchema,
        etcd: ReachSchema,
      },
      Closed,
    ),
  },
  Closed,
);

/** Pods of one namespace that no policy tells apart. */
const GroupSchema = Type.Object(
  {
    namespace: Text,
    pods: Count,
    /** Whether nothing closes a direction: then everybody may connect, and it connects to everybody whose other side is open. */
    openIngress: Type.Boolean(),
    openEgress: Type.Boolean(),
    /** Policies that hold for it. */
    ingress: Texts,
    egress: Texts,
    /** Policies that may hold for it and are not judged: whom it connects to is not known. */
    unjudged: Texts,
  },
  Closed,
);

/** How many pairs of pods of two parts connect, such as namespaces: of `pairs`, and how many only because nothing isolates either. */
const PartPairSchema = Type.Object(
  {
    source: Text,
    destination: Text,
    connected: Count,
    unisolated: Count,
    unknown: Count,
    pairs: Count,
  },
  Closed,
);

const ReferenceSchema = Type.Object({ kind: Text, namespace: Text, name: Text }, Closed);

/** A way in from outside, hop by hop. */
const ExposedPortSchema = Type.Object(
  {
    exposure: Type.Enum(['internet', 'unknown', 'internal']),
    entry: ReferenceSchema,
    /** `load balancer`, `Ingress`. */
    by: Text,
    hosts: Texts,
    /** Why it is open to whom, and what limits it. */
    evidence: Text,
    through: Type.Optional(ReferenceSchema),
    service: Type.Optional(ReferenceSchema),
    workload: Type.Optional(ReferenceSchema),
    protocol: Text,
    port: Type.Optional(Count),
    verdict: Type.Enum(['reached', 'blocked', 'unknown', 'leads-nowhere']),
    why: Text,
    policies: Texts,
    account: Type.Optional(Text),
    /** Completes "may …", where the account holds power. */
    may: Type.Optional(Text),
  },
  Closed,
);

const ClusterSchema = Type.Object(
  {
    name: Text,
    /** Why nothing is known of it. */
    error: Type.Optional(Text),
    profile: Text,
    enforces: Type.Boolean(),
    /** What says so, and what it does not tell, as sentences. */
    facts: Texts,
    /** What could not be read. */
    unread: Texts,
    workloads: Type.Array(WorkloadSchema),
    groups: Type.Array(GroupSchema),
    /** `TCP 80, 443`: what connections refer to by place. */
    ports: Texts,
    /**
     * Source, destination and ports of connections that a rule allows, by place. Those between an open egress and an open
     * ingress are not listed: they follow from the groups. Absent where there are too many for a page.
     */
    connections: Type.Optional(Type.Array(Type.Tuple([Index, Index, Index]))),
    /**
     * The same of connections that there may be on these ports, besides those above: a rule is about addresses, and that of
     * a pod is not known. Absent where there are none, or where there are too many for a page.
     */
    possible: Type.Optional(Type.Array(Type.Tuple([Index, Index, Index]))),
    namespaces: Type.Array(PartPairSchema),
    /** Scopes of the configuration, and what is in none as `(rest)`; absent where none is configured. */
    scopes: Type.Optional(Type.Array(PartPairSchema)),
    exposed: Type.Array(ExposedPortSchema),
  },
  Closed,
);

export const NetworkMapSchema = Type.Object(
  {
    schema: Type.Literal('plimsoll.network-map/v1'),
    tool: Text,
    command: Text,
    /** RFC 3339, UTC. */
    time: Text,
    clusters: Type.Array(ClusterSchema),
  },
  Closed,
);

export type NetworkMapDocument = Static<typeof NetworkMapSchema>;
export type NetworkMapCluster = Static<typeof ClusterSchema>;
export type NetworkMapExposedPort = Static<typeof ExposedPortSchema>;
export type NetworkMapWorkload = Static<typeof WorkloadSchema>;
export type NetworkMapPair = Static<typeof PartPairSchema>;
export type NetworkMapGroup = Static<typeof GroupSchema>;
