import Type from 'typebox';
import { type Answer, answer, has } from './answer.ts';

const maybe = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Patterns = Type.Optional(Type.Union([Type.Null(), Type.Array(Type.String())]));
const Flag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]));

/**
 * Rows of the lists that the Azure command line prints, in JSON.
 * https://learn.microsoft.com/cli/azure/role/assignment, /cli/azure/role/definition,
 * /cli/azure/identity, /cli/azure/aks, /cli/azure/ad/group
 */
export const azureAnswers: readonly Answer[] = [
  answer({
    command: 'az aks show',
    recognise: ({ type, id }) =>
      hasType(type, 'Microsoft.ContainerService/ManagedClusters') && typeof id === 'string',
    schema: Type.Object({
      id: Type.String(),
      name: Type.String(),
      fqdn: maybe,
      disableLocalAccounts: Flag,
      aadProfile: Type.Optional(Type.Union([Type.Null(), Type.Object({ enableAzureRbac: Flag })])),
      podIdentityProfile: Type.Optional(Type.Union([Type.Null(), Type.Object({ enabled: Flag })])),
      networkProfile: Type.Optional(Type.Union([Type.Null(), Type.Object({ podLinkLocalAccess: maybe })])),
      oidcIssuerProfile: Type.Optional(Type.Union([Type.Null(), Type.Object({ issuerUrl: maybe })])),
      identityProfile: Type.Optional(
        Type.Union([
          Type.Null(),
          Type.Object({
            kubeletidentity: Type.Optional(
              Type.Union([Type.Null(), Type.Object({ clientId: maybe, objectId: maybe })]),
            ),
          }),
        ]),
      ),
      securityProfile: Type.Optional(
        Type.Union([
          Type.Null(),
          Type.Object({
            workloadIdentity: Type.Optional(Type.Union([Type.Null(), Type.Object({ enabled: Flag })])),
          }),
        ]),
      ),
    }),
    take(cluster, { clusters }, source) {
      const { id, name, fqdn, disableLocalAccounts, aadProfile, oidcIssuerProfile, securityProfile } =
        cluster;
      const issuer = oidcIssuerProfile?.issuerUrl;
      const { clientId, objectId } = cluster.identityProfile?.kubeletidentity ?? {};
      clusters.push({
        cloud: 'aks',
        name,
        id,
        ...(typeof fqdn === 'string' && { host: fqdn }),
        ...(typeof issuer === 'string' && { issuer: issuer.replace(/^https:\/\//, '') }),
        azureRbac: aadProfile?.enableAzureRbac === true,
        groupsConnected: typeof aadProfile === 'object' && aadProfile !== null,
        podManagedIdentity: cluster.podIdentityProfile?.enabled === true,
        metadataRestricted: cluster.networkProfile?.podLinkLocalAccess === 'None',
        localAccountsDisabled: disableLocalAccounts === true,
        workloadIdentity: securityProfile?.workloadIdentity?.enabled === true,
        nodeIdentities:
          typeof clientId === 'string'
            ? [{ name: clientId, ...(typeof objectId === 'string' && { principalId: objectId }) }]
            : [],
        ...source,
      });
    },
  }),
  answer({
    command: 'az role assignment list',
    recognise: has('roleDefinitionId', 'principalId'),
    schema: Type.Object({
      id: Type.String(),
      principalId: Type.String(),
      principalName: maybe,
      principalType: maybe,
      roleDefinitionId: Type.String(),
      roleDefinitionName: Type.String(),
      scope: Type.String(),
      createdOn: maybe,
      condition: maybe,
    }),
    take(row, { azureRoleAssignments }, source) {
      const {
        id,
        principalId,
        principalName,
        principalType,
        roleDefinitionId,
        roleDefinitionName: role,
        scope,
        createdOn,
        condition,
      } = row;
      azureRoleAssignments.push({
        id,
        role,
        roleId: lastPart(roleDefinitionId),
        scope,
        principalId,
        principalName:
          principalName === undefined || principalName === null || principalName === ''
            ? principalId
            : principalName,
        principalType: principalType ?? 'Unknown',
        ...(typeof createdOn === 'string' && { created: createdOn }),
        ...(typeof condition === 'string' && { condition }),
        ...source,
      });
    },
  }),
  answer({
    command: 'az role definition list',
    recognise: ({ type, roleName }) =>
      hasType(type, 'Microsoft.Authorization/roleDefinitions') && typeof roleName === 'string',
    schema: Type.Object({
      id: Type.String(),
      roleName: Type.String(),
      permissions: Type.Array(
        Type.Object({
          actions: Patterns,
          notActions: Patterns,
          dataActions: Patterns,
          notDataActions: Patterns,
          condition: maybe,
        }),
      ),
    }),
    take({ id, roleName: name, permissions }, { azureRoleDefinitions }, source) {
      azureRoleDefinitions.push({
        id: lastPart(id),
        name,
        permissions: permissions.map((each) => ({
          actions: each.actions ?? [],
          notActions: each.notActions ?? [],
          dataActions: each.dataActions ?? [],
          notDataActions: each.notDataActions ?? [],
          conditional: typeof each.condition === 'string',
        })),
        ...source,
      });
    },
  }),
  answer({
    command: 'az identity federated-credential list',
    recognise: has('issuer', 'subject', 'audiences'),
    schema: Type.Object({
      id: maybe,
      issuer: Type.String(),
      subject: Type.String(),
      audiences: Type.Array(Type.String()),
    }),
    take({ id, issuer, subject, audiences }, { federatedCredentials }, source) {
      const [, identity] = /\/userAssignedIdentities\/([^/]+)\//i.exec(id ?? '') ?? [];
      federatedCredentials.push({
        issuer: issuer.replace(/^https:\/\//, ''),
        subject,
        audiences,
        ...(identity !== undefined && { identity }),
        ...source,
      });
    },
  }),
  answer({
    command: 'az identity list',
    recognise: ({ type }) => hasType(type, 'Microsoft.ManagedIdentity/userAssignedIdentities'),
    schema: Type.Object({ name: Type.String(), clientId: Type.String(), principalId: maybe }),
    take({ name, clientId, principalId }, { managedIdentities }, source) {
      managedIdentities.push({
        name,
        clientId,
        ...(typeof principalId === 'string' && { principalId }),
        ...source,
      });
    },
  }),
  answer({
    command: 'az ad group show',
    recognise: has('id', 'displayName', 'securityEnabled'),
    schema: Type.Object({ id: Type.String(), displayName: Type.String() }),
    take({ id, displayName }, { directoryGroups }, source) {
      directoryGroups.push({ id: id.toLowerCase(), name: displayName, ...source });
    },
  }),
];

/** Ids of one thing begin with another scope, depending on who asks. */
function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase();
}

/** Types of resources have no fixed case. */
function hasType(type: unknown, wanted: string): boolean {
  return typeof type === 'string' && type.toLowerCase() === wanted.toLowerCase();
}
