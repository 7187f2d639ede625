import type { ClusterEvidence } from '../evidence/cluster-evidence.ts';
import { type Asking, annotationOf, type CloudIdentity, tokenSubject } from './outcome.ts';

const clientAnnotation = 'azure.workload.identity/client-id';
const useLabel = 'azure.workload.identity/use';
const audience = 'api://AzureADTokenExchange';

/**
 * Entra Workload ID: a label of the pod asks for it, an annotation of the account names the identity, and a federated
 * credential of that identity lets the token in.
 * https://learn.microsoft.com/azure/aks/workload-identity-overview
 */
export function azureIdentity(
  asking: Asking,
  evidence: ClusterEvidence | undefined,
): CloudIdentity | undefined {
  const { account, template } = asking;
  const identity = annotationOf(account, clientAnnotation);
  const labelled = template.labels[useLabel] === 'true';
  const label = { object: template.object, path: [...template.metadataPath, 'labels', useLabel] };
  if (account === undefined || identity === undefined)
    return labelled
      ? {
          ...label,
          how: 'Entra Workload ID',
          state: 'unknown',
          message: `Its pod asks for an identity, and its account names none`,
          proof: 'the client id that the program uses',
        }
      : undefined;
  const about = {
    how: 'Entra Workload ID',
    identity,
    object: account,
    path: ['metadata', 'annotations', clientAnnotation],
  };
  if (!labelled)
    return {
      ...about,
      ...label,
      state: 'broken',
      message: `Its account names client ${identity}, and its pods have no label ${useLabel}: "true", so that they get no token`,
    };
  const description = evidence?.provider === 'aks' ? evidence.description : undefined;
  if (description?.workloadIdentity === false)
    return { ...about, state: 'broken', message: 'Workload identity is not enabled for the cluster' };
  const issuer = description?.issuer;
  if (evidence === undefined || issuer === undefined)
    return {
      ...about,
      state: 'unknown',
      message: 'The issuer of the cluster is not known',
      proof: 'az aks show',
    };
  const names = evidence.managedIdentities.flatMap(({ clientId, name }) =>
    clientId === identity ? name.toLowerCase() : [],
  );
  const own = evidence.federatedCredentials.filter(
    (each) => each.identity !== undefined && names.includes(each.identity.toLowerCase()),
  );
  const accepted = own.some(
    (each) =>
      sameIssuer(each.issuer, issuer) &&
      each.subject === tokenSubject(asking) &&
      each.audiences.includes(audience),
  );
  if (accepted)
    return { ...about, state: 'federated', message: `It is client ${identity} by a federated credential` };
  return own.length > 0
    ? {
        ...about,
        state: 'broken',
        message: `No federated credential of client ${identity} is for ${tokenSubject(asking)} of this cluster`,
      }
    : {
        ...about,
        state: 'unknown',
        message: `Whether client ${identity} trusts this account is not known`,
        proof: 'az identity list and az identity federated-credential list',
      };
}

function sameIssuer(left: string, right: string): boolean {
  return left.replace(/\/+$/, '') === right.replace(/\/+$/, '');
}
