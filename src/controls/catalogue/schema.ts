import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Slug = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' });
const VersionedSlug = Type.String({ pattern: '^[a-z][a-z0-9]*([-.][a-z0-9]+)*$' });
const Minor = Type.String({ pattern: '^1\\.\\d+$' });
const Link = Type.String({ pattern: '^https://' });
const Verdict = Type.Enum([
  'pass',
  'fail',
  'excepted',
  'not-applicable',
  'provider-managed',
  'attested',
  'unknown',
]);

const NamedExpression = Type.Object({ name: Text, expression: Text }, closed);
const NamedRule = Type.Object(
  {
    apiGroups: Type.Array(Type.String()),
    apiVersions: Type.Array(Text),
    operations: Type.Array(Type.Enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'])),
    resources: Type.Array(Text),
    resourceNames: Type.Optional(Type.Array(Text)),
    scope: Type.Optional(Type.Enum(['Cluster', 'Namespaced', '*'])),
  },
  closed,
);
/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/ */
export const LabelSelectorSchema = Type.Object(
  {
    matchLabels: Type.Optional(Type.Record(Type.String(), Type.String())),
    matchExpressions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: Text,
            operator: Type.Enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
            values: Type.Optional(Type.Array(Type.String())),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
);

/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#match-resources */
export const MatchResourcesSchema = Type.Object(
  {
    resourceRules: Type.Optional(Type.Array(NamedRule, { minItems: 1 })),
    excludeResourceRules: Type.Optional(Type.Array(NamedRule)),
    namespaceSelector: Type.Optional(LabelSelectorSchema),
    objectSelector: Type.Optional(LabelSelectorSchema),
    matchPolicy: Type.Optional(Type.Enum(['Exact', 'Equivalent'])),
  },
  closed,
);

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/ */
export const PolicySchema = Type.Object(
  {
    failurePolicy: Type.Optional(Type.Enum(['Fail', 'Ignore'])),
    paramKind: Type.Optional(Type.Object({ apiVersion: Text, kind: Text }, closed)),
    matchConstraints: Type.Optional(MatchResourcesSchema),
    matchConditions: Type.Optional(Type.Array(NamedExpression, { maxItems: 64 })),
    variables: Type.Optional(Type.Array(NamedExpression)),
    validations: Type.Optional(
      Type.Array(
        Type.Object(
          {
            expression: Text,
            message: Type.Optional(Text),
            messageExpression: Type.Optional(Text),
            reason: Type.Optional(
              Type.Enum(['Unauthorized', 'Forbidden', 'Invalid', 'RequestEntityTooLarge']),
            ),
          },
          closed,
        ),
        { minItems: 1 },
      ),
    ),
    auditAnnotations: Type.Optional(Type.Array(Type.Object({ key: Text, valueExpression: Text }, closed))),
  },
  closed,
);

export const ControlSchema = Type.Object(
  {
    id: Slug,
    title: Text,
    severity: Type.Enum(['critical', 'high', 'medium', 'low']),
    area: Type.Enum([
      'identity',
      'runtime',
      'network',
      'supply-chain',
      'secrets',
      'control-plane',
      'posture',
      'ai',
    ]),
    refs: Type.Array(Text),
    why: Text,
    references: Type.Array(Link),
    remediation: Type.Object(
      { summary: Text, mayBreak: Type.Optional(Text), undo: Type.Optional(Text) },
      closed,
    ),
    parameters: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]*$' }),
            type: Type.Enum(['string', 'integer', 'boolean', 'list']),
            description: Text,
            default: Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Array(Type.String())]),
          },
          closed,
        ),
      ),
    ),
    mappings: Type.Optional(
      Type.Array(
        Type.Object(
          {
            framework: Type.String({ pattern: '^[^@]+@[^@]+$' }),
            requirement: Text,
            provenance: Type.Enum(['upstream', 'sourced', 'judgement']),
          },
          closed,
        ),
      ),
    ),
    since: Type.Optional(Minor),
    until: Type.Optional(Minor),
    enforcement: Type.Optional(Type.Enum(['scan', 'admission'])),
    appliesTo: Type.Optional(Type.Enum(['pod-templates', 'roles', 'role-bindings'])),
    subject: Type.Optional(Type.Enum(['container', 'pod', 'object'])),
    policy: Type.Optional(PolicySchema),
    analysis: Type.Optional(Slug),
    finding: Type.Optional(Text),
    evidence: Type.Optional(
      Type.Object(
        {
          field: Type.Optional(Text),
          expected: Text,
          each: Type.Optional(Type.Boolean()),
          content: Type.Optional(Type.Array(Text, { minItems: 1 })),
        },
        closed,
      ),
    ),
    fix: Type.Optional(
      Type.Object(
        {
          at: Type.Enum(['container', 'pod', 'object']),
          set: Type.Record(Type.String(), Type.Unknown()),
          when: Type.Optional(Text),
          mechanical: Type.Optional(Type.Union([Type.Boolean(), Text])),
        },
        closed,
      ),
    ),
  },
  closed,
);

