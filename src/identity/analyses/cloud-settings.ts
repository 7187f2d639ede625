import { nodeMetadataOf } from '../evidence/node-metadata.ts';
import { trustsPodIdentity } from '../evidence/trust-policy.ts';
import { type CloudFact, cloudAnalysis, hasAnswer } from './cloud-facts.ts';
import { shortList } from './draft.ts';

/** One fact with a yes and a no. */
function fact(good: boolean, pass: string, fail: string, detail?: string): CloudFact {
  return {
    verdict: good ? 'pass' : 'fail',
    message: good ? pass : fail,
    ...(detail !== undefined && { detail }),
  };
}

/**
 * Whether service accounts can have an identity of the cloud at all.
 * https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
 * https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster
 * https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
 */
export const workloadFederation = cloudAnalysis({
  *eks(evidence) {
    const { podIdentities, iamRoles, description } = evidence;
    const issuer = description.issuer;
    const trusted = iamRoles.some(
      ({ trust }) =>
        trustsPodIdentity(trust) ||
        trust.some(({ federated }) =>
          federated.some((arn) => issuer !== undefined && arn.endsWith(`:oidc-provider/${issuer}`)),
        ),
    );
    if (podIdentities.length > 0 || trusted)
      yield { verdict: 'pass', message: 'Roles of AWS are given to its service accounts.' };
    else if (
      hasAnswer(evidence, 'aws eks list-pod-identity-associations') &&
      (hasAnswer(evidence, 'aws iam list-roles') ||
        hasAnswer(evidence, 'aws iam get-account-authorization-details'))
    )
      yield {
        verdict: 'fail',
        message: 'No role of AWS is for a service account: programs have keys, or the role of their node.',
      };
    else
      yield {
        verdict: 'unknown',
        message: 'Whether roles of AWS are given to its service accounts is not known',
        proof: 'aws eks list-pod-identity-associations and aws iam list-roles',
      };
  },
  *aks({ description: { issuer, workloadIdentity } }) {
    yield fact(
      issuer !== undefined,
      'It issues tokens that Entra can check.',
      'Its OIDC issuer is off.',
      'issuer',
    );
    yield fact(
      workloadIdentity === true,
      'Workload identity is on.',
      'Workload identity is off: programs have secrets, or the identity of their node.',
      'workload identity',
    );
  },
  *gke({ description: { workloadPool } }) {
    yield fact(
      workloadPool !== undefined,
      `Its workload pool is ${workloadPool ?? ''}.`,
      'It has no workload pool: programs have keys, or the account of their node.',
    );
  },
});

/**
 * Whether the cloud knows who comes into the cluster.
 * https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html
 * https://learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id
 * https://cloud.google.com/kubernetes-engine/docs/how-to/google-groups-rbac
 */
export const cloudAuthentication = cloudAnalysis({
  *eks({ description: { authenticationMode } }) {
    if (authenticationMode === undefined)
      yield {
        verdict: 'unknown',
        message: 'Its authentication mode was not saved',
        proof: 'aws eks describe-cluster',
      };
    else
      yield fact(
        authenticationMode !== 'CONFIG_MAP',
        'Access entries say who comes in.',
        'Only the ConfigMap aws-auth says who comes in: who made the cluster may do everything and is written nowhere.',
      );
  },
  *aks({ description: { groupsConnected } }) {
    yield fact(
      groupsConnected === true,
      'People sign in with Entra.',
      'People do not sign in with Entra: they share the certificates that the cluster was made with.',
    );
  },
  *gke({ description: { groupsConnected } }) {
    yield fact(
      groupsConnected === true,
      'Google Groups can be bound to roles.',
      'Google Groups cannot be bound to roles: each person is bound by name, and stays so after leaving.',
    );
  },
});

/**
 * Ways in that no identity provider ends.
 * https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad
 * https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster
 */
export const sharedCredentials = cloudAnalysis({
  *aks({ description: { localAccountsDisabled } }) {
    yield fact(
      localAccountsDisabled === true,
      'Local accounts are off.',
      'Local accounts are on: whoever fetches the administrator certificate is in system:masters until it is rotated.',
    );
  },
  *gke({ description: { clientCertificate, attributeAccess } }) {
    yield fact(
      clientCertificate !== true,
      'No client certificate was issued.',
      'A client certificate was issued with the cluster, and lasts until the authority is rotated.',
      'client certificate',
    );
    yield fact(
      attributeAccess !== true,
      'RBAC alone decides.',
      'Legacy authorization is on: every service account may do everything.',
      'legacy authorization',
    );
  },
});

/** Where the metadata service answers pods with a network of their own, as far as its own settings decide. */
export const openMetadata = cloudAnalysis({
  *eks(evidence) {
    const { answersPods, where, of } = nodeMetadataOf(evidence);
    yield answersPods === 'not-known'
      ? { verdict: 'unknown', message: 'The machines were not saved', proof: 'aws ec2 describe-instances' }
      : fact(
          answersPods === 'none',
          `The metadata service of ${of === 1 ? 'its machine' : `all ${of} machines`} answers no pod.`,
          `The metadata service answers pods on ${where.length} of ${of} machines: ${shortList(where)}.`,
        );
  },
  *aks(evidence) {
    yield fact(
      nodeMetadataOf(evidence).answersPods === 'none',
      'Pods are kept from the metadata service.',
      'The metadata service answers pods: IMDS restriction is not on.',
    );
  },
  *gke(evidence) {
    const { answersPods, where } = nodeMetadataOf(evidence);
    yield answersPods === 'not-known'
      ? {
          verdict: 'unknown',
          message: 'It has no node pools that say it',
          proof: 'gcloud container clusters describe',
        }
      : fact(
          answersPods === 'none',
          'Pods ask the metadata server of GKE.',
          `Pods ask the metadata server of the machine in ${where.length === 1 ? 'node pool' : 'node pools'} ${shortList(where)}: the mode is not GKE_METADATA.`,
        );
  },
});
