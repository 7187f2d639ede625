import Type, { type Static } from 'typebox';

/**
 * What `plimsoll pod-security -o json` writes. It is versioned; a breaking change makes a new `schema` value.
 */
const closed = { additionalProperties: false } as const;
const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });

const Level = Type.Enum(['privileged', 'baseline', 'restricted']);
const StrictLevel = Type.Enum(['baseline', 'restricted']);
const ObjectReference = Type.Object({ group: Text, kind: Text, namespace: Text, name: Text }, closed);

const Unknown = Type.Object(
  {
    state: Type.Enum(['denied', 'timed-out', 'broken', 'partial', 'stale', 'error', 'not-connected']),
    message: Text,
    /** The kind that could not be read. */
    kind: Type.Optional(Text),
    /** The grant that cures it, as an RBAC rule has it. */
    permission: Type.Optional(
      Type.Object(
        { verbs: Type.Array(Text), apiGroup: Text, resource: Text, namespace: Type.Optional(Text) },
        closed,
      ),
    ),
  },
  closed,
);

const Field = Type.Object(
  {
    /** From the root of the object: `spec.template.spec.containers[0].securityContext.privileged`. */
    path: Text,
    /** What is there, as compact JSON; absent when the field is not set. */
    value: Type.Optional(Text),
    expected: Type.Optional(Text),
    file: Type.Optional(Text),
    line: Type.Optional(Count),
    column: Type.Optional(Count),
  },
  closed,
);

const Reason = Type.Object(
  {
    /** Id of the check in k8s.io/pod-security-admission. */
    check: Text,
    /** The control of the catalogue that decided it: `plimsoll explain CONTROL` tells its story. */
    control: Text,
    message: Text,
    container: Type.Optional(Text),
    containerType: Type.Optional(Type.Enum(['container', 'initContainer', 'ephemeralContainer'])),
    fields: Type.Array(Field),
    /** What to change, and what may then stop working. */
    cure: Text,
    mayBreak: Type.Optional(Text),
    /** The smallest change to the object, as a JSON patch (RFC 6902), where one can be derived. */
    patch: Type.Optional(
      Type.Array(
        Type.Object(
          { op: Type.Enum(['add', 'replace', 'remove']), path: Text, value: Type.Optional(Type.Unknown()) },
          closed,
        ),
      ),
    ),
  },
  closed,
);

const Judgement = Type.Object(
  {
    cluster: Text,
    namespace: Text,
    object: ObjectReference,
    /** Which template of an object that has several: `workerGroupSpecs[0]`. */
    template: Type.Optional(Text),
    /** The workload that the object folds into. */
    workload: ObjectReference,
    /** What the catalogue knows the workload as, such as an add-on of the platform's provider. */
    known: Type.Optional(Text),
    /** Where a manifest has the pod spec. */
    file: Type.Optional(Text),
    line: Type.Optional(Count),
    column: Type.Optional(Count),
    level: StrictLevel,
    /** `v1.37` */
    version: Text,
    /** Null where it could not be decided. */
    allowed: Type.Union([Type.Boolean(), Type.Null()]),
    /** Violated checks; none when the pod is allowed. */
    reasons: Type.Array(Reason),
    /** Why something could not be decided. */
    unknown: Type.Array(Unknown),
  },
  closed,
);

const Mode = Type.Union([Type.Object({ level: Level, version: Text }, closed), Type.Null()]);

const Namespace = Type.Object(
  {
    name: Text,
    /** What each mode is labelled with, null where it is not; the whole is null where the labels are not known. */
    labels: Type.Union([Type.Object({ enforce: Mode, audit: Mode, warn: Mode }, closed), Type.Null()]),
    /** Operated with the cluster. */
    system: Type.Boolean(),
    /** The strictest level that everything here meets; null where that is not known. */
    meets: Type.Union([Level, Type.Null()]),
    /** Bounds of `meets`: for sure, and as far as was seen. */
    atLeast: Level,
    atMost: Level,
    workloads: Count,
    /** The level that `breaks` is about; null above restricted. */
    target: Type.Union([StrictLevel, Type.Null()]),
    breaks: Type.Array(ObjectReference),
    /** Workloads that the namespace refuses already. */
    refused: Type.Array(ObjectReference),
    unknown: Type.Array(Unknown),
    advice: Type.Object(
      {
        action: Type.Enum(['mend', 'raise', 'cure', 'read', 'leave', 'keep']),
        /** The command to run, with the version pinned; null where there is none. */
        command: Type.Union([Text, Type.Null()]),
        /** Whether nothing that is here would be refused after the command. */
        safe: Type.Boolean(),
      },
      closed,
    ),
  },
  closed,
);

const Cluster = Type.Object(
  {
    id: Text,
    name: Text,
    source: Type.Enum(['live', 'snapshot', 'manifests']),
    /** Why nothing of it could be read. */
    error: Type.Optional(Text),
    /** As the server says it, or as it was assumed. */
    version: Type.Optional(Text),
    /** The version of the standards that was judged by: `v1.37`. */
    judgedVersion: Type.Optional(Text),
    /** Manifests that do not claim to be the whole cluster. */
    partial: Type.Boolean(),
    namespaces: Type.Array(Namespace),
  },
  closed,
);

export const PodSecurityDocumentSchema = Type.Object(
  {
    schema: Type.Literal('plimsoll.pod-security/v1'),
    clusters: Type.Array(Cluster),
    /** One entry for each pod or pod template and level. */
    judgements: Type.Array(Judgement),
    /** What no reading of the API can tell. */
    notes: Type.Array(Text),
    gate: Type.Object(
      {
        exitCode: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(3)]),
        failed: Type.Boolean(),
        incomplete: Type.Boolean(),
        reasons: Type.Array(Text),
      },
      closed,
    ),
  },
  {
    ...closed,
    $id: 'urn:plimsoll:schema:pod-security:v1',
    title: 'Pod Security by namespace, as plimsoll pod-security -o json writes it',
  },
);

export type PodSecurityDocument = Static<typeof PodSecurityDocumentSchema>;
