import Type from 'typebox';
import { type Answer, answer, has } from './answer.ts';
import { readPolicy } from './iam-policy.ts';
import { readTrust } from './trust-policy.ts';

const Entry = Type.Object({
  clusterName: Type.String(),
  principalArn: Type.String(),
  kubernetesGroups: Type.Optional(Type.Array(Type.String())),
  username: Type.Optional(Type.String()),
  type: Type.String(),
  createdAt: Type.Optional(Type.Union([Type.String(), Type.Number()])),
});
const Association = Type.Object({
  clusterName: Type.String(),
  namespace: Type.String(),
  serviceAccount: Type.String(),
  roleArn: Type.Optional(Type.String()),
});
const Role = Type.Object({ Arn: Type.String(), AssumeRolePolicyDocument: Type.Unknown() });
const RoleDetail = Type.Object({
  Arn: Type.String(),
  AssumeRolePolicyDocument: Type.Unknown(),
  RolePolicyList: Type.Optional(Type.Array(Type.Object({ PolicyDocument: Type.Unknown() }))),
  AttachedManagedPolicies: Type.Optional(Type.Array(Type.Object({ PolicyArn: Type.String() }))),
  PermissionsBoundary: Type.Optional(Type.Object({ PermissionsBoundaryArn: Type.String() })),
  InstanceProfileList: Type.Optional(Type.Array(Type.Object({ Arn: Type.String() }))),
});
const PolicyDetail = Type.Object({
  Arn: Type.String(),
  PolicyVersionList: Type.Array(
    Type.Object({ IsDefaultVersion: Type.Boolean(), Document: Type.Optional(Type.Unknown()) }),
  ),
});
const MetadataOptions = Type.Object({
  HttpTokens: Type.Optional(Type.String()),
  HttpPutResponseHopLimit: Type.Optional(Type.Number()),
  HttpEndpoint: Type.Optional(Type.String()),
});
const Machine = Type.Object({
  InstanceId: Type.String(),
  IamInstanceProfile: Type.Optional(Type.Object({ Arn: Type.String() })),
  MetadataOptions: Type.Optional(MetadataOptions),
  Tags: Type.Optional(Type.Array(Type.Object({ Key: Type.String(), Value: Type.String() }))),
});

/**
 * Answers of the AWS command line, version 2, in JSON.
 * https://docs.aws.amazon.com/cli/latest/reference/eks/ and https://docs.aws.amazon.com/cli/latest/reference/iam/
 */
