import Type, { type Static } from 'typebox';

/**
 * The published schema of an identity audit as the page shows it. Lists refer to each other by place: a binding, a subject
 * or a vertex is its index in the list of that name. A breaking change makes a new `schema` value.
 */
const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });
const Index = Count;
const Indexes = Type.Array(Index);
/** Sets of bindings: each gives the same, and one of several bindings only gives it together with the others. */
const Ways = Type.Array(Indexes);
const Closed = { additionalProperties: false } as const;
const Power = Type.Enum(['everything', 'one-step', 'limited']);

const AbilitySchema = Type.Object(
  {
    id: Text,
    /** Heads a column. */
    title: Text,
    /** Completes "may …". */
    what: Text,
    severity: Type.Enum(['critical', 'high', 'medium', 'low']),
  },
  Closed,
);

const BindingSchema = Type.Object(
  {
    /** `RoleBinding ci/release-managers`, or what of a cloud grants it. */
    text: Text,
    /** Empty for the whole cluster. */
    namespace: Text,
    role: Text,
    created: Type.Optional(Text),
    owner: Text,
    power: Power,
  },
  Closed,
);

const HeldSchema = Type.Object(
  {
    /** Place in `abilities`; -1 for everything. */
    ability: Type.Integer({ minimum: -1 }),
    /** Empty for the whole cluster. */
    namespace: Text,
    ways: Ways,
  },
  Closed,
);

const SubjectSchema = Type.Object(
  {
    /** As commands take it: `sa:ci/runner`, `group:shop:sre`. */
    id: Text,
    kind: Type.Enum(['User', 'Group', 'ServiceAccount']),
    text: Text,
    nature: Type.Enum(['human', 'machine', 'everybody', 'unknown']),
    power: Power,
    /** Completes "may …", for those with power over the whole cluster. */
    may: Type.Optional(Text),
    since: Type.Optional(Text),
    breakGlass: Type.Boolean(),
    exists: Type.Optional(Type.Boolean()),
    stale: Type.Optional(Type.Enum(['does-not-exist', 'nothing-runs-as-it'])),
    runs: Type.Array(Text),
    members: Type.Optional(Type.Array(Text)),
    bindings: Indexes,
    held: Type.Array(HeldSchema),
    /** Stronger accounts that it becomes. */
    becomes: Type.Array(Type.Object({ account: Text, by: Text, namespace: Text, ways: Ways }, Closed)),
    /** How it comes to everything where that takes several steps, and nothing above tells of it. */
    further: Type.Optional(
      Type.Object(
        { difficulty: Type.Enum(['given', 'easy', 'moderate', 'hard']), steps: Count, ways: Ways },
        Closed,
      ),
    ),
    /** What gives its power over the whole cluster; or bindings that nothing needs, each alone. */
    through: Ways,
    vertex: Type.Optional(Index),
  },
  Closed,
);

const ChangeSchema = Type.Object(
  {
    why: Text,
    apply: Text,
    undo: Text,
    /** The binding as it was, as YAML: apply it to undo. */
    yaml: Type.Optional(Text),
    breaks: Type.Optional(Text),
    lasting: Type.Optional(Text),
    /** Another way to the same: completes "or …". */
    otherwise: Type.Optional(Text),
  },
  Closed,
);

const StepKindSchema = Type.Object(
  {
    id: Text,
    title: Text,
    /** Completes a sentence about who is at the start. */
    what: Text,
    difficulty: Type.Enum(['given', 'easy', 'moderate', 'hard']),
    cut: Text,
    condition: Type.Optional(Text),
  },
  Closed,
);

const GraphSchema = Type.Object(
  {
    vertices: Type.Array(
      Type.Object(
        {
          /** Where somebody can be; others stand between. */
          text: Type.Optional(Text),
          place: Type.Optional(Text),
          binding: Type.Optional(Index),
          /** Present where it is a subject: its id. */
          subject: Type.Optional(Text),
          /** Where somebody may start, as `paths --from` takes it. */
          source: Type.Optional(Text),
        },
        Closed,
      ),
    ),
    /** From, to, cost, kind of step (-1 for none), whether it needs the whole cluster (1): five numbers for each edge. */
    edges: Type.Array(Type.Integer({ minimum: -1 })),
    details: Type.Record(Text, Text),
    kinds: Type.Array(StepKindSchema),
    sinks: Type.Array(Type.Object({ name: Text, text: Text, vertices: Indexes }, Closed)),
    /** Bindings that are one's own to remove. */
    removable: Indexes,
  },
  Closed,
);

export const AuditClusterSchema = Type.Object(
  {
    name: Text,
    /** Why it could not be read; then all lists are empty. */
    error: Type.Optional(Text),
    version: Text,
    complete: Type.Boolean(),
    /** What could not be read, in sentences. */
    unread: Type.Array(Text),
    /** What decides beside RBAC. */
    outside: Type.Array(Text),
    bindings: Type.Array(BindingSchema),
    subjects: Type.Array(SubjectSchema),
    masters: Type.Array(Type.Object({ arn: Text, username: Text }, Closed)),
    chokePoints: Type.Object(
      {
        paths: Count,
        left: Count,
        points: Type.Array(Type.Object({ binding: Index, ends: Count }, Closed)),
      },
      Closed,
    ),
    changes: Type.Array(ChangeSchema),
    graph: GraphSchema,
  },
  Closed,
);

export const AuditDocumentSchema = Type.Object(
  {
    schema: Type.Literal('plimsoll.identity-audit/v2'),
    tool: Text,
    command: Text,
    time: Text,
    abilities: Type.Array(AbilitySchema),
    clusters: Type.Array(AuditClusterSchema),
  },
  Closed,
);

export type AuditDocument = Static<typeof AuditDocumentSchema>;
export type AuditCluster = Static<typeof AuditClusterSchema>;
export type AuditSubject = Static<typeof SubjectSchema>;
