import Type, { type Static } from 'typebox';

/**
 * The published report schema: what `-o json` writes, what the HTML report embeds and what the hub will serve.
 * It is versioned; a breaking change makes a new `schema` value.
 */
const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });
const Open = { additionalProperties: false } as const;

export const SeveritySchema = Type.Enum(['critical', 'high', 'medium', 'low']);
export const VerdictSchema = Type.Enum([
  'pass',
  'fail',
  'excepted',
  'not-applicable',
  'provider-managed',
  'attested',
  'unknown',
]);

const ObjectReferenceFields = { group: Text, kind: Text, namespace: Text, name: Text };
export const ObjectReferenceSchema = Type.Object(ObjectReferenceFields, Open);

const PermissionSchema = Type.Object(
  { verbs: Type.Array(Text), apiGroup: Text, resource: Text, namespace: Type.Optional(Text) },
  Open,
);

const EvidenceSchema = Type.Object(
  {
    object: Type.Optional(ObjectReferenceSchema),
    path: Text,
    value: Type.Optional(Text),
    expected: Type.Optional(Text),
    position: Type.Optional(
      Type.Object({ file: Text, line: Count, column: Count, template: Type.Optional(Text) }, Open),
    ),
  },
  Open,
);

const FixSchema = Type.Object(
  {
    object: ObjectReferenceSchema,
    mechanical: Type.Boolean(),
    patch: Type.Array(
      Type.Object(
        { op: Type.Enum(['add', 'replace', 'remove']), path: Text, value: Type.Optional(Type.Unknown()) },
        Open,
      ),
    ),
  },
  Open,
);

/** One verdict that a person may have to act on. Passes are counts per control, not findings. */
export const FindingSchema = Type.Object(
  {
    objectId: Text,
    instanceId: Text,
    /** Of a failure, and of one that is not held against anybody: what it rests on. Another value at the same place, another digest. */
    contentDigest: Type.Optional(Text),
    control: Text,
    cluster: Text,
    verdict: VerdictSchema,
    severity: SeveritySchema,
    subject: Type.Object(
      {
        ...ObjectReferenceFields,
        container: Type.Optional(Text),
        containerType: Type.Optional(Type.Enum(['container', 'initContainer', 'ephemeralContainer'])),
      },
      Open,
    ),
    message: Text,
    evidence: Type.Array(EvidenceSchema),
    fix: Type.Optional(FixSchema),
    unknown: Type.Optional(
      Type.Object(
        {
          state: Type.Enum(['denied', 'timed-out', 'broken', 'partial', 'stale', 'error', 'not-connected']),
          message: Text,
          permission: Type.Optional(PermissionSchema),
        },
        Open,
      ),
    ),
    reason: Type.Optional(Text),
    /** Id of the exception that covers it; on an open finding, one that no longer holds. */
    exception: Type.Optional(Text),
    /** Why the exception of an open finding does not hold: its date has passed, or it was made for something else here. */
    exceptionState: Type.Optional(Type.Enum(['expired', 'changed'])),
    /** Who says that an excepted finding is none to act on: people, by a file or an annotation, or the catalogue. */
    exceptedBy: Type.Optional(Type.Enum(['file', 'annotation', 'catalogue'])),
    /** With `--baseline`: whether the earlier report had this failure, and whether of the same thing and as grave. */
    baseline: Type.Optional(Type.Enum(['new', 'known', 'changed'])),
    /** Names of the configured scopes (`cde`) that the subject belongs to. */
    scopes: Type.Array(Text),
    /** With `--onto`: how this finding relates to what runs there. */
    change: Type.Optional(Type.Enum(['new', 'changed', 'unchanged', 'cured'])),
    /** Index into `causes`; absent for verdicts that are no failure. */
    cause: Type.Optional(Count),
  },
  Open,
);

export const SourceOfTruthSchema = Type.Object(
  {
    kind: Type.Enum(['helm', 'argocd', 'flux', 'operator', 'kustomize', 'file', 'hand', 'system', 'unknown']),
    name: Type.Optional(Text),
    namespace: Type.Optional(Text),
    evidence: Type.Array(Text),
    changeAt: Text,
    reverts: Type.Boolean(),
  },
  Open,
);

/** A workload that has at least one finding, with what a person needs beside them. */
export const ReportWorkloadSchema = Type.Object(
  {
    cluster: Text,
    reference: ObjectReferenceSchema,
    serviceAccountName: Text,
    images: Type.Array(Type.Object({ container: Text, image: Text }, Open)),
    replicas: Type.Optional(Count),
    sourceOfTruth: SourceOfTruthSchema,
    team: Type.Optional(Text),
    scopes: Type.Array(Text),
  },
  Open,
);