const KubernetesBody = Type.Object({
  apiVersion: Text,
  kind: Text,
  metadata: Type.Object({ name: Text, namespace: Type.Optional(Text) }),
});

export const CasesSchema = Type.Array(
  Type.Object(
    {
      name: Text,
      kind: Type.Enum(['good', 'bad', 'trap']),
      why: Type.Optional(Text),
      podSpec: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      object: Type.Optional(KubernetesBody),
      objects: Type.Optional(Type.Array(KubernetesBody, { minItems: 1 })),
      parameters: Type.Optional(
        Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Array(Type.String())]),
        ),
      ),
      version: Type.Optional(Minor),
      namespaceLabels: Type.Optional(Type.Record(Type.String(), Type.String())),
      complete: Type.Optional(Type.Boolean()),
      answers: Type.Optional(Type.Array(Type.Unknown())),
      expect: Type.Union([
        Verdict,
        Type.Object(
          {
            verdict: Type.Optional(Verdict),
            containers: Type.Optional(Type.Record(Type.String(), Verdict)),
            objects: Type.Optional(Type.Record(Type.String(), Verdict)),
            evidence: Type.Optional(Text),
            message: Type.Optional(Text),
            fix: Type.Optional(Type.Boolean()),
          },
          closed,
        ),
      ]),
    },
    closed,
  ),
);

export const FrameworkSchema = Type.Object(
  {
    id: VersionedSlug,
    version: Text,
    title: Text,
    url: Type.Optional(Link),
    requirements: Type.Array(
      Type.Object(
        {
          id: Text,
          title: Text,
          controls: Type.Optional(Type.Array(Slug)),
          manual: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);

export const ProviderSchema = Type.Object(
  {
    id: Slug,
    version: Text,
    title: Text,
    provider: Type.Optional(Type.Enum(['eks', 'aks', 'gke', 'openshift', 'kind', 'k3s'])),
    workloads: Type.Array(
      Type.Object(
        {
          namespace: Text,
          kind: Type.Optional(Text),
          name: Text,
          images: Type.Array(Text, { minItems: 1 }),
          controls: Type.Optional(Type.Array(Slug, { minItems: 1 })),
          containers: Type.Optional(Type.Array(Text, { minItems: 1 })),
          reason: Text,
        },
        closed,
      ),
    ),
    roles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Slug,
            reason: Text,
            signs: Type.Array(
              Type.Object(
                {
                  mounts: Type.Optional(Type.Array(Text, { minItems: 1 })),
                  writes: Type.Optional(Type.Array(Text, { minItems: 1 })),
                  arguments: Type.Optional(Type.Array(Text, { minItems: 1 })),
                  capabilities: Type.Optional(Type.Array(Text, { minItems: 1 })),
                  unprivileged: Type.Optional(Type.Boolean()),
                  priorityClasses: Type.Optional(Type.Array(Text, { minItems: 1 })),
                  beforeNetwork: Type.Optional(Type.Boolean()),
                  nodeSelector: Type.Optional(Type.Record(Type.String(), Text)),
                },
                { ...closed, minProperties: 1 },
              ),
              { minItems: 1 },
            ),
            paths: Type.Array(Text),
            readPaths: Type.Optional(Type.Array(Text)),
            capabilities: Type.Optional(Type.Array(Text)),
            controls: Type.Array(Slug, { minItems: 1 }),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
);

export type ControlFile = Static<typeof ControlSchema>;
export type CasesFile = Static<typeof CasesSchema>;
