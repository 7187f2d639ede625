/** Kinds of the cases that the API server does not know by itself. */
const kinds = [
  {
    group: 'external-secrets.io',
    version: 'v1',
    kind: 'ExternalSecret',
    plural: 'externalsecrets',
    scope: 'Namespaced',
  },
  {
    group: 'external-secrets.io',
    version: 'v1',
    kind: 'SecretStore',
    plural: 'secretstores',
    scope: 'Namespaced',
  },
  {
    group: 'external-secrets.io',
    version: 'v1',
    kind: 'ClusterSecretStore',
    plural: 'clustersecretstores',
    scope: 'Cluster',
  },
  {
    group: 'serving.kserve.io',
    version: 'v1beta1',
    kind: 'InferenceService',
    plural: 'inferenceservices',
    scope: 'Namespaced',
  },
  {
    group: 'secrets-store.csi.x-k8s.io',
    version: 'v1',
    kind: 'SecretProviderClass',
    plural: 'secretproviderclasses',
    scope: 'Namespaced',
  },
  {
    group: 'agents.x-k8s.io',
    version: 'v1beta1',
    kind: 'Sandbox',
    plural: 'sandboxes',
    scope: 'Namespaced',
  },
  {
    group: 'extensions.agents.x-k8s.io',
    version: 'v1beta1',
    kind: 'SandboxTemplate',
    plural: 'sandboxtemplates',
    scope: 'Namespaced',
  },
  { group: 'ray.io', version: 'v1', kind: 'RayCluster', plural: 'rayclusters', scope: 'Namespaced' },
  { group: 'ray.io', version: 'v1', kind: 'RayJob', plural: 'rayjobs', scope: 'Namespaced' },
  { group: 'ray.io', version: 'v1', kind: 'RayService', plural: 'rayservices', scope: 'Namespaced' },
  {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    kind: 'Gateway',
    plural: 'gateways',
    scope: 'Namespaced',
  },
  { group: 'argoproj.io', version: 'v1alpha1', kind: 'Workflow', plural: 'workflows', scope: 'Namespaced' },
  { group: 'batch.volcano.sh', version: 'v1alpha1', kind: 'Job', plural: 'jobs', scope: 'Namespaced' },
] as const;

/** Definitions without a schema of their own: what is proved is the policy, not the operator's validation. */
export const customResourceDefinitions = kinds.map(({ group, version, kind, plural, scope }) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: `${plural}.${group}`,
    // https://kep.k8s.io/2337: groups of *.k8s.io must say that they were reviewed
    ...(group.endsWith('.k8s.io')
      ? { annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests only' } }
      : {}),
  },
  spec: {
    group,
    scope,
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}));