export const VerdictCountsSchema = Type.Object(
  {
    pass: Count,
    fail: Count,
    excepted: Count,
    'not-applicable': Count,
    'provider-managed': Count,
    attested: Count,
    unknown: Count,
  },
  Open,
);

export const ReportControlSchema = Type.Object(
  {
    id: Text,
    title: Text,
    severity: SeveritySchema,
    area: Text,
    refs: Type.Array(Text),
    why: Text,
    references: Type.Array(Text),
    remediation: Type.Object(
      { summary: Text, mayBreak: Type.Optional(Text), undo: Type.Optional(Text) },
      Open,
    ),
    mappings: Type.Array(Type.Object({ framework: Text, requirement: Text, provenance: Text }, Open)),
    /** The CEL expressions that decide, or the name of the analysis. */
    rule: Type.Array(Text),
    counts: VerdictCountsSchema,
    file: Text,
  },
  Open,
);

/** Findings with one cause and one cure: the same control at the same source of truth. What to do first comes first. */
export const CauseSchema = Type.Object(
  {
    id: Text,
    control: Text,
    /** All controls told together here, the most severe first; absent when it is `control` alone. */
    controls: Type.Optional(Type.Array(Text)),
    severity: SeveritySchema,
    title: Text,
    /** Where to change it: `Helm release shop/api`, `k8s/payments.yaml`. */
    changeAt: Text,
    findings: Count,
    workloads: Count,
    clusters: Type.Array(Text),
    /** Higher is first. */
    priority: Type.Number(),
  },
  Open,
);

/** The score is an interval: `lo` counts every unknown as a failure, `hi` as a pass. 0 to 100. */
export const ScoreSchema = Type.Object(
  {
    lo: Type.Number({ minimum: 0, maximum: 100 }),
    hi: Type.Number({ minimum: 0, maximum: 100 }),
    /** As if people had accepted nothing: with what they live with counted as the failure that it is. Absent where that is the same. */
    raw: Type.Optional(
      Type.Object(
        { lo: Type.Number({ minimum: 0, maximum: 100 }), hi: Type.Number({ minimum: 0, maximum: 100 }) },
        Open,
      ),
    ),
    /** Evaluated ÷ (evaluated + unknown), 0 to 1. */
    coverage: Type.Number({ minimum: 0, maximum: 1 }),
    /** Why the score is no higher than it is: `an open critical caps the score at 59`. */
    cap: Type.Optional(Text),
    /** What costs most, in points of 100 that `hi` lacks, the costliest first. */
    contributors: Type.Optional(
      Type.Array(Type.Object({ control: Text, points: Type.Number(), failing: Count }, Open)),
    ),
  },
  Open,
);

export const ResourceCoverageSchema = Type.Object(
  {
    group: Text,
    version: Text,
    resource: Text,
    kind: Text,
    namespaced: Type.Boolean(),
    namespace: Type.Optional(Text),
    state: Type.Enum(['read', 'denied', 'not-served', 'timed-out', 'broken', 'partial', 'stale']),
    reason: Type.Optional(Text),
    leftOut: Type.Optional(Type.Boolean()),
    permission: Type.Optional(PermissionSchema),
    at: Text,
    objects: Count,
  },
  Open,
);

export const ReportClusterSchema = Type.Object(
  {
    id: Text,
    name: Text,
    state: Type.Enum(['complete', 'incomplete', 'unreachable']),
    /** For an unreachable cluster: what happened and what to do. */
    error: Type.Optional(Text),
    source: Type.Enum(['live', 'snapshot', 'manifests']),
    kubeSystemUid: Type.Optional(Text),
    context: Type.Optional(Text),
    server: Type.Optional(Text),
    provider: Type.Optional(Text),
    version: Type.Object({ gitVersion: Text, assumed: Type.Boolean() }, Open),
    reader: Type.Optional(Text),
    startedAt: Text,
    endedAt: Text,
    objects: Count,
    workloads: Count,
    namespaces: Count,
    coverage: Type.Array(ResourceCoverageSchema),
    score: Type.Optional(ScoreSchema),
  },
  Open,
);

export const ProblemSchema = Type.Object(
  {
    code: Text,
    message: Text,
    hint: Type.Optional(Text),
    file: Type.Optional(Text),
    line: Type.Optional(Count),
    column: Type.Optional(Count),
    /** The template that a file was rendered from. */
    template: Type.Optional(Text),
    severity: Type.Enum(['error', 'warning']),
  },
  Open,
);

