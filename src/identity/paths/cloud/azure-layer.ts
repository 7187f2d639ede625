import type { ClusterEvidence } from '../../evidence/cluster-evidence.ts';
import type { AzureRoleAssignment } from '../../evidence/model.ts';
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

/**
 * Managed identities that service accounts of an AKS cluster become by a federated credential, and that of its nodes.
 * https://learn.microsoft.com/azure/aks/workload-identity-overview
 */
export function azureLayer(evidence: ClusterEvidence, accounts: readonly ServiceAccount[]): CloudLayer {
  return {
    cloud: 'azure',
    federations: federations(evidence, accounts),
    nodes: nodeIdentities(evidence),
    powersOf: (identity) => assignmentsOf(identity, evidence).flatMap(powerOf),
    subjectsOf: (identity) =>
      assignmentsOf(identity, evidence).map(({ principalName: name }) => ({ kind: 'User', name })),
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
 * The metadata service of Azure answers pods unless its restriction was switched on, which `az aks show` does not say.
 * https://learn.microsoft.com/azure/aks/imds-restriction
 */
function nodeIdentities({ description }: ClusterEvidence): NodeAccess[] {
  return (description?.nodeIdentities ?? []).map(({ name }) => ({
    identity: name,
    detail: description?.file ?? '',
    openToPods: `${description?.file ?? ''}: unless IMDS restriction is enabled`,
  }));
}

function assignmentsOf(identity: string, evidence: ClusterEvidence): AzureRoleAssignment[] {
  const { azureRoleAssignments, managedIdentities, description } = evidence;
  const principals = new Set([
    ...managedIdentities.flatMap(({ clientId, principalId }) =>
      clientId === identity && principalId !== undefined ? principalId : [],
    ),
    ...(description?.nodeIdentities ?? []).flatMap(({ name, principalId }) =>
      name === identity && principalId !== undefined ? principalId : [],
    ),
  ]);
  return azureRoleAssignments.filter(
    ({ principalId, principalName }) => principals.has(principalId) || principalName === identity,
  );
}

/** https://learn.microsoft.com/azure/role-based-access-control/scope-overview */
function powerOf({ role, scope, file }: AzureRoleAssignment): CloudPower[] {
  const isBroad =
    /^\/$|^\/subscriptions\/[^/]+$|^\/providers\/Microsoft\.Management\/managementGroups\//i.test(scope);
  return isBroad && administrators.has(role)
    ? [{ to: 'cloud-admin', kind: 'administers-cloud', detail: `${role}, ${file}` }]
    : [];
}
