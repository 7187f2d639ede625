import Type, { type Static } from 'typebox';

/**
 * The published schema of what `identity audit -o json` prints: the same answer as its text, for programs. Objects are
 * references, never bodies. A breaking change makes a new `schema` value.
 */
const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });
const Closed = { additionalProperties: false } as const;

/** An object of the cluster; without a namespace where it belongs to none. */
const ReferenceSchema = Type.Object({ kind: Text, namespace: Type.Optional(Text), name: Text }, Closed);

const BindingSchema = Type.Object(
  {
    kind: Text,
    namespace: Type.Optional(Text),
    name: Text,
    role: Type.Object({ kind: Text, name: Text }, Closed),
    /** What of a cloud grants it, and the file that says so; then no object of the cluster does. */
    outside: Type.Optional(Type.Object({ what: Text, file: Text }, Closed)),
  },
  Closed,
);
const Bindings = Type.Array(BindingSchema);

/** Bindings that together give something, none of them to spare. */
const WaySchema = Type.Object(
  {
    /** Completes "may …". */
    what: Text,
    bindings: Bindings,
  },
  Closed,
);

const SubjectSchema = Type.Object(
  {
    kind: Type.Enum(['User', 'Group', 'ServiceAccount']),
    namespace: Type.Optional(Text),
    name: Text,
  },
  Closed,
);

const StandingSchema = Type.Object(
  {
    subject: SubjectSchema,
    nature: Type.Enum(['human', 'machine', 'everybody', 'unknown']),
    power: Type.Enum(['everything', 'one-step']),
    /** Completes "may …", by the first way. */
    what: Text,
    /** Every one of them is enough for such a power. */
    ways: Type.Array(WaySchema),
    /** Bindings of the subject that end it when all of them let go of it. */
    cut: Bindings,
    /** What is left then, by other bindings. */
    remains: Type.Optional(WaySchema),
    /** When the first of its bindings was made; not in manifests. */
    created: Type.Optional(Text),
    breakGlass: Type.Boolean(),
    /** Members of a group, where evidence was given; empty where none names them. */
    members: Type.Optional(Type.Array(Type.Object({ name: Text, through: Text }, Closed))),
    /** Of a service account: whether it exists, where that is known, and what runs as it. */
    exists: Type.Optional(Type.Boolean()),
    runs: Type.Array(ReferenceSchema),
  },
  Closed,
);

const ReachedSchema = Type.Object(
  {
    subject: SubjectSchema,
    /** Where its right is. */
    namespace: Text,
    /** Completes "may …". */
    by: Text,
    account: SubjectSchema,
    /** Completes "may …", of the account. */
    accountMay: Text,
    ways: Type.Array(WaySchema),
  },
  Closed,
);

const FurtherSchema = Type.Object(
  {
    subject: SubjectSchema,
    /** Of the whole path, and how many steps it has: `identity paths --from` tells them. */
    difficulty: Type.Enum(['given', 'easy', 'moderate', 'hard']),
    steps: Count,
    /** Bindings that the first step takes. */
    by: Bindings,
  },
  Closed,
);

const WorkloadIdentitySchema = Type.Object(
  {
    workload: ReferenceSchema,
    template: Type.Optional(Text),
    serviceAccount: Text,
    state: Type.Enum([
      'federated',
      'broken',
      'static-credential',
      'node-identity-possible',
      'none-needed',
      'unknown',
    ]),
    how: Type.Optional(Text),
    identity: Type.Optional(Text),
    message: Text,
    /** The answer that would prove it. */
    proof: Type.Optional(Text),
    /** Why more than this service account is let in. */
    wide: Type.Optional(Text),
  },
  Closed,
);

const ChangeSchema = Type.Object(
  {
    why: Text,
    /** Commands, each to be run: fewer may change nothing. */
    apply: Type.Array(Text),
    undo: Type.Array(Text),
    /** The bindings as they are, as YAML. */
    yaml: Type.Optional(Text),
    breaks: Type.Optional(Text),
    lasting: Type.Optional(Text),
    /** Another way to the same, where somebody has to choose. */
    otherwise: Type.Optional(Text),
  },
  Closed,
);

const UnreadSchema = Type.Object(
  {
    kind: Text,
    reason: Text,
    /** What would cure it. */
    permission: Type.Optional(
      Type.Object(
        { verbs: Type.Array(Text), apiGroup: Text, resource: Text, namespace: Type.Optional(Text) },
        Closed,
      ),
    ),
  },
  Closed,
);

const ClusterSchema = Type.Object(
  {
    cluster: Text,
    /** Why it could not be read; then nothing else is said of it. */
    error: Type.Optional(Text),
    version: Type.Optional(Text),
    /** False where somebody may be missing. */
    complete: Type.Boolean(),
    unread: Type.Array(UnreadSchema),
    /** What decides beside RBAC, and how much of it is known; absent where RBAC alone decides. */
    outside: Type.Optional(
      Type.Object(
        {
          source: Text,
          state: Type.Enum(['connected', 'partial', 'not-connected']),
          missing: Type.Array(Text),
          savedAt: Type.Optional(Text),
        },
        Closed,
      ),
    ),
    standing: Type.Array(StandingSchema),
    systemMasters: Type.Array(Type.Object({ arn: Text, username: Text, groups: Type.Array(Text) }, Closed)),
    reached: Type.Array(ReachedSchema),
    /** Who comes to everything in several steps and is not in the lists above, cheapest first. */
    severalSteps: Type.Array(FurtherSchema),
    stale: Type.Array(
      Type.Object(
        {
          account: SubjectSchema,
          reason: Type.Enum(['does-not-exist', 'nothing-runs-as-it']),
          bindings: Bindings,
        },
        Closed,
      ),
    ),
    workloadIdentities: Type.Array(WorkloadIdentitySchema),
    /** Bindings that most paths to power pass, each counted without those before it. */
    chokePoints: Type.Object(
      {
        paths: Count,
        points: Type.Array(Type.Object({ binding: BindingSchema, ends: Count }, Closed)),
      },
      Closed,
    ),
    changes: Type.Array(ChangeSchema),
  },
  Closed,
);

export const AuditResultsSchema = Type.Object(
  {
    schema: Type.Literal('plimsoll.identity-audit-results/v1'),
    tool: Text,
    command: Text,
    /** RFC 3339. */
    time: Text,
    clusters: Type.Array(ClusterSchema),
  },
  Closed,
);

export type AuditResults = Static<typeof AuditResultsSchema>;