/** One rule of the gate: what was asked, what was found. Those that decide the exit code say so. */
const GateRuleSchema = Type.Object(
  {
    rule: Text,
    /** What the rule allows: `no finding of high or worse`. */
    limit: Text,
    /** What was found: `2 critical, 1 high`. */
    measured: Text,
    holds: Type.Boolean(),
    decides: Type.Boolean(),
  },
  Open,
);

/** What `--baseline` was compared with, and how. */
const BaselineSchema = Type.Object(
  {
    file: Text,
    at: Text,
    toolVersion: Text,
    catalogueDigest: Text,
    sameCatalogue: Type.Boolean(),
    /** Failures that the baseline has too. */
    known: Count,
    /** Failures that are held against this run: those that it does not have, and those that changed. */
    new: Count,
    /** Counted as new: it has the failure, of something else at the same place, or less grave. */
    changed: Type.Optional(Count),
    /** New because the baseline did not judge by their control. */
    ofOtherControls: Count,
    /** New because the baseline could not judge them. */
    unknownBefore: Count,
    /** Failures of the baseline that cannot be judged now: neither cured nor counted. */
    unjudgedNow: Count,
    remarks: Type.Array(Text),
  },
  Open,
);

export const GateSchema = Type.Object(
  {
    /** 0 clean, 1 gate failed, 2 usage or error, 3 incomplete. */
    exitCode: Type.Enum([0, 1, 2, 3]),
    failed: Type.Boolean(),
    incomplete: Type.Boolean(),
    errors: Type.Boolean(),
    failOn: Text,
    /** One sentence per rule that decided. */
    reasons: Type.Array(Text),
    /** Every rule that was applied, in order of rank. */
    rules: Type.Optional(Type.Array(GateRuleSchema)),
    baseline: Type.Optional(BaselineSchema),
  },
  Open,
);

/** What one subject may do more or less in one place, by one binding. */
export const PowerChangeSchema = Type.Object(
  {
    change: Type.Enum(['gains', 'loses']),
    subject: Type.Object(
      { kind: Type.Enum(['User', 'Group', 'ServiceAccount']), name: Text, namespace: Type.Optional(Text) },
      Open,
    ),
    /** Absent for the whole cluster. */
    namespace: Type.Optional(Text),
    /** What gives it, or gave it. */
    binding: ObjectReferenceSchema,
    /** In the fewest rules, as `rules` of a role. */
    rules: Type.Array(
      Type.Object(
        {
          verbs: Type.Array(Text),
          apiGroups: Type.Optional(Type.Array(Text)),
          resources: Type.Optional(Type.Array(Text)),
          resourceNames: Type.Optional(Type.Array(Text)),
          nonResourceURLs: Type.Optional(Type.Array(Text)),
        },
        Open,
      ),
    ),
    /** `gives user ci-bot get and list secrets in namespace kube-system, by RoleBinding kube-system/ci-bot`. */
    text: Text,
  },
  Open,
);

/** Whose power changes, through what; gains first. */
export const PowerSchema = Type.Object(
  {
    /** False where not all roles and bindings could be read, so that nothing is said. */
    known: Type.Boolean(),
    changes: Type.Array(PowerChangeSchema),
  },
  Open,
);

const WorkloadNameFields = { namespace: Text, kind: Text, name: Text };

/** One end of connections: workloads, or addresses outside the cluster. */
const NetworkEndSchema = Type.Object(
  {
    /** Every workload that is in both states, but for the one at the other end. */
    everybody: Type.Optional(Type.Boolean()),
    /** Namespaces of which it is every workload. */
    namespaces: Type.Optional(Type.Array(Text)),
    /** The other workloads, by name. */
    workloads: Type.Optional(Type.Array(Type.Object(WorkloadNameFields, Open))),
    /** How many workloads these are. */
    count: Type.Optional(Count),
    /** First and last of each range. */
    addresses: Type.Optional(Type.Array(Text)),
    /** Where it is the internet: public ranges that are not in it. */
    internetBut: Type.Optional(Type.Array(Text)),
  },
  Open,
);

