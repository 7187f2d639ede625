import Type from 'typebox';
import { type Answer, answer, has } from './answer.ts';
import type { EvidenceLists, EvidenceSource } from './model.ts';

const Bindings = Type.Array(
  Type.Object({
    role: Type.String(),
    members: Type.Optional(Type.Array(Type.String())),
    condition: Type.Optional(
      Type.Object({
        expression: Type.String(),
        title: Type.Optional(Type.String()),
        description: Type.Optional(Type.String()),
      }),
    ),
  }),
);

/**
 * Answers of gcloud with `--format=json`; of lists, their rows.
 * https://cloud.google.com/sdk/gcloud/reference/projects/get-iam-policy,
 * https://cloud.google.com/sdk/gcloud/reference/asset/search-all-iam-policies,
 * https://cloud.google.com/sdk/gcloud/reference/iam/roles/describe
 */
export const googleAnswers: readonly Answer[] = [
  answer({
    command: 'gcloud container clusters describe',
    recognise: (value) => 'nodePools' in value && typeof value['selfLink'] === 'string',
    schema: Type.Object({
      name: Type.String(),
      selfLink: Type.String(),
      endpoint: Type.Optional(Type.String()),
      masterAuth: Type.Optional(
        Type.Object({
          clientCertificateConfig: Type.Optional(
            Type.Object({ issueClientCertificate: Type.Optional(Type.Boolean()) }),
          ),
        }),
      ),
      legacyAbac: Type.Optional(Type.Object({ enabled: Type.Optional(Type.Boolean()) })),
      authenticatorGroupsConfig: Type.Optional(Type.Object({ enabled: Type.Optional(Type.Boolean()) })),
      workloadIdentityConfig: Type.Optional(Type.Object({ workloadPool: Type.Optional(Type.String()) })),
      nodePools: Type.Optional(
        Type.Array(
          Type.Object({
            name: Type.Optional(Type.String()),
            config: Type.Optional(
              Type.Object({
                serviceAccount: Type.Optional(Type.String()),
                workloadMetadataConfig: Type.Optional(Type.Object({ mode: Type.Optional(Type.String()) })),
              }),
            ),
          }),
        ),
      ),
    }),
    take(cluster, { clusters }, source) {
      const { name, selfLink, endpoint, workloadIdentityConfig, nodePools = [], masterAuth } = cluster;
      const [, project] = /\/projects\/([^/]+)\//.exec(selfLink) ?? [];
      const pool = workloadIdentityConfig?.workloadPool;
      clusters.push({
        cloud: 'gke',
        name,
        ...(project !== undefined && { id: project }),
        ...(endpoint !== undefined && { host: endpoint }),
        workloadIdentity: pool !== undefined && pool !== '',
        groupsConnected: cluster.authenticatorGroupsConfig?.enabled === true,
        clientCertificate: masterAuth?.clientCertificateConfig?.issueClientCertificate === true,
        attributeAccess: cluster.legacyAbac?.enabled === true,
        nodeIdentities: nodePools.map(({ name: pool, config }) => ({
          ...(pool !== undefined && { pool }),
          name: config?.serviceAccount ?? 'default',
          metadataOpen: config?.workloadMetadataConfig?.mode !== 'GKE_METADATA',
        })),
        ...(pool !== undefined && pool !== '' && { workloadPool: pool }),
        ...source,
      });
    },
  }),
  answer({
    command: 'gcloud asset search-all-iam-policies',
    recognise: has('policy', 'resource'),
    schema: Type.Object({
      resource: Type.String(),
      policy: Type.Object({ bindings: Type.Optional(Bindings) }),
    }),
    take({ resource, policy }, lists, source) {
      takeBindings(policy.bindings ?? [], lists, source, resource);
    },
  }),
  answer({
    command: 'gcloud projects get-iam-policy',
    recognise: (value) => 'bindings' in value && 'etag' in value,
    schema: Type.Object({ bindings: Bindings }),
    take({ bindings }, lists, source) {
      takeBindings(bindings, lists, source);
    },
  }),
  answer({
    command: 'gcloud iam roles describe',
    recognise: ({ name, title, stage, etag }) =>
      typeof name === 'string' &&
      /^(?:(?:projects|organizations)\/[^/]+\/)?roles\/[^/]+$/.test(name) &&
      (title ?? stage ?? etag) !== undefined,
    schema: Type.Object({
      name: Type.String(),
      includedPermissions: Type.Optional(Type.Array(Type.String())),
      stage: Type.Optional(Type.String()),
      deleted: Type.Optional(Type.Boolean()),
    }),
    take({ name, includedPermissions = [], stage, deleted }, { googleRoles }, source) {
      const inForce = stage !== 'DISABLED' && deleted !== true;
      googleRoles.push({ name, permissions: inForce ? includedPermissions : [], ...source });
    },
  }),
  answer({
    command: 'gcloud iam service-accounts list',
    recognise: has('email', 'projectId', 'uniqueId'),
    schema: Type.Object({ email: Type.String(), disabled: Type.Optional(Type.Boolean()) }),
    take({ email, disabled }, { googleServiceAccounts }, source) {
      googleServiceAccounts.push({ email, disabled: disabled === true, ...source });
    },
  }),
];

function takeBindings(
  bindings: Type.Static<typeof Bindings>,
  { googleBindings }: EvidenceLists,
  source: EvidenceSource,
  resource?: string,
): void {
  for (const { role, members = [], condition } of bindings)
    googleBindings.push({
      role,
      members,
      ...(resource !== undefined && { resource }),
      ...(condition !== undefined && { condition }),
      ...source,
    });
}
