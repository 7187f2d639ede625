import { allowsAction } from '../../evidence/azure-roles.ts';
import type { ClusterEvidence } from '../../evidence/cluster-evidence.ts';
import type { AzureRoleAssignment } from '../../evidence/model.ts';
import { definitionOf } from '../../evidence/outside-grants.ts';
import type { ServiceAccount } from '../../service-accounts.ts';
import { serviceAccountUser } from '../../subject.ts';
import type { CloudLayer, CloudPower, Federation, NodeAccess } from './cloud-layer.ts';

const audience = 'api://AzureADTokenExchange';

/**
 * Roles with which whoever has them for a subscription or above has what is in it. Contributor cannot give roles, and runs
 * code as every identity of every machine.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
 */
const administrators: ReadonlySet<string> = new Set([
  'Owner',
  'Contributor',
  'User Access Administrator',
  'Role Based Access Control Administrator',
]);

/** Those that only give roles: a condition of the assignment says which. */
const givers: ReadonlySet<string> = new Set([
  'User Access Administrator',
  'Role Based Access Control Administrator',
]);

/**
 * Managed identities that service accounts of an AKS cluster become by a federated credential, and that of its nodes.
 * https://learn.microsoft.com/azure/aks/workload-identity-overview
 */
export function azureLayer(evidence: ClusterEvidence, accounts: readonly ServiceAccount[]): CloudLayer {
  return {
    cloud: 'azure',
    federations: federations(evidence, accounts),
    nodes: nodeIdentities(evidence),
    powersOf: (identity) =>
      assignmentsOf(identity, evidence).flatMap((assignment) => powerOf(assignment, evidence)),
    // Without a role of Azure it is known by its object id. https://learn.microsoft.com/azure/aks/azure-ad-rbac
    subjectsOf: (identity) => [
      ...[...principalsOf(identity, evidence)].map((name) => ({ subject: { kind: 'User' as const, name } })),
      ...assignmentsOf(identity, evidence).map(({ principalName: name, file }) => ({
        subject: { kind: 'User' as const, name },
        detail: file,
      })),
    ],
  };
}

function federations(
  { description, federatedCredentials, managedIdentities }: ClusterEvidence,
  accounts: readonly ServiceAccount[],
): Federation[] {
  const issuer = description?.issuer;
  if (issuer === undefined) return [];
  const bySubject = new Map(
    accounts.map((account) => [serviceAccountUser(account.namespace, account.name), account]),
  );
  return federatedCredentials.flatMap((credential): Federation[] => {
    const account = bySubject.get(credential.subject);
    const isOwn = bare(credential.issuer) === bare(issuer) && credential.audiences.includes(audience);
    const name = credential.identity?.toLowerCase();
    const managed = managedIdentities.find((each) => each.name.toLowerCase() === name);
    if (account === undefined || !isOwn || managed === undefined) return [];
    return [{ account, identity: managed.clientId, kind: 'entra-federation', detail: credential.file }];
  });
}

function bare(issuer: string): string {
  return issuer.replace(/\/+$/, '');
}

/**
 * The metadata service of Azure answers pods unless its restriction is on.
 * https://learn.microsoft.com/azure/aks/imds-restriction
 */
function nodeIdentities({ description }: ClusterEvidence): NodeAccess[] {
  return (description?.nodeIdentities ?? []).map(({ name }) => ({
    identity: name,
    detail: description?.file ?? '',
    ...(description?.metadataRestricted !== true && {
      openToPods: `${description?.file ?? ''}: IMDS restriction is not on`,
    }),
  }));
}

/** Object ids of Entra of an identity, which is named by its client id. */
function principalsOf(
  identity: string,
  { managedIdentities, description }: ClusterEvidence,
): ReadonlySet<string> {
  return new Set([
    ...managedIdentities.flatMap(({ clientId, principalId }) =>
      clientId === identity && principalId !== undefined ? principalId : [],
    ),
    ...(description?.nodeIdentities ?? []).flatMap(({ name, principalId }) =>
      name === identity && principalId !== undefined ? principalId : [],
    ),
  ]);
}

function assignmentsOf(identity: string, evidence: ClusterEvidence): AzureRoleAssignment[] {
  const { azureRoleAssignments } = evidence;
  const principals = principalsOf(identity, evidence);
  return azureRoleAssignments.filter(
    ({ principalId, principalName }) => principals.has(principalId) || principalName === identity,
  );
}

/** https://learn.microsoft.com/azure/role-based-access-control/scope-overview */
function powerOf(assignment: AzureRoleAssignment, evidence: ClusterEvidence): CloudPower[] {
  const { role, scope, condition, file } = assignment;
  const isBroad =
    /^\/$|^\/subscriptions\/[^/]+$|^\/providers\/Microsoft\.Management\/managementGroups\//i.test(scope);
  if (!isBroad) return [];
  const to = (kind: 'administers-cloud' | 'rewrites-own-policy'): CloudPower[] => [
    { to: 'cloud-admin', kind, detail: `${role}, ${file}` },
  ];
  if (administrators.has(role))
    return givers.has(role) && condition !== undefined ? [] : to('administers-cloud');
  const definition = definitionOf(assignment, evidence);
  if (definition === undefined || condition !== undefined) return [];
  if (allowsAction(definition, 'Microsoft.Authorization/roleAssignments/write'))
    return to('administers-cloud');
  // Whoever may write definitions writes what is wanted into a role that he has.
  return allowsAction(definition, 'Microsoft.Authorization/roleDefinitions/write')
    ? to('rewrites-own-policy')
    : [];
}