/** Which connections are gained and lost between two states of a cluster, by workloads that both have. */
export const NetworkChangesSchema = Type.Object(
  {
    /** False where nothing can be said, with `reason`. */
    known: Type.Boolean(),
    reason: Type.Optional(Text),
    /** Policies that differ, whatever that does. */
    policies: Type.Array(
      Type.Object(
        { change: Type.Enum(['added', 'removed', 'changed']), object: ObjectReferenceSchema },
        Open,
      ),
    ),
    /** What is gained first, then what is lost, then what is not known; the widest first. */
    changes: Type.Array(
      Type.Object(
        {
          change: Type.Enum(['gains', 'loses', 'unknown']),
          from: NetworkEndSchema,
          to: NetworkEndSchema,
          /** `TCP 80,8000-8010; UDP 53`, `all connections`. */
          ports: Text,
          /** `dev/web can now reach prod/db on TCP 5432`. */
          text: Text,
          /**
           * Policies that differ and were proven to cause it: with all of one list put back as they were, it is as it was.
           * Absent where that is not proven.
           */
          causes: Type.Optional(Type.Array(Type.Array(ObjectReferenceSchema))),
        },
        Open,
      ),
    ),
    /** Workloads of the later state alone. */
    added: Type.Array(Type.Object(WorkloadNameFields, Open)),
    /** Workloads of the earlier state alone. */
    removed: Type.Array(Type.Object(WorkloadNameFields, Open)),
    /** Workloads that policies may cover which are not judged, so that nothing is said of them. */
    unjudged: Type.Array(Type.Object({ ...WorkloadNameFields, policies: Type.Array(Text) }, Open)),
    /** Policies differ, and every connection is surely as it was. */
    sameMeaning: Type.Boolean(),
  },
  Open,
);

export const ReportSchema = Type.Object(
  {
    schema: Type.Literal('plimsoll.report/v1'),
    tool: Type.Object({ name: Type.Literal('plimsoll'), version: Text }, Open),
    run: Type.Object(
      {
        command: Text,
        startedAt: Text,
        endedAt: Text,
        flagsDigest: Text,
        configDigest: Text,
        catalogueDigest: Text,
        /** `-n`, `-l` and scope filters in force, as text; empty when none. */
        filters: Type.Array(Text),
        /** Names and ids were replaced: nothing in it can be compared with another report. */
        redacted: Type.Optional(Type.Boolean()),
      },
      Open,
    ),
    clusters: Type.Array(ReportClusterSchema),
    score: Type.Optional(ScoreSchema),
    controls: Type.Array(ReportControlSchema),
    causes: Type.Array(CauseSchema),
    findings: Type.Array(FindingSchema),
    workloads: Type.Array(ReportWorkloadSchema),
    /** With `--onto`: whose power the manifests change where they land. */
    power: Type.Optional(PowerSchema),
    /** With `--onto`: which connections the manifests open and close where they land. */
    network: Type.Optional(NetworkChangesSchema),
    /** Sources this run does not have, said once, with how many controls wait for each. */
    notConnected: Type.Array(Type.Object({ source: Text, meaning: Text, controls: Count }, Open)),
    exceptions: Type.Array(
      Type.Object(
        {
          id: Text,
          owner: Text,
          reason: Text,
          expires: Text,
          /** Findings of this report that it covers; open ones once it has expired. */
          matched: Count,
          /** Of these, open because it was made for something else that stood there. */
          changed: Type.Optional(Count),
          state: Type.Optional(Type.Enum(['in-force', 'expired'])),
          source: Type.Optional(Type.Enum(['file', 'annotation'])),
          controls: Type.Optional(Type.Array(Text)),
          /** What it is about, as text: `2 findings`, `namespaces shop, kinds Deployment`. */
          covers: Type.Optional(Text),
          ticket: Type.Optional(Text),
          approver: Type.Optional(Text),
          file: Type.Optional(Text),
          line: Type.Optional(Count),
        },
        Open,
      ),
    ),
    gate: GateSchema,
    problems: Type.Array(ProblemSchema),
  },
  {
    additionalProperties: false,
    $id: 'urn:plimsoll:schema:report:v1',
    title: 'Plimsoll report',
  },
);

export type Report = Static<typeof ReportSchema>;
export type Problem = Static<typeof ProblemSchema>;
export type Finding = Static<typeof FindingSchema>;
export type Cause = Static<typeof CauseSchema>;
export type ReportCluster = Static<typeof ReportClusterSchema>;
export type ReportControl = Static<typeof ReportControlSchema>;
export type ReportWorkload = Static<typeof ReportWorkloadSchema>;
export type Gate = Static<typeof GateSchema>;
export type Power = Static<typeof PowerSchema>;
export type NetworkChanges = Static<typeof NetworkChangesSchema>;
export type Score = Static<typeof ScoreSchema>;
export type VerdictCounts = Static<typeof VerdictCountsSchema>;