export const awsAnswers: readonly Answer[] = [
  answer({
    command: 'aws eks describe-cluster',
    recognise: (value) => isRecord(value['cluster']) && typeof value['cluster']['arn'] === 'string',
    schema: Type.Object({
      cluster: Type.Object({
        name: Type.String(),
        arn: Type.String(),
        endpoint: Type.Optional(Type.String()),
        identity: Type.Optional(
          Type.Object({ oidc: Type.Optional(Type.Object({ issuer: Type.Optional(Type.String()) })) }),
        ),
        accessConfig: Type.Optional(Type.Object({ authenticationMode: Type.Optional(Type.String()) })),
      }),
    }),
    take({ cluster }, { clusters }, source) {
      const { name, arn, endpoint, identity, accessConfig } = cluster;
      const issuer = identity?.oidc?.issuer?.replace(/^https:\/\//, '');
      const mode = accessConfig?.authenticationMode;
      const host = endpoint === undefined ? undefined : URL.parse(endpoint)?.hostname;
      clusters.push({
        cloud: 'eks',
        name,
        id: arn,
        ...(host !== undefined && { host }),
        ...(issuer !== undefined && { issuer }),
        ...(mode !== undefined && { authenticationMode: mode }),
        ...source,
      });
    },
  }),
  answer({
    command: 'aws eks list-access-entries',
    recognise: has('accessEntries'),
    schema: Type.Object({ accessEntries: Type.Array(Type.String()) }),
    take({ accessEntries }, { listedPrincipals }, source) {
      for (const principalArn of accessEntries) listedPrincipals.push({ principalArn, ...source });
    },
  }),
  answer({
    command: 'aws eks describe-access-entry',
    recognise: has('accessEntry'),
    schema: Type.Object({ accessEntry: Entry }),
    take({ accessEntry }, { accessEntries }, source) {
      const { clusterName, principalArn, kubernetesGroups, username, type, createdAt } = accessEntry;
      accessEntries.push({
        cluster: clusterName,
        principalArn,
        groups: kubernetesGroups ?? [],
        type,
        ...(username !== undefined && username !== '' && { username }),
        ...createdOf(createdAt),
        ...source,
      });
    },
  }),
  answer({
    command: 'aws eks list-associated-access-policies',
    recognise: has('associatedAccessPolicies'),
    schema: Type.Object({
      clusterName: Type.String(),
      principalArn: Type.String(),
      associatedAccessPolicies: Type.Array(
        Type.Object({
          policyArn: Type.String(),
          accessScope: Type.Object({
            type: Type.Union([Type.Literal('cluster'), Type.Literal('namespace')]),
            namespaces: Type.Optional(Type.Array(Type.String())),
          }),
          associatedAt: Type.Optional(Type.Union([Type.String(), Type.Number()])),
        }),
      ),
    }),
    take({ clusterName, principalArn, associatedAccessPolicies }, lists, source) {
      lists.askedPolicies.push({ cluster: clusterName, principalArn, ...source });
      for (const { policyArn, accessScope, associatedAt } of associatedAccessPolicies)
        lists.accessPolicies.push({
          cluster: clusterName,
          principalArn,
          policyArn,
          namespaces: accessScope.type === 'cluster' ? [] : (accessScope.namespaces ?? []),
          ...createdOf(associatedAt),
          ...source,
        });
    },
  }),
  answer({
    command: 'aws eks list-pod-identity-associations',
    recognise: has('associations'),
    schema: Type.Object({ associations: Type.Array(Association) }),
    take({ associations }, { podIdentities }, source) {
      for (const { clusterName: cluster, namespace, serviceAccount } of associations)
        podIdentities.push({ cluster, namespace, serviceAccount, ...source });
    },
  }),
  answer({
    command: 'aws eks describe-pod-identity-association',
    recognise: has('association'),
    schema: Type.Object({ association: Association }),
    take({ association }, { podIdentities }, source) {
      const { clusterName: cluster, namespace, serviceAccount, roleArn } = association;
      podIdentities.push({
        cluster,
        namespace,
        serviceAccount,
        ...(roleArn !== undefined && { roleArn }),
        ...source,
      });
    },
  }),
  answer({
    command: 'aws iam list-roles',
    recognise: has('Roles'),
    schema: Type.Object({ Roles: Type.Array(Role) }),
    take({ Roles }, { iamRoles }, source) {
      for (const role of Roles)
        iamRoles.push({ arn: role.Arn, trust: readTrust(role.AssumeRolePolicyDocument), ...source });
    },
  }),
  answer({
    command: 'aws iam get-account-authorization-details',
    recognise: has('RoleDetailList'),
    schema: Type.Object({
      RoleDetailList: Type.Array(RoleDetail),
      Policies: Type.Optional(Type.Array(PolicyDetail)),
    }),
    take({ RoleDetailList, Policies = [] }, { iamRoles, managedPolicies }, source) {
      for (const role of RoleDetailList) {
        const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
        iamRoles.push({
          arn: role.Arn,
          trust: readTrust(role.AssumeRolePolicyDocument),
          policies: {
            inline: (role.RolePolicyList ?? []).flatMap(({ PolicyDocument }) => readPolicy(PolicyDocument)),
            attached: (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
            instanceProfiles: (role.InstanceProfileList ?? []).map(({ Arn }) => Arn),
            ...(boundary !== undefined && { boundary }),
          },
          ...source,
        });
      }
      for (const { Arn, PolicyVersionList } of Policies) {
        const inForce = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
        if (inForce?.Document === undefined) continue;
        managedPolicies.push({ arn: Arn, statements: readPolicy(inForce.Document), ...source });
      }
    },
  }),
  answer({
    command: 'aws ec2 describe-instances',
    recognise: has('Reservations'),
    schema: Type.Object({
      Reservations: Type.Array(Type.Object({ Instances: Type.Array(Machine) })),
    }),
    take({ Reservations }, { instances }, source) {
      for (const machine of Reservations.flatMap(({ Instances }) => Instances)) {
        const { IamInstanceProfile, MetadataOptions: options, Tags = [] } = machine;
        instances.push({
          id: machine.InstanceId,
          clusterNames: clusterNames(Tags),
          endpointEnabled: options?.HttpEndpoint !== 'disabled',
          tokensRequired: options?.HttpTokens === 'required',
          hopLimit: options?.HttpPutResponseHopLimit ?? 1,
          ...(IamInstanceProfile !== undefined && { instanceProfileArn: IamInstanceProfile.Arn }),
          ...source,
        });
      }
    },
  }),
  answer({
    command: 'aws iam get-role',
    recognise: has('Role'),
    schema: Type.Object({ Role }),
    take({ Role: role }, { iamRoles }, source) {
      iamRoles.push({ arn: role.Arn, trust: readTrust(role.AssumeRolePolicyDocument), ...source });
    },
  }),
];

/** The tags by which EKS, and the tools that make nodes for it, name the cluster of a machine. */
function clusterNames(tags: readonly { readonly Key: string; readonly Value: string }[]): string[] {
  return tags.flatMap(({ Key: key, Value: value }) => {
    if (key === 'aws:eks:cluster-name' || key === 'eks:cluster-name') return value;
    return /^kubernetes\.io\/cluster\/(.+)$/.exec(key)?.slice(1) ?? [];
  });
}

/** Times come as ISO 8601, or as seconds since 1970 with `cli_timestamp_format = none`. */
function createdOf(time: string | number | undefined): { created?: string } {
  const date = typeof time === 'number' ? new Date(time * 1000) : new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? {} : { created: date.toISOString() };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
